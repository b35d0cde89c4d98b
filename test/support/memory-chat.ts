/** A chat platform in memory, for tests of what lies behind the adapters: it remembers what its reader saw. */
import { readFile } from 'node:fs/promises';
import {
  type ChannelRange,
  type ChatAdapter,
  type ChatEvent,
  type HomeView,
  type Message,
  type OutgoingFile,
  type Receive,
  type ReplyView,
  type Sending,
  UserError,
} from '../../src/chat/index.ts';
import { createMemoryActs, type MemoryActs, type SeenReaction } from './memory-acts.ts';

export interface SeenPage {
  readonly id: string;
  /** Whom the page answers. */
  readonly answers: string | undefined;
  readonly private: boolean;
  readonly view: ReplyView;
  readonly closed: boolean;
}

/** A message beside the pages, with files or without. */
export interface SeenFiles {
  /** Whom it answers. */
  readonly answers: string | undefined;
  readonly private: boolean;
  readonly text: string;
  readonly files: readonly OutgoingFile[];
}

export interface MemoryChat extends ChatAdapter {
  readonly acts: MemoryActs;
  /** Hands an event to the bot; resolves when the bot has taken it in. */
  deliver(event: ChatEvent): Promise<void>;
  /** Every page so far, as it looks now. */
  readonly pages: readonly SeenPage[];
  /** Every message beside the pages so far. */
  readonly attached: readonly SeenFiles[];
  /** Resolves with the first message beside the pages for which this holds, that there is or will be. */
  untilAttached(predicate?: (seen: SeenFiles) => boolean): Promise<SeenFiles>;
  /** Resolves with the first reaction for which this holds, that there is or will be. */
  untilReacted(predicate?: (seen: SeenReaction) => boolean): Promise<SeenReaction>;
  /** Resolves with the bot's own page when it has been drawn so often. */
  untilHome(times: number): Promise<HomeView>;
  /** The largest file this platform takes. */
  fileBytes: number;
  /** What every write waits for. */
  writable: Promise<void>;
  /** Resolves with the first page for which this holds, now or later. */
  until(predicate: (page: SeenPage) => boolean): Promise<SeenPage>;
  /** What `history` gives from now on. */
  past: readonly Message[] | Error;
  /** What was said in every channel, in any order: `channel` gives of it what it is asked for. */
  said: readonly Message[] | Error;
  /** What `channel` was asked for so far. */
  readonly lookedBack: readonly ChannelRange[];
  /** A page that somebody has deleted. */
  gone: string | undefined;
  /**
   * What becomes of the next message, page or beside, once it stands there: the answer to it comes when this resolves, and a
   * rejection is what its sender hears.
   */
  answering: (() => Promise<void>) | undefined;
  /** What the next start waits for. */
  ready: Promise<void>;
  /** Resolves when a start has begun to take events. */
  readonly started: Promise<void>;
}

/** The most messages that one page of a channel has. */
const PAGE = 100;

