/** What a test does at Discord: found servers, invite people, write, edit, run commands, press buttons. */
import { randomBytes } from 'node:crypto';
import { INTENT } from './gateway.ts';
import {
  addMessage,
  changeMessage,
  deleteMessage,
  FLAG,
  MESSAGE_TYPE,
  unfurlMessage,
  viewerOf,
  type Server,
} from './messages.ts';
import { channelObject, guildObject, idsIn, memberObject, messageObject, userObject } from './objects.ts';
import { linkTo } from './cdn.ts';
import { PERMISSION, type PermissionName } from './permissions.ts';
import {
  CHANNEL_TYPE,
  current,
  type Channel,
  type Guild,
  type Interaction,
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

export interface CommandRun {
  readonly channel: Channel;
  readonly user: User;
  readonly options?: Readonly<Record<string, string | boolean | FileDraft>>;
}

export interface Driver {
  user(name: string, options?: { readonly bot?: boolean }): User;
  /** A server with the bot in it, and the role Discord made for the bot. */
  guild(name: string): { readonly guild: Guild; readonly botRole: Role };
  role(guild: Guild, name: string, members?: readonly User[]): Role;
  channel(guild: Guild, name: string): Channel;
  /** A thread, begun from a message where one is given; it then has that message's id. */
  thread(parent: Channel, name: string, from?: StoredMessage): Channel;
  dm(user: User): Channel;
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
  runCommand(name: string, run: CommandRun): Interaction;
  press(message: StoredMessage, customId: string, user: User): Interaction;
}

const OPTION_TYPE = { string: 3, boolean: 5, attachment: 11 } as const;
/** The ending and the type of a sticker's file. */
const STICKER_FILES = {
  png: ['png', 'image/png'],
  apng: ['png', 'image/png'],
  lottie: ['json', 'application/json'],
  gif: ['gif', 'image/gif'],
} as const satisfies Record<StoredSticker['format'], readonly [ending: string, type: string]>;
const APPLICATION_COMMAND = 2;
const MESSAGE_COMPONENT = 3;

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
    if (channel.type === CHANNEL_TYPE.text) tellGuild('CHANNEL_CREATE', channelObject(world, channel));
    if (channel.type === CHANNEL_TYPE.publicThread) tellGuild('THREAD_CREATE', channelObject(world, channel));
    return channel;
  };

  const interact = (
    kind: Interaction['kind'],
    where: Pick<CommandRun, 'channel' | 'user'>,
    data: Record<string, unknown>,
    message?: StoredMessage,
  ): Interaction => {
    const { channel, user } = where;
    join(channel, user);
    const guild = world.guilds.get(channel.guildId ?? '');
    const interaction: Interaction = {
      id: world.nextId(),
      token: randomBytes(24).toString('base64url'),
      kind,
      createdAt: world.clock.now(),
      userId: user.id,
      channelId: channel.id,
      ...(message && { originalId: message.id }),
    };
    world.interactions.set(interaction.id, interaction);
    gateway.dispatch({
      event: 'INTERACTION_CREATE',
      // Interactions need no intent; every session asks for the guilds.
      intent: INTENT.guilds,
      data: () => ({
        id: interaction.id,
        application_id: world.applicationId,
        type: kind === 'command' ? APPLICATION_COMMAND : MESSAGE_COMPONENT,
        token: interaction.token,
        version: 1,
        data,
        channel_id: channel.id,
        channel: channelObject(world, channel),
        ...(guild
          ? {
              guild_id: guild.id,
              member: { ...memberObject(guild, user.id), user: userObject(user), permissions: '0' },
            }
          : { user: userObject(user) }),
        ...(message && { message: messageObject(world, message, viewerOf(server)) }),
        app_permissions: '0',
        locale: 'en-US',
        entitlements: [],
        authorizing_integration_owners: guild ? { 0: guild.id } : { 1: user.id },
        context: guild ? 0 : 1,
        attachment_size_limit: 10 * 1024 * 1024,
      }),
    });
    return interaction;
  };

  return {
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
    dm: (user) =>
      addChannel({
        id: world.nextId(),
        type: CHANNEL_TYPE.dm,
        name: user.name,
        recipientId: user.id,
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
    runCommand: (name, { channel, user, options = {} }) => {
      const command = [...world.commands.values()].find((known) => known.name === name);
      if (!command) throw new Error(`/${name} is not registered`);
      const resolved: Record<string, unknown> = {};
      const given = Object.entries(options).map(([option, value]) => {
        const offered = (command.options as { name: string }[]).some((known) => known.name === option);
        if (!offered) throw new Error(`/${name} has no option ${option}`);
        if (typeof value === 'string') return { name: option, type: OPTION_TYPE.string, value };
        if (typeof value === 'boolean') return { name: option, type: OPTION_TYPE.boolean, value };
        const file = store(value);
        world.looseFiles.set(file.id, file);
        const url = linkTo(world, server.origin(), channel.id, file);
        resolved[file.id] = {
          id: file.id,
          filename: file.filename,
          title: file.title,
          size: file.bytes.byteLength,
          url,
          proxy_url: url,
          content_type: file.contentType,
          ephemeral: true,
        };
        return { name: option, type: OPTION_TYPE.attachment, value: file.id };
      });
      const data = { id: command.id, name, type: 1, options: given, resolved: { attachments: resolved } };
      return interact('command', { channel, user }, data);
    },
    press: (message, customId, user) => {
      const offered = JSON.stringify(current(message).components).includes(JSON.stringify(customId));
      if (!offered) throw new Error(`the message has no button ${customId}`);
      const channel = world.channels.get(message.channelId)!;
      return interact('component', { channel, user }, { component_type: 2, custom_id: customId }, message);
    },
  };
}
