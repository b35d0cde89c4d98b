/** A message of discord.js in the words of the project: who said what where, with which files, and to whom. */
import {
  type APIInteractionGuildMember,
  type Client,
  type Component,
  type Embed,
  GuildMember,
  type Message as DiscordMessage,
  MessageReferenceType,
  type MessageSnapshot,
  TextDisplayComponent,
  type User,
} from 'discord.js';
import type { Author, Conversation, Message } from '../../src/chat/index.ts';
import { attachmentsOf } from './media.ts';
import { type Names, resolveMentions } from './text/mentions.ts';

export const PLATFORM = 'discord';

/** The workspace of direct messages: Discord's own word for a place without a server. */
export const DIRECT = '@me';

export function conversationOf(client: Client, channelId: string, guildId: string | null): Conversation {
  if (guildId === null) return { platform: PLATFORM, workspace: DIRECT, channel: channelId, kind: 'dm' };
  const channel = client.channels.cache.get(channelId);
  const place = { platform: PLATFORM, workspace: guildId };
  return channel?.isThread()
    ? { ...place, channel: channel.parentId ?? channelId, thread: channelId, kind: 'thread' }
    : { ...place, channel: channelId, kind: 'channel' };
}

export function authorOf(user: User, member: GuildMember | APIInteractionGuildMember | null): Author {
  if (member instanceof GuildMember) {
    const everyone = member.guild.id;
    return {
      id: user.id,
      name: member.displayName,
      roles: [...member.roles.cache.keys()].filter((id) => id !== everyone),
    };
  }
  return { id: user.id, name: member?.nick ?? user.displayName, roles: member?.roles ?? [] };
}

/** What ids stand for, from what the gateway has told; people of `message` by the names they have there. */
export function namesIn(client: Client, guildId: string | null, message?: DiscordMessage): Names {
  const guild = client.guilds.cache.get(guildId ?? '');
  const ourRole = guild?.roles.botRoleFor(client.user?.id ?? '')?.id;
  return {
    us: new Set([client.user?.id, ourRole].filter((id) => id !== undefined)),
    user: (id) =>
      guild?.members.cache.get(id)?.displayName ??
      message?.mentions.users.get(id)?.displayName ??
      client.users.cache.get(id)?.displayName,
    role: (id) => guild?.roles.cache.get(id)?.name,
    channel: (id) => {
      const channel = client.channels.cache.get(id);
      return channel && 'name' in channel ? (channel.name ?? undefined) : undefined;
    },
  };
}

function embedText({ title, description, fields }: Embed): string {
  return [title, description, ...fields.map(({ name, value }) => `${name}: ${value}`)]
    .filter(Boolean)
    .join('\n');
}

/** What a message says, whether as content or in a layout of components. */
function written({ content, components }: Pick<DiscordMessage, 'content' | 'components'>): string {
  const textsOf = (component: Component): readonly string[] => {
    if (component instanceof TextDisplayComponent) return [component.content];
    return 'components' in component ? (component.components as Component[]).flatMap(textsOf) : [];
  };
  return [content, ...components.flatMap(textsOf)].filter((text) => text !== '').join('\n');
}

/** What our own messages have in mentions, so that these reach nobody. */
const UNPINGED = /(?<=[<@])\u200b/g;

/** What a message says besides its text: cards of other bots, stickers, a poll. */
function asides(message: DiscordMessage): readonly string[] {
  const ours = message.author.id === message.client.user.id;
  const cards = message.author.bot && !ours ? message.embeds.map(embedText) : [];
  const stickers = message.stickers.map(({ name }) => `[sticker: ${name}]`);
  const poll = message.poll && [
    `Poll: ${message.poll.question.text ?? ''}`,
    ...message.poll.answers.map((answer) => `- ${answer.text ?? ''}`),
  ];
  return [...cards, ...stickers, ...(poll ? [poll.join('\n')] : [])];
}

/** A forwarded message, quoted. Discord does not say who wrote it. */
function quoted({ content, components }: MessageSnapshot, names: Names): string {
  const text = resolveMentions(written({ content: content ?? '', components }), names);
  return text === '' ? 'Forwarded message.' : `Forwarded message:\n${text.replaceAll(/^/gm, '> ')}`;
}

function mentionsOthers({ mentions, author }: DiscordMessage, us: ReadonlySet<string>): boolean {
  const ids = [...mentions.users.keys(), ...mentions.roles.keys()];
  return mentions.everyone || ids.some((id) => !us.has(id) && id !== author.id);
}

/** Id of the message a reply answers; a forward refers to its original too, but answers nothing. */
export function answeredMessage({ reference }: DiscordMessage): string | undefined {
  return reference?.type === MessageReferenceType.Forward ? undefined : reference?.messageId;
}

export function normalizeMessage(message: DiscordMessage): Message {
  const { client, mentions } = message;
  const names = namesIn(client, message.guildId, message);
  const snapshots = [...message.messageSnapshots.values()];
  const replyTo = answeredMessage(message);
  const fromUs = message.author.id === client.user.id;
  const texts = [
    resolveMentions(fromUs ? written(message).replaceAll(UNPINGED, '') : written(message), names),
    ...asides(message),
    ...snapshots.map((snapshot) => quoted(snapshot, names)),
  ];
  const mentioned = [...mentions.users.keys(), ...mentions.roles.keys()].some((id) => names.us.has(id));
  return {
    id: message.id,
    conversation: conversationOf(client, message.channelId, message.guildId),
    author: authorOf(message.author, message.member),
    text: texts.filter((text) => text !== '').join('\n\n'),
    attachments: attachmentsOf(message),
    link: message.url,
    ...(message.hasThread && { hasThread: true as const }),
    ...(replyTo !== undefined && { replyTo }),
    sentAt: message.createdTimestamp,
    ...(message.editedTimestamp !== null && { editedAt: message.editedTimestamp }),
    fromBot: message.author.bot || message.webhookId !== null,
    fromUs,
    // The answered author is known even when the reply does not ping.
    mentionsUs: mentioned || mentions.repliedUser?.id === client.user.id,
    mentionsOthers: mentionsOthers(message, names.us),
  };
}
