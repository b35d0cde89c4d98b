/** Work on the same bytes is done once: remembered when it is done, shared while it is under way. */
import { LRUCache } from 'lru-cache';
import { orAborted } from './abort.ts';
import type { Understood } from './types.ts';

export type OnProgress = (status: string) => void;
export type Work = (signal: AbortSignal, onProgress: OnProgress) => Promise<Understood>;

interface Running {
  readonly result: Promise<Understood>;
  readonly controller: AbortController;
  /** Everybody who waits for it; when the last one leaves, it is aborted. */
  readonly waiting: Set<OnProgress>;
}

export interface SharedWork {
  /** What is remembered under this key. */
  get(key: string): Understood | undefined;
  /** Does the work, or takes part in work that is under way; `isFirst` tells who caused (and pays for) it. */
  share(
    key: string,
    waiter: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
    work: Work,
  ): Promise<{ readonly understood: Understood; readonly isFirst: boolean }>;
}

export function createSharedWork(maxBytes: number): SharedWork {
  const remembered = new LRUCache<string, Understood>({ maxSize: maxBytes, sizeCalculation: sizeOf });
  const running = new Map<string, Running>();

  const start = (key: string, work: Work): Running => {
    const controller = new AbortController();
    const waiting = new Set<OnProgress>();
    const result = work(controller.signal, (status) => waiting.forEach((onProgress) => onProgress(status)));
    const job = { result, controller, waiting };
    running.set(key, job);
    result
      .then((understood) => {
        if (understood.pieces.length > 0 && !understood.isPartial) remembered.set(key, understood);
      })
      // Those who wait for it are told.
      .catch(() => {})
      .finally(() => {
        if (running.get(key) === job) running.delete(key);
      });
    return job;
  };

  return {
    get: (key) => remembered.get(key),
    async share(key, { signal, onProgress }, work) {
      signal.throwIfAborted();
      const known = remembered.get(key);
      if (known) return { understood: known, isFirst: false };
      const underWay = running.get(key);
      const job = underWay ?? start(key, work);
      // A function of its own, because two may wait with the same one.
      const listener: OnProgress = (status) => onProgress(status);
      job.waiting.add(listener);
      try {
        return { understood: await orAborted(job.result, signal), isFirst: underWay === undefined };
      } catch (error) {
        job.waiting.delete(listener);
        if (signal.aborted && job.waiting.size === 0) {
          running.delete(key);
          job.controller.abort(signal.reason);
          // Until its child and its files are gone.
          await job.result.catch(() => {});
        }
        throw error;
      }
    },
  };
}

/** Bytes of memory, roughly; the cache wants more than none. */
function sizeOf({ pieces }: Understood): number {
  return pieces.reduce((sum, piece) => {
    if (piece.type === 'label') return sum + (piece.words?.length ?? 0) * 2;
    return sum + (piece.type === 'text' ? piece.text.length * 2 : piece.data.byteLength);
  }, 1000);
}
