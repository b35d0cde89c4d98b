/** Where people talk: a direct message, a channel, or a thread of a channel. */
import { z } from 'zod';

/** The workspace of conversations that take place on this machine: the playground and the command line. */
export const LOCAL_WORKSPACE = 'local';

export const Conversation = z
  .object({
    /** `discord`, `slack`, `web` or `cli`. */
    platform: z.string(),
    /** Discord guild, Slack team; a fixed word where the platform has neither. */
    workspace: z.string(),
    channel: z.string(),
    thread: z.string().optional(),
    kind: z.enum(['dm', 'channel', 'thread']),
  })
  .readonly();
export type Conversation = z.infer<typeof Conversation>;

/**
 * The one string form of a conversation: turns with the same key run in order.
 *
 * @example conversationKey({ platform: 'slack', workspace: 'T1', channel: 'C1', thread: '1.2', kind: 'thread' })
 * // 'slack:T1:C1:1.2'
 */
export function conversationKey({ platform, workspace, channel, thread }: Conversation): string {
  return [platform, workspace, channel, ...(thread === undefined ? [] : [thread])].join(':');
}
