/** What the server remembers: people, places, messages with every revision, commands and interactions. */
import { EventEmitter } from 'node:events';
import { createClock, createSnowflakes, type LoopbackClock } from './clock.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  /** The bot this role was made for when it joined. */
  readonly botId?: string;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly roles: Role[];
  /** Roles of each member, by user id. */
  readonly members: Map<string, readonly string[]>;
}

export const CHANNEL_TYPE = { text: 0, dm: 1, publicThread: 11 } as const;

export interface Channel {
  readonly id: string;
  readonly type: (typeof CHANNEL_TYPE)[keyof typeof CHANNEL_TYPE];
  readonly name: string;
  readonly guildId?: string;
  /** The channel a thread belongs to. */
  readonly parentId?: string;
  /** The person a direct message is with. */
  readonly recipientId?: string;
  /** Permissions taken from the bot here. */
  denied: bigint;
}

export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly title?: string;
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  readonly description?: string;
  readonly durationSecs?: number;
  readonly waveform?: string;
  readonly spoiler?: boolean;
  /** What the file server says the type is, when that differs (an HTML error page instead of the file). */
  readonly servedAs?: string;
  /** The file server answers with a redirect to this address. */
  readonly redirectTo?: string;
}

/** What a sticker is drawn with; Lottie is drawn by a program and is no picture. */
export const STICKER_FORMAT = { png: 1, apng: 2, lottie: 3, gif: 4 } as const;

export interface StoredSticker {
  readonly id: string;
  readonly name: string;
  readonly format: keyof typeof STICKER_FORMAT;
}

/** A picture that is no file of a message, served to everybody: a sticker, an emoji, the picture of a link preview. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What a message shows; every edit adds one to its revisions. */
export interface Revision {
  readonly at: number;
  readonly content: string;
  readonly embeds: readonly Record<string, unknown>[];
  readonly components: readonly Record<string, unknown>[];
}

export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  files: readonly StoredFile[];
  readonly stickers: readonly StoredSticker[];
  readonly revisions: Revision[];
  /** When a person (not Discord's own link preview) last changed it. */
  editedAt?: number;
  deleted: boolean;
  flags: number;
  readonly replyTo?: { readonly channelId: string; readonly messageId: string };
  readonly forwardOf?: StoredMessage;
  readonly nonce?: string;
  /** Ids of the users told about this message, and whether everybody was. */
  readonly pings: {
    readonly users: readonly string[];
    readonly roles: readonly string[];
    readonly everyone: boolean;
  };
  /** The interaction this message answers. */
  readonly interactionId?: string;
  /** Only this person sees it. */
  readonly ephemeralFor?: string;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: 'command' | 'component';
  readonly createdAt: number;
  readonly userId: string;
  readonly channelId: string;
  /** The type of the callback that answered it. */
  answer?: number;
  answeredAt?: number;
  originalId?: string;
}

export interface World {
  readonly clock: LoopbackClock;
  readonly nextId: () => string;
  readonly token: string;
  readonly bot: User;
  readonly applicationId: string;
  /** Whether the Message Content intent is switched on in the developer portal. */
  readonly messageContent: boolean;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, StoredMessage>;
  readonly commands: Map<string, Record<string, unknown>>;
  readonly interactions: Map<string, Interaction>;
  /** Files given to slash commands: they belong to no message. */
  readonly looseFiles: Map<string, StoredFile>;
  /** By their path on the file server. */
  readonly pictures: Map<string, Picture>;
  /** `change`: something happened that a test may be waiting for. */
  readonly changes: EventEmitter<{ change: [] }>;
}

export interface WorldOptions {
  readonly token: string;
  readonly botName: string;
  readonly messageContent: boolean;
}

export function createWorld({ token, botName, messageContent }: WorldOptions): World {
  const clock = createClock();
  const nextId = createSnowflakes(clock);
  const bot: User = { id: nextId(), name: botName, bot: true };
  return {
    clock,
    nextId,
    token,
    bot,
    applicationId: bot.id,
    messageContent,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    commands: new Map(),
    interactions: new Map(),
    looseFiles: new Map(),
    pictures: new Map(),
    changes: new EventEmitter<{ change: [] }>().setMaxListeners(100),
  };
}

/** What a message shows now. */
export function current(message: StoredMessage): Revision {
  return message.revisions.at(-1)!;
}

/** The messages of a channel that still stand, oldest first. */
export function messagesOf(world: World, channelId: string): StoredMessage[] {
  return [...world.messages.values()]
    .filter((message) => message.channelId === channelId && !message.deleted)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}
