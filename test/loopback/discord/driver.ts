/** What a test does at Discord: found servers, invite people, write, edit, use the bot. */
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
import { channelObject, dispatchedGuild, guildObject } from './guild-objects.ts';
import { idsIn } from './objects.ts';
import { createInteractionDriver, type InteractionDriver } from './interaction-driver.ts';
import { PERMISSION, type PermissionName } from './permissions.ts';
import {
  createPictureDriver,
  type PictureDriver,
  type StickerDraft,
  storeSticker,
} from './picture-driver.ts';
import { isBotIn, directWith, keepChannel } from './channels.ts';
import {
  CHANNEL_TYPE,
  type Channel,
  type Guild,
  type Role,
  type StoredFile,
  type StoredMessage,
  type User,
} from './state.ts';

export type { StickerDraft } from './picture-driver.ts';

/** A file somebody sends. Discord makes its name plain ASCII and keeps the original as a title. */
export type FileDraft = Pick<StoredFile, 'bytes'> &
  Partial<Omit<StoredFile, 'id' | 'filename' | 'title'>> & { readonly name: string };

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

export interface Driver extends InteractionDriver<FileDraft>, PictureDriver {
  user(name: string, options?: { readonly bot?: boolean }): User;
  /** A server with the bot in it, and the role Discord made for the bot. */
  guild(name: string): { readonly guild: Guild; readonly botRole: Role };
  /** Many servers with the bot in them, each with so many channels, before anybody connects. */
  guilds(count: number, channels: number): void;
  role(guild: Guild, name: string, members?: readonly User[]): Role;
  channel(guild: Guild, name: string): Channel;
  /** A thread, begun from a message where one is given; it then has that message's id. */
  thread(parent: Channel, name: string, from?: StoredMessage): Channel;
  /** Nobody has written in a thread for long, or somebody closed it. */
  archive(thread: Channel): void;
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
  delete(message: StoredMessage): void;
}

export function createDriver(server: Server): Driver {
  const { world, gateway } = server;

  const tellGuild = (event: string, guildId: string | undefined, data: unknown) => {
    gateway.dispatch({ event, intent: INTENT.guilds, guildId, data: () => data });
  };

  const found = (name: string, hasBot: boolean): Guild => {
    const guild: Guild = { id: world.nextId(), name, roles: [], members: new Map() };
    world.guilds.set(guild.id, guild);
    if (hasBot) {
      const botRole = { id: world.nextId(), name: world.bot.name, botId: world.bot.id };
      guild.roles.push(botRole);
      guild.members.set(world.bot.id, [botRole.id]);
    }
    return guild;
  };

  const store = ({ name, ...rest }: FileDraft): StoredFile => {
    const filename = name.replaceAll(/[^\w.-]+/g, '_');
    const title = name.replace(/\.[^.]*$/, '');
    return { ...rest, id: world.nextId(), filename, ...(filename !== name && { title }) };
  };

  /** Whoever writes in a server is a member of it. */
  const join = (channel: Channel, user: User) => {
    const guild = world.guilds.get(channel.guildId ?? '');
    if (guild && !guild.members.has(user.id)) guild.members.set(user.id, []);
  };

  const addChannel = (channel: Channel): Channel => {
    keepChannel(world, channel);
    if (!isBotIn(world, channel)) return channel;
    const isThread = channel.type === CHANNEL_TYPE.publicThread;
    if (isThread || channel.type === CHANNEL_TYPE.text)
      tellGuild(
        isThread ? 'THREAD_CREATE' : 'CHANNEL_CREATE',
        channel.guildId,
        channelObject(world, channel),
      );
    return channel;
  };

  return {
    ...createInteractionDriver(server, store, join),
    ...createPictureDriver(server),
    user: (name, { bot = false } = {}) => {
      const user = { id: world.nextId(), name, bot };
      world.users.set(user.id, user);
      return user;
    },
    guild: (name) => {
      const guild = found(name, true);
      tellGuild('GUILD_CREATE', guild.id, dispatchedGuild(world, guild));
      return { guild, botRole: guild.roles[0]! };
    },
    guilds: (count, channels) => {
      for (let at = 0; at < count; at++) {
        const guildId = found(`Server ${at}`, true).id;
        for (let n = 0; n < channels; n++)
          keepChannel(world, {
            id: world.nextId(),
            type: CHANNEL_TYPE.text,
            name: `channel-${n}`,
            guildId,
            denied: 0n,
          });
      }
    },
    archive: (thread) => {
      thread.archived = true;
      tellGuild('THREAD_UPDATE', thread.guildId, channelObject(world, thread));
    },
    role: (guild, name, members = []) => {
      const role = { id: world.nextId(), name };
      guild.roles.push(role);
      for (const { id } of members) guild.members.set(id, [...(guild.members.get(id) ?? []), role.id]);
      const known = guildObject(guild).roles as { id: string }[];
      tellGuild('GUILD_ROLE_CREATE', guild.id, {
        guild_id: guild.id,
        role: known.find(({ id }) => id === role.id),
      });
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
    foreignGuild: (name) => found(name, false),
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
      tellGuild('CHANNEL_UPDATE', channel.guildId, channelObject(world, channel));
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
        stickers: (saying.stickers ?? []).map((sticker) => storeSticker(world, sticker)),
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
    delete: (message) => deleteMessage(server, message),
  };
}
