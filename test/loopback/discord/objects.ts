/** Messages in the shapes of Discord's API, as one bot is allowed to see them. */
import { linkTo } from './cdn.ts';
import { memberObject, userObject } from './guild-objects.ts';
import { CHANNEL_TYPE } from './places.ts';
import { reactionsOf } from './reactions.ts';
import {
  current,
  INTERACTION_TYPE,
  STICKER_FORMAT,
  type StoredMessage,
  type User,
  type World,
} from './state.ts';

/** `HAS_SNAPSHOT`: the message carries a forwarded one. */
const HAS_SNAPSHOT = 1 << 14;
const IS_SPOILER = 1 << 3;

type Json = Record<string, unknown>;

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

/** Which interaction a message answers; such messages come from the webhook of the application. */
function interactionOf(world: World, { interactionId }: StoredMessage): Json {
  const interaction = world.interactions.get(interactionId ?? '');
  if (!interaction) return {};
  return {
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    interaction_metadata: {
      id: interaction.id,
      type: INTERACTION_TYPE[interaction.kind],
      user: userObject(world.users.get(interaction.userId)!),
      authorizing_integration_owners: {},
    },
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
    ...reactionsOf(world, message),
    ...(message.webhookId !== undefined && { webhook_id: message.webhookId }),
    ...interactionOf(world, message),
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

/** Only whoever sends a message is told its nonce again, when it is sent: nobody who reads it later. */
export const nonceOf = ({ nonce }: StoredMessage): Json => (nonce === undefined ? {} : { nonce });

/** What the gateway adds to a message it delivers: where it was written, and the author's roles there. */
export function dispatchedMessage(world: World, message: StoredMessage, viewer: Viewer): Json {
  const channel = world.channels.get(message.channelId)!;
  const guild = world.guilds.get(channel.guildId ?? '');
  return {
    ...messageObject(world, message, viewer),
    ...nonceOf(message),
    channel_type: channel.type,
    ...(guild && { guild_id: guild.id }),
    ...(guild && message.webhookId === undefined && { member: memberObject(guild, message.authorId) }),
  };
}