/** Attachments of this platform are files: their `source` is a path. */
export function createMemoryChat(platform = 'test'): MemoryChat {
  const pages: SeenPage[] = [];
  const attached: SeenFiles[] = [];
  const homes: HomeView[] = [];
  const lookedBack: ChannelRange[] = [];
  const budgets = (bucket: string) => [{ bucket, writes: 1_000, windowMs: 1_000 }];
  const watchers = new Set<() => void>();
  /** What was sent under a key: a page by its id, or something beside them. */
  const sent = new Map<string, string>();
  let receive: Receive | undefined;
  const started = Promise.withResolvers<void>();
  const changed = () => {
    for (const look of watchers) look();
  };
  const draw = (page: SeenPage) => {
    const known = pages.findIndex(({ id }) => id === page.id);
    if (known < 0) pages.push(page);
    else pages[known] = page;
    changed();
  };

  /** Looks now and after every change until there is something to be found. */
  const seen = <T>(find: () => T | undefined): Promise<T> => {
    const { promise, resolve } = Promise.withResolvers<T>();
    const look = () => {
      const found = find();
      if (found === undefined) return;
      watchers.delete(look);
      resolve(found);
    };
    watchers.add(look);
    look();
    return promise;
  };

  const chat: MemoryChat = {
    platform,
    acts: createMemoryActs(platform, () => (chat.said instanceof Error ? [] : chat.said), changed),
    pages,
    attached,
    fileBytes: 2 ** 20,
    writable: Promise.resolve(),
    past: [],
    said: [],
    lookedBack,
    gone: undefined,
    answering: undefined,
    ready: Promise.resolve(),
    started: started.promise,
    start(receiver) {
      receive = receiver;
      started.resolve();
      return this.ready;
    },
    stop: () => Promise.resolve(),
    history(): Promise<readonly Message[]> {
      return this.past instanceof Error ? Promise.reject(this.past) : Promise.resolve(this.past);
    },
    async *channel(range, signal) {
      lookedBack.push(range);
      if (this.said instanceof Error) throw this.said;
      const { since = 0, until, limit } = range;
      const said = this.said
        .filter(({ sentAt }) => sentAt >= since && sentAt < until)
        .toSorted((a, b) => b.sentAt - a.sentAt)
        .slice(0, limit);
      for (let start = 0; start < said.length; start += PAGE) {
        signal.throwIfAborted();
        yield said.slice(start, start + PAGE);
      }
    },
    async open({ source }) {
      return new Blob([await readFile(source)]).stream();
    },
    surface({ messageId: answers, conversation, private: isPrivate }) {
      const write = async (id: string, view: ReplyView, closed: boolean, signal: AbortSignal) => {
        await writableUnder(this.writable, signal);
        if (id === this.gone) throw new UserError('gone', 'That message is gone.');
        draw({ id, answers, private: isPrivate, view, closed });
      };
      /** What is sent a second time under the same key is there already, and looks as it does the second time. */
      const post = async (view: ReplyView, closed: boolean, signal: AbortSignal, sending?: Sending) => {
        await writableUnder(this.writable, signal);
        const id = (sending && sent.get(sending.key)) ?? `page-${pages.length + 1}`;
        if (sending) sent.set(sending.key, id);
        draw({ id, answers, private: isPrivate, view, closed });
        await answered();
        return id;
      };
      const answered = async () => {
        const { answering } = this;
        this.answering = undefined;
        await answering?.();
      };
      const own = budgets(`test:${conversation.channel}`);
      const { fileBytes } = this;
      return {
        limits: {
          mode: 'replace',
          pageSize: 2000,
          measure: (markdown) => markdown.length,
          budgets: { open: own, update: own, close: own, post: own, attach: own, presence: own },
          fileBytes,
        },
        open: (view, signal, sending) => post(view, false, signal, sending),
        post: (view, signal, sending) => post(view, true, signal, sending),
        update: (id, view, signal) => write(id, view, false, signal),
        close: (id, view, signal) => write(id, view, true, signal),
        async attach(files, text, _signal, sending) {
          if (files.some(({ data }) => data.byteLength > fileBytes))
            throw new UserError('no-files', 'No files can be posted here.');
          if (sending && sent.has(sending.key)) return;
          if (sending) sent.set(sending.key, 'beside');
          attached.push({ answers, private: isPrivate, text, files });
          changed();
          await answered();
        },
      };
    },
    async drawHome(_, home) {
      homes.push(home);
      changed();
    },
    deliver: (event) => receive!(event),
    until: (predicate) => seen(() => pages.find(predicate)),
    untilAttached: (predicate = () => true) => seen(() => attached.find(predicate)),
    untilReacted: (predicate = () => true) => seen(() => chat.acts.reactions.find(predicate)),
    untilHome: (times) => seen(() => homes[times - 1]),
  };
  return chat;
}

/** Resolves when writing is possible; rejects when the writer gives up first. */
async function writableUnder(writable: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: gone, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(signal.reason);
  signal.addEventListener('abort', giveUp);
  try {
    await Promise.race([writable, gone]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
