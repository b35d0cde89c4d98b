/** Where an answer goes on Slack: conversations, and the part of a reply target that only this adapter reads. */
import { z } from 'zod';
import { UserError, type Conversation, type ReplyTarget } from '../../src/chat/index.ts';

const Handle = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    /** The asker's own workspace, which in a shared channel may be another. */
    recipientTeam: z.string(),
  }),
  z.object({
    kind: z.literal('command'),
    /** Where an answer to the command may be posted without being a member of the channel. */
    responseUrl: z.url(),
    /** Standard Markdown. */
    question: z.string(),
  }),
]);
export type Handle = z.infer<typeof Handle>;

export function writeHandle(handle: Handle): string {
  return JSON.stringify(handle);
}

export function readHandle({ handle }: ReplyTarget): Handle {
  const parsed = Handle.safeParse(handle === undefined ? undefined : parseJson(handle));
  if (parsed.success) return parsed.data;
  throw new UserError(
    'slack-target',
    'I no longer know where on Slack this answer belongs.',
    'Please ask again.',
  );
}

/** The thread of a message. Every message begins one, in direct messages, too. */
export function threadOf(
  team: string,
  channel: string,
  message: { readonly ts: string; readonly thread_ts?: string | undefined },
): Conversation {
  return {
    platform: 'slack',
    workspace: team,
    channel,
    thread: message.thread_ts ?? message.ts,
    kind: isDirect(channel) ? 'dm' : 'thread',
  };
}

/** A channel itself, where a slash command is run. */
export function channelOf(team: string, channel: string): Conversation {
  return { platform: 'slack', workspace: team, channel, kind: isDirect(channel) ? 'dm' : 'channel' };
}

/** Ids of direct messages begin with D. */
function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
