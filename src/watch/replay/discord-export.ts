/** A channel as DiscordChatExporter writes it down as JSON. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Author, Conversation, Message, ReactedEvent } from '../../chat/index.ts';
import { createFaults } from './faults.ts';

const Person = z.object({
  id: z.string(),
  name: z.string(),
  nickname: z.string().nullish(),
  isBot: z.boolean().default(false),
  roles: z.array(z.object({ id: z.string() })).default([]),
});

const Exported = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.iso.datetime({ offset: true }),
  timestampEdited: z.iso.datetime({ offset: true }).nullish(),
  content: z.string(),
  author: Person,
  attachments: z
    .array(
      z.object({
        id: z.string(),
        url: z.string(),
        fileName: z.string(),
        fileSizeBytes: z.number().optional(),
      }),
    )
    .default([]),
  mentions: z.array(Person).default([]),
  reference: z.object({ messageId: z.string().nullish() }).nullish(),
  reactions: z
    .array(
      z.object({
        emoji: z.object({ id: z.string().nullish(), name: z.string() }),
        /** Only where the export was told to list them. */
        users: z.array(Person).default([]),
      }),
    )
    .default([]),
});
type Exported = z.infer<typeof Exported>;

const Channel = z.object({
  guild: z.object({ id: z.string() }),
  channel: z.object({ id: z.string(), type: z.string(), categoryId: z.string().nullish() }),
});

/** Messages that people write; the others tell of joins, pins and calls. */
const SPOKEN = new Set(['Default', 'Reply']);

export interface Export {
  readonly guild: unknown;
  readonly channel: unknown;
  readonly messages: readonly unknown[];
}

export const isDiscordExport = (value: unknown): value is Export =>
  typeof value === 'object' &&
  value !== null &&
  'guild' in value &&
  'messages' in value &&
  Array.isArray(value.messages);

/** @throws {UserError} `history` with the message of each fault */
export function discordHistory(
  { messages: exported, ...place }: Export,
  path: string,
): { readonly messages: readonly Message[]; readonly reactions: readonly ReactedEvent[] } {
  const faults = createFaults();
  const name = basename(path);
  const [channel] = faults.read(Channel, place, name);
  const all = exported.flatMap((value, index) => faults.read(Exported, value, `${name} messages.${index}`));
  faults.check();
  const conversation = conversationOf(channel!);
  const spoken = all.filter(({ type }) => SPOKEN.has(type));
  return {
    messages: spoken.map((one) => messageOf(one, conversation)),
    reactions: spoken.flatMap((one) => reactionsTo(one, conversation)),
  };
}

/** The channel of a thread is given as its category. Of direct messages there are those between two, and those of a group. */
function conversationOf({ guild, channel }: z.infer<typeof Channel>): Conversation {
  const place = { platform: 'discord', workspace: guild.id } as const;
  if (channel.type.startsWith('Direct')) return { ...place, channel: channel.id, kind: 'dm' };
  return channel.type.includes('Thread')
    ? { ...place, channel: channel.categoryId ?? channel.id, thread: channel.id, kind: 'thread' }
    : { ...place, channel: channel.id, kind: 'channel' };
}

const messageOf = (one: Exported, conversation: Conversation): Message => ({
  id: one.id,
  conversation,
  author: authorOf(one.author),
  text: one.content,
  attachments: one.attachments.map(({ id, url, fileName, fileSizeBytes }) => ({
    id,
    name: fileName,
    ...(fileSizeBytes !== undefined && { bytes: fileSizeBytes }),
    source: url,
  })),
  link: `https://discord.com/channels/${conversation.workspace}/${conversation.thread ?? conversation.channel}/${one.id}`,
  ...(one.reference?.messageId && { replyTo: one.reference.messageId }),
  sentAt: Date.parse(one.timestamp),
  ...(one.timestampEdited && { editedAt: Date.parse(one.timestampEdited) }),
  fromBot: one.author.isBot,
  fromUs: false,
  mentionsUs: false,
  mentionsOthers: one.mentions.length > 0,
});

const authorOf = ({ id, name, nickname, roles }: z.infer<typeof Person>): Author => ({
  id,
  name: nickname ?? name,
  roles: roles.map((role) => role.id),
});

const reactionsTo = (
  { id, timestamp, reactions }: Exported,
  conversation: Conversation,
): readonly ReactedEvent[] =>
  reactions.flatMap(({ emoji, users }) =>
    users
      .filter(({ isBot }) => !isBot)
      .map((user) => ({
        type: 'reacted' as const,
        eventId: `${id}:${emoji.name}:${user.id}`,
        emoji: emoji.id ? `:${emoji.name}:` : emoji.name,
        author: authorOf(user),
        conversation,
        messageId: id,
        at: Date.parse(timestamp),
      })),
  );
