/** A message of ours whose post was carried out although Slack's answer was lost: it is found by looking into its thread. */
import { z } from 'zod';
import { read } from './call.ts';
import type { Identity } from './identity.ts';
import { LIMITS } from './limits.ts';
import type { Place } from './page.ts';

const Replies = z.object({ messages: z.array(z.object({ ts: z.string(), user: z.string().optional() })) });

/**
 * The newest message of ours in a thread that is newer than `newest` (a Slack timestamp) and was posted since `since`
 * (milliseconds since 1970): another answer must not be taken for it. Undefined where there is none, or none may be read.
 */
export async function lostMessage(
  { clients, channel, thread, log }: Place,
  { newest, since }: { readonly newest: string; readonly since: number },
  us: Identity,
  signal: AbortSignal,
): Promise<string | undefined> {
  const begun = ((since - LIMITS.clocksApartMs) / 1000).toFixed(6);
  const after = begun > newest ? begun : newest;
  try {
    const answer = await read(signal, () =>
      clients.repeatable.conversations.replies({
        channel,
        ts: thread,
        oldest: after,
        limit: LIMITS.messagesPage,
      }),
    );
    const ours = Replies.parse(answer).messages.filter(({ ts, user }) => ts > after && user === us.userId);
    return ours.at(-1)?.ts;
  } catch (error) {
    signal.throwIfAborted();
    log.debug({ err: error, channel }, 'slack did not tell what became of a message');
    return undefined;
  }
}
