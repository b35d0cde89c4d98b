/** Where an answer goes on Slack: conversations, and the part of a reply target that only this adapter reads. */
import { z } from 'zod';
import { UserError, type Conversation, type ReplyTarget } from '../../../src/chat/index.ts';

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
  z.object({
    kind: z.literal('press'),
    /** Where only the one who pressed sees what is posted. */
    responseUrl: z.url(),
    /** The workspace of the one who pressed. */
    recipientTeam: z.string(),
    /** The message with the button is seen by one person alone: so must everything be that comes of it. */
    ephemeral: z.boolean(),
    /** It asks for files that come of what everybody there has seen: they may be posted for everybody. */
    opensFiles: z.boolean().default(false),
  }),
  z.object({
    /** The menu of a message, whose thread an answer goes to. */
    kind: z.literal('menu'),
    /** Where an answer may be posted that only the asker sees, without being a member of the channel. */
    responseUrl: z.url(),
    /** The workspace of the asker. */
    recipientTeam: z.string(),
    /** What was asked in a form, as standard Markdown: nobody else has seen it. */
    question: z.string().optional(),
  }),
  /** Where a rule puts something that nobody waits for. */
  z.object({ kind: z.literal('placed') }),
  /** A choice on the bot's own page, which the page itself answers. */
  z.object({ kind: z.literal('silent') }),
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
export function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
