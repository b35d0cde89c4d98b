/** A chat platform in memory, for tests of what lies behind the adapters: it remembers what its reader saw. */
import { readFile } from 'node:fs/promises';
import {
  type ChatAdapter,
  type ChatEvent,
  type Message,
  type OutgoingFile,
  type Receive,
  type ReplyView,
  UserError,
} from '../../src/chat/index.ts';

export interface SeenPage {
  readonly id: string;
  /** Whom the page answers. */
  readonly answers: string | undefined;
  readonly view: ReplyView;
  readonly closed: boolean;
}

/** A message with files, beside the pages. */
export interface SeenFiles {
  /** Whom it answers. */
  readonly answers: string | undefined;
  readonly private: boolean;
  readonly text: string;
  readonly files: readonly OutgoingFile[];
}

export interface MemoryChat extends ChatAdapter {
  /** Hands an event to the bot; resolves when the bot has taken it in. */
  deliver(event: ChatEvent): Promise<void>;
  /** Every page so far, as it looks now. */
  readonly pages: readonly SeenPage[];
  /** Every message with files so far. */
  readonly attached: readonly SeenFiles[];
  /** Resolves with the first message with files, that there is or will be. */
  untilAttached(): Promise<SeenFiles>;
  /** Resolves with the first page for which this holds, now or later. */
  until(predicate: (page: SeenPage) => boolean): Promise<SeenPage>;
  /** What `history` gives from now on. */
  past: readonly Message[] | Error;
  /** A page that somebody has deleted. */
  gone: string | undefined;
  /** What the next start waits for. */
  ready: Promise<void>;
  /** Resolves when a start has begun to take events. */
  readonly started: Promise<void>;
}

/** Attachments of this platform are files: their `source` is a path. */
export function createMemoryChat(platform = 'test'): MemoryChat {
  const pages: SeenPage[] = [];
  const attached: SeenFiles[] = [];
  const watchers = new Set<() => void>();
  let receive: Receive | undefined;
  const started = Promise.withResolvers<void>();
  const draw = (page: SeenPage) => {
    const known = pages.findIndex(({ id }) => id === page.id);
    if (known < 0) pages.push(page);
    else pages[known] = page;
    for (const look of watchers) look();
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

  return {
    platform,
    pages,
    attached,
    past: [],
    gone: undefined,
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
    async open({ source }) {
      return new Blob([await readFile(source)]).stream();
    },
    surface({ messageId: answers, conversation, private: isPrivate }) {
      const write = (id: string, view: ReplyView, closed: boolean): Promise<void> => {
        if (id === this.gone) return Promise.reject(new UserError('gone', 'That message is gone.'));
        draw({ id, answers, view, closed });
        return Promise.resolve();
      };
      return {
        limits: {
          mode: 'replace',
          pageSize: 2000,
          measure: (markdown) => markdown.length,
          bucket: `test:${conversation.channel}`,
          intervalMs: 0,
          fileBytes: 2 ** 20,
        },
        open(view) {
          const id = `page-${pages.length + 1}`;
          draw({ id, answers, view, closed: false });
          return Promise.resolve(id);
        },
        update: (id, view) => write(id, view, false),
        close: (id, view) => write(id, view, true),
        attach(files, text) {
          attached.push({ answers, private: isPrivate, text, files });
          for (const look of watchers) look();
          return Promise.resolve();
        },
      };
    },
    deliver: (event) => receive!(event),
    until: (predicate) => seen(() => pages.find(predicate)),
    untilAttached: () => seen(() => attached[0]),
  };
}
