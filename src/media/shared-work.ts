/** Work that two ask for at the same time is done once, for both. */
import { orAborted } from './abort.ts';

export type OnProgress = (status: string) => void;
export type Work<T> = (signal: AbortSignal, onProgress: OnProgress) => Promise<T>;

interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  /** Everybody who waits for it; when the last one leaves, it is aborted. */
  readonly waiting: Set<OnProgress>;
}

export interface SharedWork<T> {
  /** Does the work, or takes part in work that is under way; `isFirst` tells who caused (and pays for) it. */
  share(
    key: string,
    waiter: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
    work: Work<T>,
  ): Promise<{ readonly result: T; readonly isFirst: boolean }>;
}

export function createSharedWork<T>(): SharedWork<T> {
  const running = new Map<string, Running<T>>();

  const start = (key: string, work: Work<T>): Running<T> => {
    const controller = new AbortController();
    const waiting = new Set<OnProgress>();
    const result = work(controller.signal, (status) => waiting.forEach((onProgress) => onProgress(status)));
    const job = { result, controller, waiting };
    running.set(key, job);
    result
      // Those who wait for it are told.
      .catch(() => {})
      .finally(() => {
        if (running.get(key) === job) running.delete(key);
      });
    return job;
  };

  return {
    async share(key, { signal, onProgress }, work) {
      signal.throwIfAborted();
      const underWay = running.get(key);
      const job = underWay ?? start(key, work);
      // A function of its own, because two may wait with the same one.
      const listener: OnProgress = (status) => onProgress(status);
      job.waiting.add(listener);
      try {
        return { result: await orAborted(job.result, signal), isFirst: underWay === undefined };
      } catch (error) {
        job.waiting.delete(listener);
        if (signal.aborted && job.waiting.size === 0) {
          if (running.get(key) === job) running.delete(key);
          job.controller.abort(signal.reason);
          // Until its child and its files are gone.
          await job.result.catch(() => {});
        }
        throw error;
      }
    },
  };
}
