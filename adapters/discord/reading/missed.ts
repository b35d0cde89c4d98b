/** What was said while the bot was away: read channel by channel where something was said since, as if it had just arrived. */
import type { Channel, Message as DiscordMessage, TextBasedChannel } from 'discord.js';
import type { ChatEvent, Gap } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { untilAborted } from '../abort.ts';
import { isGone, lacksPermission, toldOf } from '../errors.ts';
import { LIMITS, MISSED } from '../limits.ts';
import { isHeard, messageEvent } from '../intake/message-events.ts';
import { missingPermissions, NEEDED_TO_READ } from '../setup/permissions.ts';
import { channelIdOf, type Places } from './places.ts';
import { compareIds, idAt } from './snowflake.ts';

/** A place to look through, and the message after which. */
interface Stretch {
  readonly channel: TextBasedChannel;
  readonly after: string;
}

/** What was said right after a message, oldest first. Nothing of it stays in memory. */
async function pageAfter(
  { channel, after }: Stretch,
  signal: AbortSignal,
): Promise<readonly DiscordMessage[]> {
  const asked = channel.messages.fetch({ after, limit: LIMITS.history, cache: false });
  const messages = await untilAborted(asked, signal);
  return [...messages.values()].toSorted((one, other) => compareIds(one.id, other.id));
}

/** What was said at a time or later comes after this id. */
const afterwards = (since: number): string => idAt(since - 1);

/** Whether something was said there since an id was given. */
const isSaidIn = (channel: Channel | undefined, after: string): channel is TextBasedChannel =>
  channel?.isTextBased() === true &&
  typeof channel.lastMessageId === 'string' &&
  compareIds(channel.lastMessageId, after) >= 0;

/** The places where something was said since, those where the bot was asked lately first. */
async function* placesOf(
  { since, known }: Gap,
  places: Places,
  log: Logger,
  signal: AbortSignal,
): AsyncGenerator<TextBasedChannel> {
  const after = afterwards(since);
  const looked = new Set<string>();
  for (const place of known) {
    if (!places.isTold(place)) continue;
    const id = channelIdOf(place);
    looked.add(id);
    try {
      const channel = await places.find(place, signal);
      // Nobody tells anew when something was last said in direct messages.
      if (place.kind === 'dm' ? channel : isSaidIn(channel, after)) yield channel!;
    } catch (error) {
      if (!isGone(error) && !lacksPermission(error)) throw error;
      log.debug({ channel: id, ...toldOf(error) }, 'a channel is left out of what was missed');
    }
  }
  for (const channel of places.client.channels.cache.values()) {
    if (looked.has(channel.id) || channel.isDMBased() || !isSaidIn(channel, after)) continue;
    // What is known of servers that others hear may be old.
    if (places.isTold({ kind: 'channel', workspace: channel.guildId, channel: channel.id })) yield channel;
  }
}

/** The first page of each place, several at the same time; nothing for a place that may not be read. */
async function* firstPages(gap: Gap, places: Places, log: Logger, signal: AbortSignal) {
  const after = afterwards(gap.since);
  const read = async (channel: TextBasedChannel) => {
    const missing = missingPermissions(places.client, channel.id, NEEDED_TO_READ);
    try {
      if (missing.length === 0) return { channel, page: await pageAfter({ channel, after }, signal) };
      log.debug({ channel: channel.id, missing }, 'a channel is left out of what was missed');
    } catch (error) {
      if (!isGone(error) && !lacksPermission(error)) throw error;
      log.debug({ channel: channel.id, ...toldOf(error) }, 'a channel is left out of what was missed');
    }
    return undefined;
  };
  let batch: TextBasedChannel[] = [];
  const readAll = async () => {
    const pages = await Promise.all(batch.map(read));
    batch = [];
    return pages.filter((page) => page !== undefined);
  };
  for await (const channel of placesOf(gap, places, log, signal)) {
    batch.push(channel);
    if (batch.length === MISSED.channelsAtOnce) yield* await readAll();
  }
  yield* await readAll();
}

/** The messages as events. Who addresses us is made known first: what they may do depends on their roles. */
async function eventsOf(
  { meet }: Places,
  page: readonly DiscordMessage[],
  signal: AbortSignal,
): Promise<readonly ChatEvent[]> {
  const theirs = page.filter(isHeard);
  const events = theirs.map(messageEvent);
  const asking = events.filter(
    ({ message: { fromBot, mentionsUs, conversation } }) =>
      !fromBot && (mentionsUs || conversation.kind === 'thread'),
  );
  const server = theirs[0]?.guildId;
  if (!server || asking.length === 0) return events;
  await meet(
    server,
    asking.map(({ message }) => message.author.id),
    signal,
  );
  return theirs.map(messageEvent);
}

/**
 * What was said in a gap in the places that this process hears, as the events that would have been delivered; oldest first
 * within a channel. discord.js waits where Discord asks for a pause.
 */
export async function* readMissed(
  gap: Gap,
  places: Places,
  log: Logger,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  for await (const { channel, page: first } of firstPages(gap, places, log, signal)) {
    let page = first;
    for (let pages = 1; page.length > 0; pages++) {
      yield* await eventsOf(places, page, signal);
      if (page.length < LIMITS.history) break;
      if (pages === MISSED.pages) {
        log.warn({ channel: channel.id }, 'more was said in a channel than is looked through');
        break;
      }
      page = await pageAfter({ channel, after: page.at(-1)!.id }, signal);
    }
  }
}
