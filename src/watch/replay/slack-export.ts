/** Channels as Slack exports them: a folder for each, a file for each day, and who is who beside them. */
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { Author, Conversation, Message, ReactedEvent } from '../../chat/index.ts';
import { createFaults } from './faults.ts';
import type { HistoryOptions } from './history.ts';

export interface SlackDay {
  readonly path: string;
  readonly content: unknown;
}

const Timestamp = z.string().regex(/^\d+\.\d+$/);

const Exported = z.object({
  subtype: z.string().optional(),
  ts: Timestamp,
  thread_ts: Timestamp.optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
  text: z.string().default(''),
  edited: z.object({ ts: Timestamp }).optional(),
  files: z
    .array(
      z.object({
        id: z.string(),
        name: z.string().nullish(),
        mimetype: z.string().optional(),
        size: z.number().optional(),
        /** `tombstone` where it was deleted. */
        mode: z.string().optional(),
      }),
    )
    .default([]),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).default([]),
});
type Exported = z.infer<typeof Exported>;

const User = z.object({
  id: z.string(),
  name: z.string().default(''),
  is_bot: z.boolean().default(false),
  profile: z.object({ display_name: z.string().optional(), real_name: z.string().optional() }).default({}),
});
const Channel = z.object({ id: z.string(), name: z.string() });

/** What an export says of people and channels. */
export interface SlackNames {
  readonly users: unknown;
  readonly channels: unknown;
}

/** Messages that people and bots write; the others tell of joins, topics and pins. */
const SPOKEN = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message']);
/** An export does not say of which workspace it is. */
const WORKSPACE = 'export';

/** @throws {UserError} `history` with the message of each fault */
export async function slackHistory(
  days: readonly SlackDay[],
  names: SlackNames,
  { emojiOf }: HistoryOptions,
): Promise<{ readonly messages: readonly Message[]; readonly reactions: readonly ReactedEvent[] }> {
  const faults = createFaults();
  const users = faults.read(z.array(User), names.users, 'users.json').flat();
  const channels = faults.read(z.array(Channel), names.channels, 'channels.json').flat();
  const byId = new Map(users.map((user) => [user.id, user]));
  const said = days.flatMap(({ path, content }) => {
    const folder = basename(dirname(path));
    const channel = channels.find(({ name }) => name === folder)?.id ?? folder;
    const place = `${folder}/${basename(path)}`;
    return faults
      .read(z.array(z.unknown()), content, place)
      .flat()
      .flatMap((value, index) => faults.read(Exported, value, `${place} message ${index + 1}`))
      .filter(({ subtype }) => SPOKEN.has(subtype))
      .map((one) => ({ one, conversation: conversationOf(one, channel) }));
  });
  faults.check();
  const authorOf = (id: string): Author => ({ id, name: nameOf(byId.get(id)) ?? id, roles: [] });
  const reactions = said.flatMap(({ one, conversation }) =>
    one.reactions.flatMap(({ name, users: by }) => by.map((user) => ({ one, conversation, name, user }))),
  );
  return {
    messages: said.map(({ one, conversation }) =>
      messageOf(one, conversation, authorOf, byId.get(one.user ?? '')),
    ),
    reactions: await Promise.all(
      reactions.map(async ({ one, conversation, name, user }) => ({
        type: 'reacted' as const,
        eventId: `${one.ts}:${name}:${user}`,
        emoji: await emojiOf(name),
        author: authorOf(user),
        conversation,
        messageId: one.ts,
        at: timeOf(one.ts),
      })),
    ),
  };
}

/** As the Slack adapter has it: every message is where its thread is, or would be. */
const conversationOf = ({ ts, thread_ts }: Exported, channel: string): Conversation => ({
  platform: 'slack',
  workspace: WORKSPACE,
  channel,
  thread: thread_ts ?? ts,
  kind: 'thread',
});

const timeOf = (ts: string): number => Math.round(Number(ts) * 1000);

const nameOf = (user: z.infer<typeof User> | undefined): string | undefined =>
  user && [user.profile.display_name, user.profile.real_name, user.name].find((name) => name);

function messageOf(
  one: Exported,
  conversation: Conversation,
  authorOf: (id: string) => Author,
  user: z.infer<typeof User> | undefined,
): Message {
  const { ts, thread_ts, text, edited, files, username, bot_id } = one;
  const id = one.user ?? bot_id ?? 'unknown';
  return {
    id: ts,
    conversation,
    author: { ...authorOf(id), ...(username !== undefined && { name: username }) },
    text: plain(text, (person) => authorOf(person).name),
    attachments: files
      .filter(({ mode }) => mode !== 'tombstone' && mode !== 'hidden_by_limit')
      .map((file) => ({
        id: file.id,
        name: file.name ?? file.id,
        ...(file.mimetype !== undefined && { declaredType: file.mimetype }),
        ...(file.size !== undefined && { bytes: file.size }),
        source: file.name ?? file.id,
      })),
    ...(thread_ts !== undefined && thread_ts !== ts && { replyTo: thread_ts }),
    sentAt: timeOf(ts),
    ...(edited && { editedAt: timeOf(edited.ts) }),
    fromBot: bot_id !== undefined || one.subtype === 'bot_message' || user?.is_bot === true,
    fromUs: false,
    mentionsUs: false,
    mentionsOthers: /<@[UW]\w+>/.test(text),
  };
}

/** Mentions by their names, links as links; what is bold or struck is left as it is. */
const plain = (text: string, nameOfPerson: (id: string) => string): string =>
  text
    .replaceAll(/<@([UW]\w+)(?:\|[^>]*)?>/g, (_, id: string) => `@${nameOfPerson(id)}`)
    .replaceAll(/<#\w+\|([^>]*)>/g, '#$1')
    .replaceAll(/<!(\w+)(?:[|^][^>]*)?>/g, '@$1')
    .replaceAll(/<((?:https?|mailto):[^|>]+)\|([^>]+)>/g, '[$2]($1)')
    .replaceAll(/<((?:https?|mailto):[^|>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
