/** What a test does at Discord: found servers, invite people, write, edit, use the bot. */
import { randomBytes } from 'node:crypto';
import { INTENT } from './gateway.ts';
import {
  addMessage,
  changeMessage,
  deleteMessage,
  FLAG,
  MESSAGE_TYPE,
  unfurlMessage,
  type Server,
} from './messages.ts';
import { channelObject, guildObject, idsIn } from './objects.ts';
import { createInteractionDriver, type InteractionDriver } from './interaction-driver.ts';
import { PERMISSION, type PermissionName } from './permissions.ts';
import {
  CHANNEL_TYPE,
  type Channel,
  type Guild,
  isBotIn,
  directWith,
  type Picture,
  type Role,
  type StoredFile,
  type StoredMessage,
  type StoredSticker,
  type User,
} from './state.ts';

/** A file somebody sends. Discord makes its name plain ASCII and keeps the original as a title. */
export type FileDraft = Pick<StoredFile, 'bytes'> &
  Partial<Omit<StoredFile, 'id' | 'filename' | 'title'>> & { readonly name: string };

export interface StickerDraft {
  readonly name: string;
  readonly format: StoredSticker['format'];
  readonly bytes: Uint8Array;
}

export interface Saying {
  readonly channel: Channel;
  readonly author: User;
  /** People, roles and channels are named as Discord does: `<@id>`, `<@&id>`, `<#id>`. */
  readonly content?: string;
  readonly attachments?: readonly FileDraft[];
  readonly replyTo?: StoredMessage;
  /** Whether the author of the answered message is told; true unless told otherwise. */
  readonly replyPing?: boolean;
  readonly forward?: StoredMessage;
  readonly voiceMessage?: boolean;
  /** A message that Discord writes by itself: somebody pinned a message. */
  readonly system?: boolean;
  readonly embeds?: readonly Record<string, unknown>[];
  readonly stickers?: readonly StickerDraft[];
}

export interface Driver extends InteractionDriver<FileDraft> {
  user(name: string, options?: { readonly bot?: boolean }): User;
  /** A server with the bot in it, and the role Discord made for the bot. */
  guild(name: string): { readonly guild: Guild; readonly botRole: Role };
  role(guild: Guild, name: string, members?: readonly User[]): Role;
  channel(guild: Guild, name: string): Channel;
  /** A thread, begun from a message where one is given; it then has that message's id. */
  thread(parent: Channel, name: string, from?: StoredMessage): Channel;
  dm(user: User): Channel;
  /** Somebody takes no direct messages from the bot from now on. */
  closeDirect(user: User): void;
  /** A server without the bot; who installed it can use it there all the same. */
  foreignGuild(name: string): Guild;
  /** A direct message of two people, or a group of more, without the bot. */
  among(one: User, other: User, ...more: readonly User[]): Channel;
  /** Takes permissions from the bot in a channel. */
  deny(channel: Channel, ...names: readonly PermissionName[]): void;
  say(saying: Saying): StoredMessage;
  edit(message: StoredMessage, content: string): void;
  /** Discord adds the preview of a link to a message: an update, but not an edit. */
  unfurl(message: StoredMessage, preview?: Record<string, unknown>): void;
  /** Keeps a picture of a stranger's as Discord does for its previews, and gives Discord's own address of it. */
  proxy(url: string, picture: Picture): string;
  /** Adds a custom emoji and gives what to write for it: `<:heron:1234>`. */
  emoji(name: string, emoji: { readonly bytes: Uint8Array; readonly animated?: boolean }): string;
  delete(message: StoredMessage): void;
}

/** The ending and the type of a sticker's file. */
const STICKER_FILES = {
  png: ['png', 'image/png'],
  apng: ['png', 'image/png'],
  lottie: ['json', 'application/json'],
  gif: ['gif', 'image/gif'],
} as const satisfies Record<StoredSticker['format'], readonly [ending: string, type: string]>;

