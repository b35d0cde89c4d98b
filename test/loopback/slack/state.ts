/** What Slack and its workspaces consist of, kept in memory: people, channels, messages, files. */
import type { Json } from './json.ts';
import { RULES } from './rules.ts';
import { createViews, type Views } from './views.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  /** The language they use Slack in. */
  readonly locale?: string;
  /** Somebody of another company, who is here in a channel that both share: the workspace they are from. */
  readonly team?: string;
  /** Somebody who is only where they were invited to. */
  readonly guest?: 'some channels' | 'one channel';
  /** A bot that is not ours. */
  readonly app?: OtherApp;
  /** Their account was taken away. */
  deleted?: boolean;
}

/** Another app of the workspace, whose bot speaks there. */
export interface OtherApp {
  readonly userId: string;
  readonly botId: string;
  readonly appId: string;
  readonly name: string;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** `mpim`: a conversation of several people without a name. */
  readonly kind: 'channel' | 'group' | 'im' | 'mpim';
  readonly members: Set<string>;
  archived: boolean;
  /** Companies share it. */
  isShared?: boolean;
  /** What is said here by people stands there as well. */
  elsewhere?: readonly StoredMessage[][];
}

export interface StoredFile {
  /** As the platform describes it. */
  object: Readonly<Record<string, Json>>;
  readonly bytes: Uint8Array;
  /** Slack's own transcript, once it is complete. */
  vtt?: string;
  /** Sends a download elsewhere. */
  redirect?: string;
}

/** A file of the bot on its way: announced, sent to an address of its own, then shared. */
export interface Upload {
  readonly fileId: string;
  readonly name: string;
  readonly length: number;
  readonly altText: string | undefined;
  bytes?: Uint8Array;
}

export interface Task {
  title: string;
  status: string;
  /** Slack adds to it with every update. */
  details: string;
}

export interface Stream {
  readonly startedAt: number;
  readonly display: 'timeline' | 'plan';
  /** The title of the plan that the tasks belong to. */
  plan?: string;
  live: boolean;
  stoppedBy?: 'user' | 'app';
  bytes: number;
}

export interface StoredMessage {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly bot: boolean;
  /** Of another app: which, and the name it has given itself for this message. */
  readonly app?: { readonly by: OtherApp; readonly as: string | undefined };
  /** What kind of message it is, where that is not told by who wrote it and what it brings. */
  readonly subtype?: string;
  /** Only this person sees it. */
  readonly visibleTo?: string;
  text: string;
  /** What the app has given to stand for its blocks. */
  plain?: string | undefined;
  blocks: readonly Json[];
  files: readonly StoredFile[];
  attachments: readonly Json[];
  readonly tasks: Map<string, Task>;
  /** Who has reacted with what. */
  readonly reactions: Map<string, Set<string>>;
  edited?: string;
  deleted: boolean;
  stream?: Stream;
  /** What a reader saw, state by state. */
  readonly revisions: string[];
}

/** Lets the outside know that something happened. */
export interface Changes {
  changed(): void;
  /** Resolves as soon as the predicate holds; looked at after every change. */
  until(predicate: () => boolean): Promise<void>;
}

/** What all workspaces of a Slack have in common. */
export interface World {
  readonly appToken: string;
  /** What no client should do, in words. */
  readonly violations: string[];
  readonly changes: Changes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the app is sold outside the marketplace: then it is given few messages at a time. */
  readonly isSold: boolean;
  /** Where this server is, like `http://127.0.0.1:4711`. */
  readonly origin: string;
  nextId(prefix: string): string;
  /** A message timestamp, later than all before. */
  nextTs(): string;
}

/** A company with several workspaces. */
export interface Enterprise {
  readonly id: string;
  readonly name: string;
  /** The bot of an app that the company has installed for its workspaces. */
  readonly bot: Bot;
}

export interface Bot {
  readonly userId: string;
  readonly botId: string;
  readonly name: string;
}

export interface State extends World {
  readonly team: string;
  readonly name: string;
  readonly enterprise: Enterprise | undefined;
  readonly bot: Bot;
  /** What the token of this workspace may do, unless it was granted something else. */
  scopes: Set<string>;
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  readonly messages: StoredMessage[];
  readonly files: Map<string, StoredFile>;
  /** By the ticket in their address. */
  readonly uploads: Map<string, Upload>;
  readonly views: Views;
  /** Titles of the prompts that stand in a channel. */
  readonly prompts: Map<string, readonly string[]>;
  /** The status beside each thread, by channel and thread: what it says, and since when. */
  readonly statuses: Map<string, { readonly text: string; readonly at: number }>;
  /** Names of the emoji that this workspace has of its own. */
  readonly ownEmoji: Set<string>;
  /** Tells the app that somebody has reacted, as far as it hears of it. */
  tellReaction: (message: StoredMessage, user: string, name: string) => void;
}

export function createWorld({
  appToken,
  now,
  isSold,
  origin,
}: Pick<World, 'appToken' | 'now' | 'isSold' | 'origin'>): World {
  let ids = 0;
  let lastTs = 0;
  const waiting = new Set<() => void>();
  return {
    appToken,
    violations: [],
    now,
    isSold,
    origin,
    changes: {
      changed: () => {
        for (const look of waiting) look();
      },
      until: (predicate) =>
        new Promise((resolve) => {
          const look = () => {
            if (!predicate()) return;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
    },
    nextId: (prefix) => `${prefix}${String(++ids).padStart(5, '0')}`,
    nextTs: () => {
      // Ten microseconds a message at least, so that every timestamp is its own.
      lastTs = Math.max(Math.floor(now() * 1000), lastTs + 10);
      return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`;
    },
  };
}

export function createState(
  world: World,
  { team, name, enterprise, bot, scopes }: Pick<State, 'team' | 'name' | 'enterprise' | 'bot' | 'scopes'>,
): State {
  return {
    ...world,
    team,
    name,
    enterprise,
    bot,
    scopes,
    users: new Map([[bot.userId, { id: bot.userId, name: bot.name }]]),
    channels: new Map(),
    messages: [],
    files: new Map(),
    uploads: new Map(),
    views: createViews(world.nextId, world.now),
    prompts: new Map(),
    statuses: new Map(),
    ownEmoji: new Set(),
    tellReaction: () => undefined,
  };
}

export function findMessage({ messages }: State, channel: string, ts: string): StoredMessage | undefined {
  return messages.find((message) => message.channel === channel && message.ts === ts && !message.deleted);
}

/** A live stream holds its message until it expires. */
export function isStreaming(state: State, { stream }: StoredMessage): boolean {
  return stream !== undefined && stream.live && state.now() - stream.startedAt < RULES.streamMs;
}

/** What stands beside a thread; a status goes away by itself. */
export function statusOf(state: State, channel: string, thread: string): string | undefined {
  const status = state.statuses.get(`${channel}/${thread}`);
  return status && state.now() - status.at < RULES.statusMs ? status.text : undefined;
}

/** Notes what the reader sees now. */
export function revise(state: State, message: StoredMessage): void {
  message.revisions.push(message.text);
  state.changes.changed();
}
