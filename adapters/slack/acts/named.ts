/** Which places ids stand for. A thread has the timestamp of its first message, which says nothing of its channel. */
import type { Conversation } from '../../../src/chat/index.ts';
import { channelOf, threadOf } from '../answer/target.ts';
import { slackCode } from '../errors.ts';
import { readMessage } from '../reading/one-message.ts';
import { TIMESTAMP } from '../reading/timestamps.ts';
import type { Caller } from '../workspaces/call.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';
import type { Standing } from './standing.ts';

const UNSEEN = new Set(['channel_not_found', 'not_in_channel', 'thread_not_found', 'message_not_found']);

/** A channel of the workspace, or a thread of the channel from which it is named; undefined where the bot sees none. */
export async function named(
  id: string,
  { workspace, channel }: Pick<Conversation, 'workspace' | 'channel'>,
  workspaces: Pick<Workspaces, 'of'>,
  standing: Pick<Standing, 'channel'>,
  call: Caller,
): Promise<Conversation | undefined> {
  try {
    if (TIMESTAMP.test(id)) {
      const spot = { channel, ts: id, thread: id };
      const first = await readMessage(spot, workspaces.of(workspace).clients, call);
      // Nobody says anything in the thread of a reply: that is in the thread of what it answers.
      return (first?.thread_ts ?? id) === id && first ? threadOf(workspace, channel, first) : undefined;
    }
    await standing.channel(workspace, id, call);
    return channelOf(workspace, id);
  } catch (error) {
    const code = slackCode(error) ?? '';
    // What Slack lets nobody look up may be there.
    if (code === 'missing_scope') return channelOf(workspace, id);
    if (UNSEEN.has(code)) return undefined;
    throw error;
  }
}
