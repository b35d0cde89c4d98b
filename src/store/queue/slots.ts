/** How many lanes are served at once in a process, whichever queue they come from. */

export interface Slots {
  /** Takes a slot; false where none is free. */
  tryTake(): boolean;
  /** Takes a slot as soon as one is free. */
  take(): Promise<void>;
  /** Resolves when a slot is free, or was when the signal aborts. */
  free(signal: AbortSignal): Promise<void>;
  give(): void;
  /** Calls whenever a slot has become free. */
  onFree(listener: () => void): void;
}

export function createSlots(count: number): Slots {
  let taken = 0;
  const listeners = new Set<() => void>();
  const next = (signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const done = () => {
        listeners.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      listeners.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  const tryTake = () => taken < count && (taken += 1) > 0;
  return {
    tryTake,
    async take() {
      while (!tryTake()) await next();
    },
    async free(signal) {
      while (taken >= count && !signal.aborted) await next(signal);
    },
    give() {
      taken -= 1;
      for (const listener of new Set(listeners)) listener();
    },
    onFree: (listener) => void listeners.add(listener),
  };
}
