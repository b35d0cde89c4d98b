/** A look back at what was said in a channel, a thread or direct messages, newest first. */
import type { Message as DiscordMessage, TextBasedChannel } from 'discord.js';
import { type ChannelRange, type Message, UserError } from '../../src/chat/index.ts';
import { pagesAbove } from './reading/above.ts';
import { untilAborted } from './abort.ts';
import { explainReading, isForum, isGone, lacksPermission, mayNotRead } from './errors.ts';
import { HINT } from './setup/hints.ts';
import { NEEDED_TO_READ } from './setup/permissions.ts';
import type { Places } from './reading/places.ts';
import { saidIn } from './reading/said.ts';
import { idAt } from './reading/snowflake.ts';

/** The place, where Discord would not answer with no messages or with messages that are empty. Throws `UserError`. */
async function findReadable(
  places: Places,
  conversation: ChannelRange['conversation'],
  signal: AbortSignal,
): Promise<TextBasedChannel> {
  const channel = await places.room(conversation, signal);
  if (!channel) throw mayNotRead([]);
  if (channel.isThreadOnly()) throw isForum('read');
  if (conversation.kind === 'dm') return channel;
  const missing = await places.missing(conversation, signal, NEEDED_TO_READ);
  if (missing.length > 0) throw mayNotRead(missing);
  if (!places.readsMessages)
    throw new UserError(
      'discord-message-content',
      'I may not read what others say in channels: the Message Content intent is off.',
      HINT.messageContent(places.applicationId),
    );
  return channel;
}

/** The message that a thread was started from stands in the channel above it, and comes after all others. */
async function starterOf(channel: TextBasedChannel, signal: AbortSignal): Promise<readonly DiscordMessage[]> {
  if (!channel.isThread()) return [];
  try {
    const starter = await untilAborted(channel.fetchStarterMessage({ cache: false }), signal);
    return starter ? [starter] : [];
  } catch (error) {
    if (isGone(error) || lacksPermission(error)) return [];
    throw error;
  }
}

/** Every page of the place, as Discord gives it, and at last what its thread was started from. */
async function* pagesOf(channel: TextBasedChannel, until: number, signal: AbortSignal) {
  let oldest: string | undefined;
  for await (const page of pagesAbove(channel, idAt(until), Number.POSITIVE_INFINITY, signal)) {
    oldest = page.at(-1)?.id;
    yield page;
  }
  // In a forum the first message stands in the thread itself.
  yield (await starterOf(channel, signal)).filter(({ id }) => id !== oldest);
}

/**
 * Pages of what was said, newest first. It ends with `range.limit` messages, with the first one from before `range.since`, or
 * where the channel begins. Nothing is kept in memory beyond a page.
 *
 * Throws `UserError` where the bot may not read.
 */
export async function* readChannel(
  places: Places,
  { conversation, since = 0, until, limit }: ChannelRange,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[]> {
  try {
    const channel = await findReadable(places, conversation, signal);
    let left = limit;
    for await (const page of pagesOf(channel, until, signal)) {
      const inRange = page.filter(
        ({ createdTimestamp }) => createdTimestamp >= since && createdTimestamp < until,
      );
      const said = (await saidIn(places, conversation, inRange, signal)).slice(0, left);
      if (said.length > 0) yield said;
      left -= said.length;
      if (left <= 0 || inRange.length < page.length) return;
    }
  } catch (error) {
    if (!lacksPermission(error)) throw explainReading(error, []);
    throw explainReading(error, await places.missing(conversation, signal, NEEDED_TO_READ));
  }
}
