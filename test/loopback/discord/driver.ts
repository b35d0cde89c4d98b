/** What a test does at Discord: invite people, write, edit, react, use the bot, and what else is in the drivers beside it. */
import {
  addMessage,
  changeMessage,
  deleteMessage,
  FLAG,
  MESSAGE_TYPE,
  unfurlMessage,
  type Server,
} from './messages.ts';
import { createInteractionDriver, type InteractionDriver } from './interaction-driver.ts';
import { idsIn } from './objects.ts';
import {
  createPictureDriver,
  type PictureDriver,
  type StickerDraft,
  storeSticker,
} from './picture-driver.ts';
import { createPlaceDriver, type PlaceDriver } from './place-driver.ts';
import type { Channel } from './places.ts';
import { addReaction, removeReaction } from './reactions.ts';
import type { StoredFile, StoredMessage, User } from './state.ts';

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

export interface Driver extends InteractionDriver<FileDraft>, PictureDriver, PlaceDriver {
  user(name: string, options?: { readonly bot?: boolean }): User;
  say(saying: Saying): StoredMessage;
  /** Another bot writes, or a webhook under a name. One of the same name is the same one. */
  sayAsBot(
    saying: Omit<Saying, 'author'> & { readonly name: string; readonly byWebhook?: true },
  ): StoredMessage;
  edit(message: StoredMessage, content: string): void;
  /** Discord adds the preview of a link to a message: an update, but not an edit. */
  unfurl(message: StoredMessage, preview?: Record<string, unknown>): void;
  delete(message: StoredMessage): void;
  /** Somebody reacts with `👀`, or with `name:id` of an emoji of the server's own. */
  react(message: StoredMessage, user: User, emoji: string): void;
  /** Somebody takes a reaction back. */
  unreact(message: StoredMessage, user: User, emoji: string): void;
}

export function createDriver(server: Server): Driver {
  const { world } = server;

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

  const invite: Driver['user'] = (name, { bot = false } = {}) => {
    const user = { id: world.nextId(), name, bot };
    world.users.set(user.id, user);
    return user;
  };

  const write = (saying: Saying, webhookId?: string): StoredMessage => {
    const { channel, author, content = '', attachments = [], replyTo, forward } = saying;
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
      ...(webhookId !== undefined && { webhookId }),
    });
  };

  return {
    ...createInteractionDriver(server, store, join),
    ...createPictureDriver(server),
    ...createPlaceDriver(server),
    user: invite,
    say: (saying) => {
      join(saying.channel, saying.author);
      return write(saying);
    },
    sayAsBot: ({ name, byWebhook, ...saying }) => {
      const known = [...world.users.values()].find((user) => user.bot && user.name === name);
      const author = known ?? invite(name, { bot: true });
      if (!byWebhook) join(saying.channel, author);
      return write({ ...saying, author }, byWebhook && author.id);
    },
    edit: (message, content) => changeMessage(server, message, { content }),
    unfurl: (message, preview = { type: 'link', url: 'https://example.com', title: 'Example' }) =>
      unfurlMessage(server, message, preview),
    delete: (message) => deleteMessage(server, message),
    react: (message, user, emoji) => {
      join(world.channels.get(message.channelId)!, user);
      addReaction(server, message, user.id, emoji);
    },
    unreact: (message, user, emoji) => removeReaction(server, message, user.id, emoji),
  };
}
