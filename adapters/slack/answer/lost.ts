/** A message of ours that may have been posted although nobody was told: it is found by reading where it would stand. */
import { z } from 'zod';
import { read } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import { chatError } from '../errors.ts';
import type { Identity } from '../workspaces/identity.ts';
import { LIMITS } from '../limits.ts';
import { FoundMessage, hasMark, isMarked } from './marks.ts';
import { isFromUs } from '../normalize.ts';
import { tsAt } from '../reading/timestamps.ts';

export interface LostPlace {
  readonly clients: SlackClients;
  readonly channel: string;
  /** The first message of the thread; undefined where the message would begin one. */
  readonly thread: string | undefined;
}

export interface Sought {
  /** The key it was sent with. */
  readonly key: string;
  /** When it was first tried by Slack's clock, in milliseconds since 1970; 0 where nobody knows. */
  readonly triedAt: () => number;
  /** The newest message that we know of: it is newer. */
  readonly after: string;
  /** Messages of the same answer that are known: it is none of them, unless it bears its mark. */
  readonly known: ReadonlySet<string>;
  /** Tells it from other messages of ours, where it bears no mark. Another answer must not be taken for it. */
  readonly isIt: (message: FoundMessage) => boolean;
}

const Page = z.object({ messages: z.array(FoundMessage) });

/**
 * The newest message that fits; undefined where there is none. Throws `RateLimited` when Slack asks for a pause, and whatever
 * keeps us from reading.
 */
export async function lostMessage(
  place: LostPlace,
  { key, triedAt, after, known, isIt }: Sought,
  us: Identity,
  signal: AbortSignal,
): Promise<FoundMessage | undefined> {
  const oldest = laterOf(after, tsAt(Math.max(0, triedAt() - LIMITS.clockSkewMs)));
  const said = await readBack(place, oldest, signal);
  // A mark is certain; without one the message must be as young as the sending. By now Slack has told what time it is.
  const youngest = tsAt(Math.max(0, triedAt() - LIMITS.clocksApartMs));
  const ours = said
    .filter((message) => message.ts > oldest && isFromUs(message, us))
    .sort((one, other) => (one.ts < other.ts ? -1 : 1));
  return (
    ours.findLast((message) => hasMark(message, key)) ??
    ours.findLast(
      (message) => message.ts > youngest && !known.has(message.ts) && !isMarked(message) && isIt(message),
    )
  );
}

async function readBack(
  { clients: { repeatable }, channel, thread }: LostPlace,
  oldest: string,
  signal: AbortSignal,
): Promise<readonly FoundMessage[]> {
  const range = { channel, oldest, limit: LIMITS.messagesPage };
  const request =
    thread === undefined
      ? () => repeatable.conversations.history(range)
      : () => repeatable.conversations.replies({ ...range, ts: thread });
  return Page.parse(await read(signal, request, chatError)).messages;
}

const laterOf = (one: string, other: string): string => (one > other ? one : other);
