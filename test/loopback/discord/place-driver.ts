/** What a test does about places: founds servers, opens channels and threads, gives and takes rights. */
import { directWith, isBotIn, keepChannel } from './channels.ts';
import { INTENT } from './gateway.ts';
import { dispatchedGuild, guildObject } from './guild-objects.ts';
import type { Server } from './messages.ts';
import { bitsOf, EVERYONE, PERMISSION, type PermissionName } from './permissions.ts';
import {
  CHANNEL_TYPE,
  type Channel,
  type ChannelTypeName,
  type Emoji,
  type Guild,
  type Overwrite,
  type Role,
} from './places.ts';
import type { StoredMessage, User } from './state.ts';
import { openThread, tellChannel } from './threads.ts';

export interface PlaceDriver {
  /** A server with the bot in it, and the role Discord made for the bot. */
  guild(name: string): { readonly guild: Guild; readonly botRole: Role };
  /** Many servers with the bot in them, each with so many channels, before anybody connects. */
  guilds(count: number, channels: number): void;
  /** A server without the bot; who installed it can use it there all the same. */
  foreignGuild(name: string): Guild;
  /** A role that lets its members do what everyone may, and these things. */
  role(guild: Guild, name: string, members?: readonly User[], may?: readonly PermissionName[]): Role;
  /** Takes permissions from everybody on a server, before anybody connects. */
  takeFromEveryone(guild: Guild, ...names: readonly PermissionName[]): void;
  /** Makes somebody the owner of a server. */
  own(guild: Guild, user: User): void;
  /** Somebody is told to be silent on a server for so many milliseconds. */
  timeOut(guild: Guild, user: User, ms: number): void;
  /** An emoji of a server's own. */
  guildEmoji(guild: Guild, name: string): Emoji;
  channel(guild: Guild, name: string, type?: ChannelTypeName): Channel;
  /** A thread, begun from a message where one is given; it then has that message's id. */
  thread(parent: Channel, name: string, from?: StoredMessage): Channel;
  /** A private thread with these in it. */
  privateThread(parent: Channel, name: string, among: readonly User[]): Channel;
  /** Nobody has written in a thread for long, or somebody closed it. */
  archive(thread: Channel): void;
  /** From now on only moderators write in a thread. */
  lock(thread: Channel): void;
  dm(user: User): Channel;
  /** Somebody takes no direct messages from the bot from now on. */
  closeDirect(user: User): void;
  /** A direct message of two people, or a group of more, without the bot. */
  among(one: User, other: User, ...more: readonly User[]): Channel;
  /** Takes permissions from the bot in a channel. */
  deny(channel: Channel, ...names: readonly PermissionName[]): void;
  /** What a channel gives to everyone (the server), to a role or to one member, and takes from them. */
  overwrite(
    channel: Channel,
    whom: Guild | Role | User,
    change: { readonly allow?: readonly PermissionName[]; readonly deny?: readonly PermissionName[] },
  ): void;
}

export function createPlaceDriver(server: Server): PlaceDriver {
  const { world, gateway } = server;

  const tellGuild = (event: string, guildId: string | undefined, data: unknown) => {
    gateway.dispatch({ event, intent: INTENT.guilds, guildId, data: () => data });
  };

  const found = (name: string, hasBot: boolean): Guild => {
    const guild: Guild = {
      id: world.nextId(),
      name,
      roles: [],
      members: new Map(),
      emojis: [],
      everyone: EVERYONE,
      timeouts: new Map(),
      ownerId: '1',
    };
    world.guilds.set(guild.id, guild);
    if (hasBot) {
      const botRole = { id: world.nextId(), name: world.bot.name, permissions: 0n, botId: world.bot.id };
      guild.roles.push(botRole);
      guild.members.set(world.bot.id, [botRole.id]);
    }
    return guild;
  };

  return {
    guild: (name) => {
      const guild = found(name, true);
      tellGuild('GUILD_CREATE', guild.id, dispatchedGuild(world, guild));
      return { guild, botRole: guild.roles[0]! };
    },
    guilds: (count, channels) => {
      for (let at = 0; at < count; at++) {
        const guildId = found(`Server ${at}`, true).id;
        for (let n = 0; n < channels; n++)
          keepChannel(world, { id: world.nextId(), type: CHANNEL_TYPE.text, name: `channel-${n}`, guildId });
      }
    },
    foreignGuild: (name) => found(name, false),
    role: (guild, name, members = [], may = []) => {
      const role: Role = { id: world.nextId(), name, permissions: bitsOf(may) };
      guild.roles.push(role);
      for (const { id } of members) guild.members.set(id, [...(guild.members.get(id) ?? []), role.id]);
      const known = guildObject(guild).roles as { id: string }[];
      tellGuild('GUILD_ROLE_CREATE', guild.id, {
        guild_id: guild.id,
        role: known.find(({ id }) => id === role.id),
      });
      return role;
    },
    takeFromEveryone: (guild, ...names) => {
      guild.everyone &= ~bitsOf(names);
    },
    own: (guild, { id }) => {
      guild.ownerId = id;
      if (!guild.members.has(id)) guild.members.set(id, []);
      tellGuild('GUILD_UPDATE', guild.id, guildObject(guild));
    },
    timeOut: (guild, { id }, ms) => void guild.timeouts.set(id, world.clock.now() + ms),
    guildEmoji: (guild, name) => {
      const emoji = { id: world.nextId(), name };
      guild.emojis.push(emoji);
      return emoji;
    },
    channel: (guild, name, type = 'text') => {
      const channel = keepChannel(world, {
        id: world.nextId(),
        type: CHANNEL_TYPE[type],
        name,
        guildId: guild.id,
      });
      if (isBotIn(world, channel)) tellChannel(server, 'CHANNEL_CREATE', channel);
      return channel;
    },
    thread: (parent, name, from) => openThread(server, { parent, name, from }),
    privateThread: (parent, name, among) => openThread(server, { parent, name, among }),
    archive: (thread) => {
      thread.archived = true;
      tellChannel(server, 'THREAD_UPDATE', thread);
    },
    lock: (thread) => {
      thread.locked = true;
      tellChannel(server, 'THREAD_UPDATE', thread);
    },
    dm: (user) => directWith(world, user.id),
    closeDirect: ({ id }) => void world.closed.add(id),
    among: (one, other, ...more) =>
      keepChannel(world, {
        id: world.nextId(),
        type: more.length > 0 ? CHANNEL_TYPE.group : CHANNEL_TYPE.dm,
        name: one.name,
        recipientId: other.id,
        among: true,
      }),
    deny: (channel, ...names) => {
      for (const name of names) channel.denied |= PERMISSION[name];
      tellChannel(server, 'CHANNEL_UPDATE', channel);
    },
    overwrite: (channel, { id }, { allow = [], deny = [] }) => {
      const kind: Overwrite['kind'] = world.users.has(id) ? 'member' : 'role';
      channel.overwrites.push({ id, kind, allow: bitsOf(allow), deny: bitsOf(deny) });
      tellChannel(server, 'CHANNEL_UPDATE', channel);
    },
  };
}