export function createDriver(server: Server): Driver {
  const { world, gateway } = server;

  const tellGuild = (event: string, data: unknown) => {
    gateway.dispatch({ event, intent: INTENT.guilds, data: () => data });
  };

  const store = ({ name, ...rest }: FileDraft): StoredFile => {
    const filename = name.replaceAll(/[^\w.-]+/g, '_');
    const title = name.replace(/\.[^.]*$/, '');
    return { ...rest, id: world.nextId(), filename, ...(filename !== name && { title }) };
  };

  const storeSticker = ({ name, format, bytes }: StickerDraft): StoredSticker => {
    const id = world.nextId();
    const [ending, contentType] = STICKER_FILES[format];
    world.pictures.set(`/stickers/${id}.${ending}`, { bytes, contentType });
    return { id, name, format };
  };

  /** Whoever writes in a server is a member of it. */
  const join = (channel: Channel, user: User) => {
    const guild = world.guilds.get(channel.guildId ?? '');
    if (guild && !guild.members.has(user.id)) guild.members.set(user.id, []);
  };

  const addChannel = (channel: Channel): Channel => {
    world.channels.set(channel.id, channel);
    if (!isBotIn(world, channel)) return channel;
    if (channel.type === CHANNEL_TYPE.text) tellGuild('CHANNEL_CREATE', channelObject(world, channel));
    if (channel.type === CHANNEL_TYPE.publicThread) tellGuild('THREAD_CREATE', channelObject(world, channel));
    return channel;
  };

  return {
    ...createInteractionDriver(server, store, join),
    user: (name, { bot = false } = {}) => {
      const user = { id: world.nextId(), name, bot };
      world.users.set(user.id, user);
      return user;
    },
    guild: (name) => {
      const botRole = { id: world.nextId(), name: world.bot.name, botId: world.bot.id };
      const guild: Guild = {
        id: world.nextId(),
        name,
        roles: [botRole],
        members: new Map([[world.bot.id, [botRole.id]]]),
      };
      world.guilds.set(guild.id, guild);
      tellGuild('GUILD_CREATE', guildObject(world, guild));
      return { guild, botRole };
    },
    role: (guild, name, members = []) => {
      const role = { id: world.nextId(), name };
      guild.roles.push(role);
      for (const { id } of members) guild.members.set(id, [...(guild.members.get(id) ?? []), role.id]);
      const known = guildObject(world, guild).roles as { id: string }[];
      tellGuild('GUILD_ROLE_CREATE', { guild_id: guild.id, role: known.find(({ id }) => id === role.id) });
      return role;
    },
    channel: (guild, name) =>
      addChannel({ id: world.nextId(), type: CHANNEL_TYPE.text, name, guildId: guild.id, denied: 0n }),
    thread: (parent, name, from) => {
      const thread = addChannel({
        id: from?.id ?? world.nextId(),
        type: CHANNEL_TYPE.publicThread,
        name,
        guildId: parent.guildId!,
        parentId: parent.id,
        denied: 0n,
      });
      if (from)
        addMessage(server, {
          channelId: thread.id,
          authorId: from.authorId,
          type: MESSAGE_TYPE.threadStarter,
          replyTo: { channelId: parent.id, messageId: from.id },
        });
      return thread;
    },
    dm: (user) => directWith(world, user.id),
    closeDirect: ({ id }) => void world.closed.add(id),
    foreignGuild: (name) => {
      const guild: Guild = { id: world.nextId(), name, roles: [], members: new Map() };
      world.guilds.set(guild.id, guild);
      return guild;
    },
    among: (one, other, ...more) =>
      addChannel({
        id: world.nextId(),
        type: more.length > 0 ? CHANNEL_TYPE.group : CHANNEL_TYPE.dm,
        name: one.name,
        recipientId: other.id,
        among: true,
        denied: 0n,
      }),
    deny: (channel, ...names) => {
      for (const name of names) channel.denied |= PERMISSION[name];
      tellGuild('CHANNEL_UPDATE', channelObject(world, channel));
    },
    say: (saying) => {
      const { channel, author, content = '', attachments = [], replyTo, forward } = saying;
      join(channel, author);
      const pinged = replyTo && saying.replyPing !== false ? [replyTo.authorId] : [];
      return addMessage(server, {
        channelId: channel.id,
        authorId: author.id,
        content: content.trim(),
        embeds: saying.embeds ?? [],
        files: attachments.map(store),
        stickers: (saying.stickers ?? []).map(storeSticker),
        flags: saying.voiceMessage ? FLAG.voiceMessage : 0,
        pings: {
          users: [...idsIn(content, 'user'), ...pinged],
          roles: idsIn(content, 'role'),
          everyone: content.includes('@everyone'),
        },
        ...(saying.system && { type: MESSAGE_TYPE.pinned }),
        ...(replyTo && { replyTo: { channelId: replyTo.channelId, messageId: replyTo.id } }),
        ...(forward && { forwardOf: forward }),
      });
    },
    edit: (message, content) => changeMessage(server, message, { content }),
    unfurl: (message, preview = { type: 'link', url: 'https://example.com', title: 'Example' }) =>
      unfurlMessage(server, message, preview),
    proxy: (url, picture) => {
      const { protocol, host, pathname } = new URL(url);
      const path = `/external/${randomBytes(8).toString('hex')}/${protocol.slice(0, -1)}/${host}${pathname}`;
      world.pictures.set(path, picture);
      return `${server.origin()}${path}`;
    },
    emoji: (name, { bytes, animated = false }) => {
      const id = world.nextId();
      world.pictures.set(`/emojis/${id}.webp`, { bytes, contentType: 'image/webp' });
      return `<${animated ? 'a' : ''}:${name}:${id}>`;
    },
    delete: (message) => deleteMessage(server, message),
  };
}
