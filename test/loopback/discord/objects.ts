/** The server's memory in the shapes of Discord's API, as one bot is allowed to see it. */
import { linkTo } from './cdn.ts';
import { EVERYONE } from './permissions.ts';
import {
  CHANNEL_TYPE,
  current,
  STICKER_FORMAT,
  type Channel,
  type Guild,
  type StoredMessage,
  type User,
  type World,
} from './state.ts';

/** `HAS_SNAPSHOT`: the message carries a forwarded one. */
const HAS_SNAPSHOT = 1 << 14;
const IS_SPOILER = 1 << 3;

type Json = Record<string, unknown>;

export function userObject(user: User): Json {
  return {
    id: user.id,
    username: user.name,
    discriminator: '0',
    global_name: user.bot ? null : user.name,
    avatar: null,
    bot: user.bot,
    flags: 0,
    public_flags: 0,
  };
}

export function memberObject(guild: Guild, userId: string): Json {
  return {
    roles: guild.members.get(userId) ?? [],
    nick: null,
    avatar: null,
    joined_at: '2024-01-01T00:00:00.000Z',
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
  };
}

export function channelObject(world: World, channel: Channel): Json {
  const base = { id: channel.id, type: channel.type, last_message_id: null, flags: 0 };
  if (channel.type === CHANNEL_TYPE.dm || channel.type === CHANNEL_TYPE.group)
    return {
      ...base,
      recipients: [userObject(world.users.get(channel.recipientId!)!)],
      ...(channel.type === CHANNEL_TYPE.group && { name: channel.name, icon: null, owner_id: null }),
    };
  const inGuild = { ...base, guild_id: channel.guildId, name: channel.name, rate_limit_per_user: 0 };
  if (channel.type === CHANNEL_TYPE.publicThread)
    return {
      ...inGuild,
      parent_id: channel.parentId,
      owner_id: world.bot.id,
      message_count: 0,
      member_count: 1,
      total_message_sent: 0,
      thread_metadata: {
        archived: false,
        auto_archive_duration: 1440,
        archive_timestamp: '2024-01-01T00:00:00.000Z',
        locked: false,
      },
    };
  return {
    ...inGuild,
    parent_id: null,
    position: 0,
    topic: null,
    nsfw: false,
    permission_overwrites: [{ id: world.bot.id, type: 1, allow: '0', deny: String(channel.denied) }],
  };
}

export function guildObject(world: World, guild: Guild): Json {
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  const role = (id: string, name: string, permissions: bigint, tags?: Json) => ({
    id,
    name,
    permissions: String(permissions),
    position: 0,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: tags !== undefined,
    mentionable: true,
    flags: 0,
    ...(tags && { tags }),
  });
  return {
    id: guild.id,
    name: guild.name,
    owner_id: '1',
    icon: null,
    features: [],
    emojis: [],
    stickers: [],
    roles: [
      role(guild.id, '@everyone', EVERYONE),
      ...guild.roles.map(({ id, name, botId }) => role(id, name, 0n, botId ? { bot_id: botId } : undefined)),
    ],
    channels: channels
      .filter(({ type }) => type === CHANNEL_TYPE.text)
      .map((channel) => channelObject(world, channel)),
    threads: channels
      .filter(({ type }) => type === CHANNEL_TYPE.publicThread)
      .map((channel) => channelObject(world, channel)),
    members: [{ ...memberObject(guild, world.bot.id), user: userObject(world.bot) }],
    member_count: guild.members.size,
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    joined_at: '2024-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    afk_timeout: 300,
    premium_tier: 0,
    preferred_locale: 'en-US',
    nsfw_level: 0,
    verification_level: 0,
    system_channel_flags: 0,
  };
}

/** Ids named in a text by `<@id>` or `<@&id>`. */
export function idsIn(content: string, kind: 'user' | 'role'): string[] {
  const pattern = kind === 'user' ? /<@!?(\d+)>/g : /<@&(\d+)>/g;
  return [...new Set([...content.matchAll(pattern)].map(([, id]) => id!))];
}

function mentionedUsers(world: World, message: StoredMessage): User[] {
  const ids = new Set([...idsIn(current(message).content, 'user'), ...message.pings.users]);
  return [...ids].flatMap((id) => world.users.get(id) ?? []);
}

/**
 * Whether the bot may read what others wrote: everywhere with the Message Content intent; without it only in direct
 * messages, in its own messages and where it is mentioned.
 */
