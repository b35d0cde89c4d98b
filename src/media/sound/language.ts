/**
 * Which language words are in. Loading what is needed to tell takes a quarter of a second and 90 MB, so that a thread
 * does it, which ends when nobody has asked for a while.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { orAborted, timeLimit } from '../abort.ts';
import { UserError } from '../../chat/index.ts';

/** How long the thread is kept for the next recording. */
const IDLE_MS = 60_000;
/** The longest wait for an answer: a busy machine may take seconds to load the thread. */
const ANSWER_MS = 10_000;
const TOO_SLOW = new UserError('slow', 'telling the language takes too long');
/** Words enough to tell; more only take time. */
const CHARS = 1000;

const Answer = z.object({ id: z.number(), language: z.string() });

interface Thread {
  readonly worker: Worker;
  readonly asked: Map<number, (language: string | undefined) => void>;
}

let thread: Thread | undefined;
let last = 0;
let idle: NodeJS.Timeout | undefined;

/**
 * The language of a text as its ISO 639-1 code, like `en`; undefined when that cannot be told for sure.
 * Rejects only when aborted.
 */
export async function languageOf(text: string, signal: AbortSignal): Promise<string | undefined> {
  const id = ++last;
  const { worker, asked } = (thread ??= start());
  using deadline = timeLimit(ANSWER_MS, TOO_SLOW, signal);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  asked.set(id, resolve);
  worker.ref();
  worker.postMessage({ id, text: text.slice(0, CHARS) });
  try {
    return await orAborted(promise, deadline.signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    asked.delete(id);
    if (asked.size === 0) {
      worker.unref();
      stopLater();
    }
  }
}

/** Loads what `languageOf` needs, so that it is there when there are words. */
export function expectLanguage(): void {
  thread ??= start();
  stopLater();
}

function start(): Thread {
  const worker = new Worker(new URL('./language-thread.ts', import.meta.url));
  worker.unref();
  const asked: Thread['asked'] = new Map();
  const end = (): void => {
    for (const resolve of asked.values()) resolve(undefined);
    if (thread?.worker === worker) thread = undefined;
  };
  worker.on('message', (message) => {
    const { id, language } = Answer.parse(message);
    asked.get(id)?.(language === '' ? undefined : language);
  });
  worker.on('error', end).on('exit', end);
  return { worker, asked };
}

function stopLater(): void {
  clearTimeout(idle);
  idle = setTimeout(() => {
    if (!thread || thread.asked.size > 0) return;
    void thread.worker.terminate();
    thread = undefined;
  }, IDLE_MS).unref();
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' });

/** @example languageName('de') // 'German' */
export const languageName = (code: string): string => NAMES.of(code) ?? code;
