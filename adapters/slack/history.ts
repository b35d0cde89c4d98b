/** The thread that led to a message: its newest messages, oldest first, files and all. */
import { z } from 'zod';
import type { HistoryRange, Message } from '../../src/chat/index.ts';
import type { SlackClients } from './client.ts';
import { read } from './call.ts';
import type { Identity } from './identity.ts';
import { LIMITS } from './limits.ts';
import type { Names } from './names.ts';
import { isFromUs, isSpoken, normalize } from './normalize.ts';
import { SlackMessage } from './payloads.ts';

const Replies = z.object({
  messages: z.array(SlackMessage),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Slack gives a thread from its oldest end, so it is read to the end and only the newest are kept.
 * Throws `RateLimited` when Slack asks for a pause.
 */
export async function readHistory(
  { before, limit }: HistoryRange,
  { repeatable }: SlackClients,
  us: Identity,
  names: Names,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const { channel, thread } = before.conversation;
  if (thread === undefined || thread === before.id || limit <= 0) return [];

  const newest = new Map<string, SlackMessage>();
  let cursor: string | undefined;
  for (let page = 0; page < LIMITS.repliesPages; page++) {
    const answer = await read(signal, () =>
      repeatable.conversations.replies({
        channel,
        ts: thread,
        latest: before.id,
        inclusive: false,
        limit: LIMITS.repliesPage,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    const { messages, response_metadata } = Replies.parse(answer);
    for (const message of messages)
      if (message.ts < before.id && isSpoken(message) && !isShown(message, us))
        newest.set(message.ts, message);
    // Every page brings the first message of the thread again, so order is by time, not by arrival.
    const oldest = [...newest.keys()].sort().slice(0, Math.max(0, newest.size - limit));
    for (const ts of oldest) newest.delete(ts);
    cursor = response_metadata?.next_cursor;
    if (!cursor) break;
  }
  const inOrder = [...newest].sort(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(inOrder.map(([, message]) => normalize(message, channel, us, names)));
}

/** Pictures of ours, shown on request beside an answer: no part of what was said. */
function isShown(message: SlackMessage, us: Identity): boolean {
  return isFromUs(message, us) && (message.files ?? []).length > 0;
}
