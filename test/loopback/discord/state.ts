/** What the server remembers: people, places, messages with every revision, commands and interactions. */
import { EventEmitter } from 'node:events';
import { createClock, createSnowflakes, type LoopbackClock } from './clock.ts';
import type { Channel, Guild } from './places.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
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
  /** The webhook that wrote it; its author is no member of anything then. */
  readonly webhookId?: string;
  /** Who reacted, by emoji: `👀`, or `name:id` of one of the server's own. */
  readonly reactions: Map<string, Set<string>>;
}

export type InteractionKind = 'command' | 'component' | 'autocomplete' | 'form';

export const INTERACTION_TYPE: Readonly<Record<InteractionKind, number>> = {
  command: 2,
  component: 3,
  autocomplete: 4,
  form: 5,
};

/** A form that somebody was shown, which Discord calls a modal. */
export interface Form {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly {
    readonly label: string;
    readonly component: {
      readonly type: number;
      readonly custom_id: string;
      readonly required?: boolean | undefined;
      readonly max_length?: number | undefined;
    };
  }[];
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly createdAt: number;
  readonly userId: string;
  readonly channelId: string;
  readonly locale: string;
  /** The type of the callback that answered it. */
  answer?: number;
  answeredAt?: number;
  originalId?: string;
  /** Messages that followed the answer. */
  followUps: number;
  /** What was offered to complete an option with. */
  choices?: readonly { readonly name: string; readonly value: string | number }[];
  /** The form that was shown. */
  form?: Form;
}

export interface World {
  readonly clock: LoopbackClock;
  readonly nextId: () => string;
  readonly token: string;
  readonly bot: User;
  readonly applicationId: string;
  /** Whether the Message Content intent is switched on in the developer portal. */
  readonly messageContent: boolean;
  /** Whether people may add the bot to themselves. */
  readonly userInstall: boolean;
  /** The most servers that one shard may have. */
  readonly guildsPerShard: number;
  /** For how long Discord knows the nonce of a message. */
  readonly nonceMs: number;
  /** Where the developer portal says that interactions go, instead of to the gateway. */
  readonly endpoint: string | undefined;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  /** Channels and threads of each server, by its id. */
  readonly channelsOf: Map<string, Channel[]>;
  readonly messages: Map<string, StoredMessage>;
  /** The messages of each channel, oldest first, and the last one with each nonce. */
  readonly messagesIn: Map<string, StoredMessage[]>;
  readonly nonces: Map<string, StoredMessage>;
  /** People who take no direct messages from the bot. */
  readonly closed: Set<string>;
  readonly commands: Map<string, Record<string, unknown>>;
  readonly interactions: Map<string, Interaction>;
  /** Files given to slash commands: they belong to no message. */
  readonly looseFiles: Map<string, StoredFile>;
  /** By their path on the file server. */
  readonly pictures: Map<string, Picture>;
  /** `change`: something happened that a test may be waiting for. */
  readonly changes: EventEmitter<{ change: [] }>;
}

export type WorldOptions = Pick<
  World,
  'token' | 'messageContent' | 'userInstall' | 'endpoint' | 'nonceMs' | 'guildsPerShard'
> & {
  readonly botName: string;
};

export function createWorld({ botName, ...settings }: WorldOptions): World {
  const clock = createClock();
  const nextId = createSnowflakes(clock);
  const bot: User = { id: nextId(), name: botName, bot: true };
  return {
    clock,
    nextId,
    ...settings,
    bot,
    applicationId: bot.id,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    channelsOf: new Map(),
    messages: new Map(),
    messagesIn: new Map(),
    nonces: new Map(),
    closed: new Set(),
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
  return (world.messagesIn.get(channelId) ?? []).filter(({ deleted }) => !deleted);
}
