/** Servers, their channels and people in the shapes of Discord's API. */
import { EVERYONE } from './permissions.ts';
import { CHANNEL_TYPE, type Channel, type Guild, type User, type World } from './state.ts';

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
  const base = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId ?? null,
    flags: 0,
  };
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
        archived: channel.archived ?? false,
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

/** The channels of a server, or its active threads. */
export function channelsIn(world: World, guild: Guild, type: 'text' | 'publicThread'): readonly Json[] {
  return (world.channelsOf.get(guild.id) ?? [])
    .filter((channel) => channel.type === CHANNEL_TYPE[type] && !channel.archived)
    .map((channel) => channelObject(world, channel));
}

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
    owner_id: '1',
    icon: null,
    features: [],
    emojis: [],
    stickers: [],
    roles: [
      role(guild.id, '@everyone', EVERYONE),
      ...guild.roles.map(({ id, name, botId }) => role(id, name, 0n, botId ? { bot_id: botId } : undefined)),
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
    channels: channelsIn(world, guild, 'text'),
    threads: channelsIn(world, guild, 'publicThread'),
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
