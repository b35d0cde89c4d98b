/** Nobody listens to the same recording twice: what was said is remembered, and two who want to know it wait for one. */
import { orAborted } from '../abort.ts';
import type { Speech } from '../sound/speech.ts';
import type { Shelf } from './shelf.ts';

/** What is known under this key, free of charge; else what `listen` gives, which is kept when it is whole. */
export type ListenOnce = (key: string, listen: () => Promise<Speech>, signal: AbortSignal) => Promise<Speech>;

export function createListenOnce(shelf: Shelf<Speech>): ListenOnce {
  const running = new Map<string, Promise<unknown>>();
  return async (key, listen, signal) => {
    for (;;) {
      const known = await shelf.get(key);
      if (known) return { ...known, costUsd: 0 };
      const underWay = running.get(key);
      if (!underWay) break;
      // Whoever listens may leave half-way; then it is looked again whether anything is known.
      await orAborted(underWay, signal);
    }
    const listening = listen();
    const over = listening
      .then((speech) => (speech.problem === undefined ? shelf.set(key, speech) : undefined))
      .catch(() => {})
      .finally(() => running.delete(key));
    running.set(key, over);
    try {
      return await listening;
    } finally {
      await over;
    }
  };
}