function readable(world: World, message: StoredMessage, intent: boolean): boolean {
  return (
    intent ||
    message.authorId === world.bot.id ||
    world.channels.get(message.channelId)?.type === CHANNEL_TYPE.dm ||
    mentionedUsers(world, message).some(({ id }) => id === world.bot.id)
  );
}

/** Components whose files are named by their links, as readers are given them. */
function withLinks(components: readonly Json[], linkOf: (filename: string) => string): readonly Json[] {
  return JSON.parse(JSON.stringify(components), (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('attachment://')
      ? linkOf(value.slice('attachment://'.length))
      : value,
  ) as readonly Json[];
}

/** The part of a message that the Message Content intent covers. */
function contentOf(world: World, message: StoredMessage, origin: string, visible: boolean): Json {
  if (!visible) return { content: '', embeds: [], attachments: [], components: [] };
  const { content, embeds, components } = current(message);
  return {
    content,
    embeds,
    components: withLinks(components, (name) => {
      const file = message.files.find(({ filename }) => filename === name);
      return file ? linkTo(world, origin, message.channelId, file) : `attachment://${name}`;
    }),
    attachments: message.files.map((file) => {
      const url = linkTo(world, origin, message.channelId, file);
      return {
        id: file.id,
        filename: file.filename,
        size: file.bytes.byteLength,
        url,
        proxy_url: url,
        ...(file.title !== undefined && { title: file.title }),
        ...(file.contentType !== undefined && { content_type: file.contentType }),
        ...(file.description !== undefined && { description: file.description }),
        ...(file.durationSecs !== undefined && { duration_secs: file.durationSecs }),
        ...(file.waveform !== undefined && { waveform: file.waveform }),
        flags: file.spoiler ? IS_SPOILER : 0,
      };
    }),
  };
}

/** Stickers are there for everybody to see, unlike what the Message Content intent covers. */
function stickersOf({ stickers }: StoredMessage): Json {
  if (stickers.length === 0) return {};
  return {
    sticker_items: stickers.map(({ id, name, format }) => ({
      id,
      name,
      format_type: STICKER_FORMAT[format],
    })),
  };
}

export interface Viewer {
  /** Where the file server is: `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly messageContent: boolean;
}

export function messageObject(world: World, message: StoredMessage, viewer: Viewer, depth = 0): Json {
  const visible = readable(world, message, viewer.messageContent);
  const referenced = message.replyTo && world.messages.get(message.replyTo.messageId);
  const forwarded = message.forwardOf;
  const timestamp = (ms: number) => new Date(ms).toISOString();
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: userObject(world.users.get(message.authorId)!),
    ...contentOf(world, message, viewer.origin, visible),
    ...stickersOf(message),
    timestamp: timestamp(message.revisions[0]!.at),
    edited_timestamp: message.editedAt === undefined ? null : timestamp(message.editedAt),
    tts: false,
    mention_everyone: message.pings.everyone,
    mentions: mentionedUsers(world, message).map(userObject),
    mention_roles: idsIn(current(message).content, 'role'),
    pinned: false,
    flags: message.flags | (forwarded ? HAS_SNAPSHOT : 0),
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.replyTo && {
      message_reference: {
        type: 0,
        channel_id: message.replyTo.channelId,
        message_id: message.replyTo.messageId,
      },
    }),
    ...(message.replyTo &&
      depth === 0 && {
        referenced_message:
          referenced && !referenced.deleted ? messageObject(world, referenced, viewer, 1) : null,
      }),
    ...(forwarded && {
      message_reference: { type: 1, channel_id: forwarded.channelId, message_id: forwarded.id },
      message_snapshots: [
        {
          message: {
            type: forwarded.type,
            ...contentOf(world, forwarded, viewer.origin, visible),
            ...stickersOf(forwarded),
            timestamp: timestamp(forwarded.revisions[0]!.at),
            edited_timestamp: null,
            flags: forwarded.flags,
            mentions: mentionedUsers(world, forwarded).map(userObject),
            mention_roles: [],
          },
        },
      ],
    }),
  };
}

/** What the gateway adds to a message it delivers: where it was written, and the author's roles there. */
export function dispatchedMessage(world: World, message: StoredMessage, viewer: Viewer): Json {
  const channel = world.channels.get(message.channelId)!;
  const guild = world.guilds.get(channel.guildId ?? '');
  return {
    ...messageObject(world, message, viewer),
    channel_type: channel.type,
    ...(guild && { guild_id: guild.id, member: memberObject(guild, message.authorId) }),
  };
}
