/** One message, read as it is now. */
import type { Reader } from '../workspaces/call.ts';
import type { SlackClients } from '../workspaces/client.ts';
import type { SlackMessage } from '../intake/payloads.ts';
import { Page } from './replies.ts';

/** Where a message stands. A reply whose thread is not known is found by itself. */
export interface MessageSpot {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
}

/** Undefined where it is gone. Throws whatever keeps us from reading. */
export async function readMessage(
  { channel, ts, thread = ts }: MessageSpot,
  { repeatable }: SlackClients,
  ask: Reader,
): Promise<SlackMessage | undefined> {
  const answer = await ask(() =>
    repeatable.conversations.replies({
      channel,
      ts: thread,
      oldest: ts,
      latest: ts,
      inclusive: true,
      // The first message of a thread comes along with every reply.
      limit: 2,
    }),
  );
  return answer && Page.parse(answer).messages.find((message) => message.ts === ts);
}
