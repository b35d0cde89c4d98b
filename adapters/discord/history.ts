/** What was said before a message: its thread, the chain of replies it ends, or the direct messages above it. */
import type { Message as DiscordMessage, TextBasedChannel } from 'discord.js';
import type { HistoryRange, Message } from '../../src/chat/index.ts';
import { pagesAbove } from './reading/above.ts';
import { untilAborted } from './abort.ts';
import { isGone, lacksPermission } from './errors.ts';
import { LIMITS } from './limits.ts';
import { answeredMessage } from './normalize.ts';
import type { Places } from './reading/places.ts';
import { saidIn } from './reading/said.ts';

/** What a call gives, or nothing where the message or channel is gone or not for the bot to read. */
async function orNothing<T>(call: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await untilAborted(call, signal);
  } catch (error) {
    if (isGone(error) || lacksPermission(error)) return undefined;
    throw error;
  }
}

/**
 * The chain of replies, followed upwards, oldest first. Messages the gateway told us cost no request; another one brings its
 * neighbours along, among which most of a chain is found.
 */
async function replyChain(
  channel: TextBasedChannel,
  { before, limit }: HistoryRange,
  isTold: boolean,
  signal: AbortSignal,
) {
  const chain: DiscordMessage[] = [];
  let neighbours: ReadonlyMap<string, DiscordMessage> = new Map();
  let next = before.replyTo;
  while (next !== undefined && chain.length < limit) {
    const known = isTold ? channel.messages.cache.get(next) : undefined;
    let message = known?.partial ? undefined : (known ?? neighbours.get(next));
    if (!message) {
      const around = { around: next, limit: LIMITS.history, cache: false };
      neighbours = (await orNothing(channel.messages.fetch(around), signal)) ?? new Map();
      message = neighbours.get(next);
    }
    if (!message) break;
    chain.unshift(message);
    next = answeredMessage(message);
  }
  return chain;
}

/** The messages right above, oldest first; in a thread led by the message it was started from. */
async function messagesAbove(
  channel: TextBasedChannel,
  { before, limit }: HistoryRange,
  isTold: boolean,
  signal: AbortSignal,
) {
  const pages = await orNothing(Array.fromAsync(pagesAbove(channel, before.id, limit, signal)), signal);
  const above = (pages ?? []).flat().toReversed();
  if (!channel.isThread()) return above;
  const starter = await orNothing(channel.fetchStarterMessage({ cache: isTold, force: !isTold }), signal);
  if (!starter || starter.id === before.id || above.some(({ id }) => id === starter.id)) return above;
  return [starter, ...above.slice(Math.max(0, above.length - limit + 1))];
}

/** The conversation that led to a message, oldest first; never more than `range.limit` messages. */
export async function readHistory(
  places: Places,
  range: HistoryRange,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  if (range.limit < 1) return [];
  const { conversation } = range.before;
  const channel = await orNothing(places.find(conversation, signal), signal);
  if (!channel) return [];
  const messages = await (conversation.kind === 'channel' ? replyChain : messagesAbove)(
    channel,
    range,
    places.isTold(conversation),
    signal,
  );
  return saidIn(places, conversation, messages, signal);
}
