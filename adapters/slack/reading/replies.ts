/** The messages of a thread. Slack gives it from its oldest end, so it is read to the end and only the newest are kept. */
import { z } from 'zod';
import type { Reader } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import type { Identity } from '../workspaces/identity.ts';
import { LIMITS } from '../limits.ts';
import { isFromUs, isSpoken } from '../normalize.ts';
import { SlackMessage } from '../intake/payloads.ts';

export const Page = z.object({
  messages: z.array(SlackMessage),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

interface ThreadRange {
  readonly channel: string;
  /** Timestamp of its first message. */
  readonly thread: string;
  /** Nothing before this timestamp. */
  readonly oldest?: string;
  /** Nothing at or after this timestamp. */
  readonly before: string;
  /** The most messages to give: the newest. */
  readonly limit: number;
}

/** What was said in a thread, oldest first, its first message included. */
export async function saidInThread(
  { channel, thread, oldest = '', before, limit }: ThreadRange,
  { repeatable }: SlackClients,
  us: Identity,
  read: Reader,
): Promise<readonly SlackMessage[]> {
  const newest = new Map<string, SlackMessage>();
  let cursor: string | undefined;
  for (let page = 0; page < LIMITS.repliesPages; page++) {
    const answer = await read(() =>
      repeatable.conversations.replies({
        channel,
        ts: thread,
        latest: before,
        ...(oldest === '' ? {} : { oldest }),
        inclusive: true,
        limit: LIMITS.messagesPage,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    if (answer === undefined) break;
    const { messages, response_metadata } = Page.parse(answer);
    for (const message of messages)
      if (message.ts >= oldest && message.ts < before && isSaid(message, us)) newest.set(message.ts, message);
    // Every page brings the first message of the thread again, so order is by time, not by arrival.
    const surplus = [...newest.keys()].sort().slice(0, Math.max(0, newest.size - limit));
    for (const ts of surplus) newest.delete(ts);
    cursor = response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, message]) => message);
}

/** People's words and our own, without pictures of ours: shown on request beside an answer, they are no part of what was said. */
export function isSaid(message: SlackMessage, us: Identity): boolean {
  return isSpoken(message) && !(isFromUs(message, us) && (message.files ?? []).length > 0);
}
