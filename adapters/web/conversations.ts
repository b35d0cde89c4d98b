/** What was said, kept in memory: the page reads it as a stream of changes, and the next question as its history. */
import { EventEmitter, once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Message, ReplyAction } from '../../src/chat/index.ts';
import { LIMITS } from './limits.ts';

/** One question or answer, in its latest state. */
export interface Entry {
  readonly message: Message;
  /** Whether it counts as said: not while it is being written, and not when it could not be taken. */
  readonly said: boolean;
  /** The buttons it shows now. */
  readonly actions: readonly ReplyAction[];
  /** What the page is told, as JSON. */
  readonly data: string;
  /** Grows with every change anywhere in the conversation. */
  readonly version: number;
}

/** A conversation holds the latest state of each entry and no log of changes: who comes late catches up all the same. */
export class ConversationLog {
  readonly id: string;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #version = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Adds an entry, or replaces the one with the same message id. */
  put(entry: Omit<Entry, 'version'>): void {
    this.#entries.set(entry.message.id, { ...entry, version: ++this.#version });
    this.#forgetOldest();
    this.#changes.emit('change');
  }

  get(messageId: string): Entry | undefined {
    return this.#entries.get(messageId);
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  /** The entries that changed after `version`, in the order of their last change. */
  since(version: number): readonly Entry[] {
    return this.entries()
      .filter((entry) => entry.version > version)
      .toSorted((a, b) => a.version - b.version);
  }

  /** Resolves with the next change; rejects when the signal aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal });
  }

  #forgetOldest(): void {
    let length = this.entries().reduce((sum, { data }) => sum + data.length, 0);
    for (const [id, entry] of this.#entries) {
      if (length <= LIMITS.conversationLength || this.#entries.size === 1) return;
      this.#entries.delete(id);
      length -= entry.data.length;
    }
  }
}

export class Conversations {
  /** Names this run of the process, so that a page can not mistake the versions of one run for those of the next. */
  readonly run = randomUUID();
  readonly #logs = new LRUCache<string, ConversationLog>({ max: LIMITS.conversations });

  get(id: string): ConversationLog | undefined {
    return this.#logs.get(id);
  }

  /** Starts a conversation, or takes up one from before a restart. */
  open(id: string = randomUUID()): ConversationLog {
    const log = this.#logs.get(id) ?? new ConversationLog(id);
    this.#logs.set(id, log);
    return log;
  }
}
