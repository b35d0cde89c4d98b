/** Servers, their channels and people in the shapes of Discord's API. */
import { CHANNEL_TYPE, type Channel, type Emoji, type Guild, isDirect, isThread } from './places.ts';
import type { User, World } from './state.ts';

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
  const until = guild.timeouts.get(userId);
  return {
    communication_disabled_until: until === undefined ? null : new Date(until).toISOString(),
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
  const base = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
  };
  if (isDirect(channel))
    return {
      ...base,
      recipients: [userObject(world.users.get(channel.recipientId!)!)],
      ...(channel.type === CHANNEL_TYPE.group && { name: channel.name, icon: null, owner_id: null }),
    };
  const inGuild = { ...base, guild_id: channel.guildId, name: channel.name, rate_limit_per_user: 0 };
  if (isThread(channel))
    return {
      ...inGuild,
      parent_id: channel.parentId,
      owner_id: world.bot.id,
      message_count: 0,
      member_count: 1,
      total_message_sent: 0,
      thread_metadata: {
        archived: channel.archived ?? false,
        auto_archive_duration: 1440,
        archive_timestamp: '2024-01-01T00:00:00.000Z',
        locked: channel.locked ?? false,
      },
    };
  return {
    ...inGuild,
    parent_id: null,
    position: 0,
    ...(channel.type === CHANNEL_TYPE.voice && { bitrate: 64_000, user_limit: 0, rtc_region: null }),
    topic: null,
    nsfw: false,
    permission_overwrites: [
      { id: world.bot.id, type: 1, allow: '0', deny: String(channel.denied) },
      ...channel.overwrites.map(({ id, kind, allow, deny }) => ({
        id,
        type: kind === 'role' ? 0 : 1,
        allow: String(allow),
        deny: String(deny),
      })),
    ],
  };
}

/** The channels of a server, or those of its active threads that the bot can see. */
export function channelsIn(world: World, guild: Guild, kind: 'channels' | 'threads'): readonly Json[] {
  const all = world.channelsOf.get(guild.id) ?? [];
  const wanted =
    kind === 'channels'
      ? all.filter((channel) => !isThread(channel))
      : all.filter((channel) => isThread(channel) && !channel.archived && canSee(world, channel));
  return wanted.map((channel) => channelObject(world, channel));
}

/** Private threads are told to those alone who are in them. */
export const canSee = (world: World, { type, inside }: Channel): boolean =>
  type !== CHANNEL_TYPE.privateThread || inside.has(world.bot.id);

export const emojiObject = ({ id, name }: Emoji): Json => ({ id, name, roles: [], available: true });

/** What REST tells of a server. */
export function guildObject(guild: Guild): Json {
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
    owner_id: guild.ownerId,
    icon: null,
    features: [],
    emojis: guild.emojis.map(emojiObject),
    stickers: [],
    roles: [
      role(guild.id, '@everyone', guild.everyone),
      ...guild.roles.map(({ id, name, permissions, botId }) =>
        role(id, name, permissions, botId ? { bot_id: botId } : undefined),
      ),
    ],
    afk_timeout: 300,
    premium_tier: 0,
    preferred_locale: 'en-US',
    nsfw_level: 0,
    verification_level: 0,
    system_channel_flags: 0,
  };
}

/** What the gateway tells of a server: all that a bot needs to follow it. */
export function dispatchedGuild(world: World, guild: Guild): Json {
  return {
    ...guildObject(guild),
    channels: channelsIn(world, guild, 'channels'),
    threads: channelsIn(world, guild, 'threads'),
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
  };
}
