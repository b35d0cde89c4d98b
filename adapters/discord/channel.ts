/** A look back at what was said in a channel, a thread or direct messages, newest first. */
import {
  type Client,
  GatewayIntentBits,
  type Message as DiscordMessage,
  SnowflakeUtil,
  type TextBasedChannel,
} from 'discord.js';
import { type ChannelRange, type Message, UserError } from '../../src/chat/index.ts';
import { pagesAbove } from './above.ts';
import { untilAborted } from './abort.ts';
import { explainReading, isGone, lacksPermission, mayNotRead } from './errors.ts';
import { HINT } from './hints.ts';
import { missingPermissions, NEEDED_TO_READ } from './permissions.ts';
import { saidIn } from './said.ts';

/** The smallest id that a message of this moment can have: those before it are below. */
const idAt = (timestamp: number): string =>
  String(
    SnowflakeUtil.generate({ timestamp: Math.ceil(timestamp), increment: 0n, workerId: 0n, processId: 0n }),
  );

/** What Discord would answer with no messages, or with messages that are empty. Throws `UserError`. */
function requireReadable(
  client: Client<true>,
  { kind, workspace }: ChannelRange['conversation'],
  id: string,
) {
  if (kind === 'dm') return;
  // On a server without the bot nothing can be read, and each try would count against it.
  if (!client.guilds.cache.has(workspace)) throw mayNotRead([]);
  const missing = missingPermissions(client, id, NEEDED_TO_READ);
  if (missing.length > 0) throw mayNotRead(missing);
  if (!client.options.intents.has(GatewayIntentBits.MessageContent))
    throw new UserError(
      'discord-message-content',
      'I may not read what others say in channels: the Message Content intent is off.',
      HINT.messageContent(client.application.id),
    );
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
  client: Client,
  { conversation, since = 0, until, limit }: ChannelRange,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[]> {
  if (!client.isReady()) return;
  const id = conversation.thread ?? conversation.channel;
  requireReadable(client, conversation, id);
  try {
    const channel = await untilAborted(client.channels.fetch(id), signal);
    if (!channel?.isTextBased()) throw mayNotRead([]);
    let left = limit;
    for await (const page of pagesOf(channel, until, signal)) {
      const inRange = page.filter(
        ({ createdTimestamp }) => createdTimestamp >= since && createdTimestamp < until,
      );
      const said = saidIn(inRange).slice(0, left);
      if (said.length > 0) yield said;
      left -= said.length;
      if (left <= 0 || inRange.length < page.length) return;
    }
  } catch (error) {
    throw explainReading(error, missingPermissions(client, id, NEEDED_TO_READ));
  }
}
