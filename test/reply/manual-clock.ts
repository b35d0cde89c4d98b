/** A clock that tests move by hand: time passes only in `advance` and `run`, in order, and never for real. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/ops/index.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export interface ManualClock extends Clock {
  /** Lets so many milliseconds pass, waking every sleeper at its own time. */
  advance(ms: number): Promise<void>;
  /** Lets time pass until `work` has ended, and gives its outcome. Fails when nobody sleeps and it still has not. */
  run<T>(work: Promise<T>): Promise<T>;
}

export function manualClock(): ManualClock {
  let now = 0;
  let sleepers: Sleeper[] = [];

  /** Everything that can happen without time passing happens. */
  const settle = () => setImmediate();

  const wakeNext = async (until: number): Promise<boolean> => {
    await settle();
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
    if (!next || next.at > until) return false;
    sleepers = sleepers.filter((sleeper) => sleeper !== next);
    now = Math.max(now, next.at);
    next.wake();
    await settle();
    return true;
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const leave = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        };
        const wake = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const sleeper = { at: now + ms, wake };
        sleepers.push(sleeper);
        signal.addEventListener('abort', leave, { once: true });
      }),
    async advance(ms) {
      const until = now + ms;
      while (await wakeNext(until));
      now = until;
      await settle();
    },
    async run(work) {
      let over = false;
      const end = () => void (over = true);
      work.then(end, end);
      await settle();
      while (!over)
        if (!(await wakeNext(Infinity)) && !over)
          throw new Error('nobody sleeps, and the work has not ended');
      return work;
    },
  };
}
