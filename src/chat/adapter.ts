/** What a platform looks like to the rest of the bot. */
import type { Conversation } from './conversation.ts';
import type { ChatEvent, HomeEvent, ReplyTarget } from './event.ts';
import type { Attachment, Author, Message } from './message.ts';
import type { ReplySurface } from './reply.ts';

/**
 * Takes an event in. Resolves once it is journalled (or was not ours to answer): only then may the platform be told
 * "got it". Rejects when it could not be journalled; then the platform must not be told, so that it delivers again.
 */
export type Receive = (event: ChatEvent) => Promise<void>;

export interface HistoryRange {
  /** The message whose past is wanted; it is not part of the answer. */
  readonly before: Message;
  /** The most messages to give. */
  readonly limit: number;
}

/** A look back at a channel, or at the thread or direct messages where it is asked for. */
export interface ChannelRange {
  readonly conversation: Conversation;
  /** Nothing that was said before this, in milliseconds since 1970. */
  readonly since?: number;
  /** Nothing that was said at or after this, in milliseconds since 1970. */
  readonly until: number;
  /** The most messages to give. */
  readonly limit: number;
}

/** A time in which events may have been lost: the process was not there, or its connection was not. */
export interface Gap {
  /** Milliseconds since 1970: what was said before it has been delivered. */
  readonly since: number;
  /** Where this bot was asked something lately, for platforms that cannot tell where something was said. */
  readonly known: readonly Conversation[];
}

export interface ChatAdapter {
  readonly platform: string;
  /** Which part of the platform arrives here, where processes share it out: `0-3/8`. Missing where all of it does. */
  readonly part?: string;
  /** Connects and begins to hand events to `receive`. Resolves when the platform is ready. */
  start(receive: Receive): Promise<void>;
  /** Gets ready to answer without taking events in, for a process that only works. Resolves when everything but `missed` may be used. */
  attend?(): Promise<void>;
  /** Whether what is said now is delivered. Missing where it always is, from the start on. */
  isConnected?(): boolean;
  /**
   * What was said in a gap, as the events that would have been delivered, with the same ids; oldest first within a
   * conversation. It may give events that were delivered. Pauses that the platform asks for are waited out; a place that may
   * not be read is left out and logged.
   */
  missed?(gap: Gap, signal: AbortSignal): AsyncIterable<ChatEvent>;
  /** Stops taking events and disconnects. Surfaces that are open may still be written. */
  stop(): Promise<void>;
  /** The conversation that led to a message, oldest first: its thread, its reply chain, or the direct messages before it. */
  history(range: HistoryRange, signal: AbortSignal): Promise<readonly Message[]>;
  /**
   * What was said in a channel, newest first, page by page as the platform gives it, each message with its `link` where it has
   * one. Pauses that the platform asks for are waited out. Throws `UserError` where it may not be read.
   */
  channel(range: ChannelRange, signal: AbortSignal): AsyncIterable<readonly Message[]>;
  /** Opens an attachment's bytes, refreshing an expired link. Throws `UserError` when that cannot be done. */
  open(attachment: Attachment, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** A place to answer in. */
  surface(target: ReplyTarget): ReplySurface;
  /** What rules that watch do here; missing on platforms where none do. */
  readonly acts?: Acts;
  /** Draws the bot's own page for somebody, on platforms that have one: the answer to a home event. */
  drawHome?(event: HomeEvent, home: HomeView, signal: AbortSignal): Promise<void>;
}

/** Where something goes that nobody has asked for. */
export type Placing =
  /** In the thread of a message, or as a reply to it: as the bot answers a mention there. */
  | { readonly how: 'reply'; readonly message: Message }
  /** In a thread that is opened from a message, or is there already; with this title where the platform has titles. */
  | { readonly how: 'thread'; readonly message: Message; readonly title: string }
  /** A message of its own in a channel, by the platform's id; `workspace` where the id alone does not say it. */
  | { readonly how: 'post'; readonly channel: string; readonly workspace: string | undefined }
  /** In direct messages to a person. */
  | { readonly how: 'direct'; readonly user: string; readonly workspace: string };

/** What somebody may do in a channel: read what is said, write there, react. */
export type Right = 'read' | 'write' | 'react';

/** What rules that watch do on a platform, besides reading and answering. */
export interface Acts {
  /** A message as it is now, with its `link`; undefined where it is gone or may not be read. */
  message(conversation: Conversation, id: string, signal: AbortSignal): Promise<Message | undefined>;
  /** A place to answer in, the same when it is asked for again; nobody sees of it before something stands there. Throws `UserError` where that cannot be. */
  place(placing: Placing, signal: AbortSignal): Promise<ReplyTarget>;
  /** Reacts as the bot, with `👀` or `:name:`. Done again, it changes nothing. Throws `UserError` where that cannot be. */
  react(conversation: Conversation, messageId: string, emoji: string, signal: AbortSignal): Promise<void>;
  /** Somebody as they are now in a workspace: their name and roles; undefined where they are no member of it. */
  member(id: string, workspace: string, signal: AbortSignal): Promise<Author | undefined>;
  /**
   * The rights that somebody lacks in a channel, by the platform's own rules as they are now; none where they have all. Who is no
   * member of the workspace, or cannot see the channel, lacks all.
   */
  lacks(
    person: string,
    conversation: Conversation,
    rights: readonly Right[],
    signal: AbortSignal,
  ): Promise<readonly Right[]>;
  /**
   * Where the channel can be read that something was said in: the channel itself, whatever thread of it that was in; of a forum, which
   * has no messages of its own, the post.
   */
  around(conversation: Conversation, signal: AbortSignal): Promise<Conversation>;
  /** The channel or thread that an id means, seen from a conversation of the same workspace; undefined where the bot sees none. */
  named(id: string, near: Conversation, signal: AbortSignal): Promise<Conversation | undefined>;
  /** The message a link shows, or an id in a conversation names; undefined where it is no such link. */
  located(
    link: string,
    near: Conversation,
    signal: AbortSignal,
  ): Promise<{ readonly conversation: Conversation; readonly id: string } | undefined>;
}

/** What the bot's own page shows a person. */
export interface HomeView {
  /** What they have chosen for themselves; undefined where the usual applies. */
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** What applies where nothing is chosen. */
  readonly usual: { readonly model: string; readonly effort: string };
  /** What they have used, in Markdown. */
  readonly usage: string;
}

/** One entry of a menu or option list. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What a person may choose when asking; adapters offer it and understand nothing of it. */
export interface AskChoices {
  readonly models: readonly Choice[];
  readonly efforts: readonly Choice[];
  /** The named shapes that data can be extracted to. */
  readonly schemas: readonly Choice[];
}

/** One line of a check-up. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'error';
  readonly what: string;
  /** What to do about it. */
  readonly hint?: string;
}
