/** A clock that a test moves by hand. */
import type { Clock } from '../../src/ops/index.ts';

interface Sleeper {
  readonly ms: number;
  readonly due: number;
  readonly wake: () => void;
}

export interface ManualClock extends Clock {
  /** Moves time on and wakes everybody who is due. */
  advance(ms: number): void;
  /** Resolves, to how long it is, once somebody sleeps for at least and at most so many milliseconds. */
  sleeping(leastMs: number, mostMs?: number): Promise<number>;
  /** Resolves when somebody next looks at the clock. */
  looked(): Promise<void>;
}

export function manualClock(): ManualClock {
  let time = 0;
  const sleepers = new Set<Sleeper>();
  const onLook: (() => void)[] = [];
  const onSleep: (() => void)[] = [];
  const tell = (listeners: readonly (() => void)[]): void => {
    for (const listener of listeners) listener();
  };
  return {
    now: () => {
      tell(onLook.splice(0));
      return time;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sleeper = { ms, due: time + ms, wake: resolve };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
        tell(onSleep.splice(0));
      }),
    advance: (ms) => {
      time += ms;
      for (const sleeper of sleepers)
        if (sleeper.due <= time) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
    },
    sleeping: async (leastMs, mostMs = leastMs) => {
      for (;;) {
        const sleeper = [...sleepers].find(({ ms }) => ms >= leastMs && ms <= mostMs);
        if (sleeper) return sleeper.ms;
        await new Promise<void>((resolve) => onSleep.push(resolve));
      }
    },
    looked: () => new Promise((resolve) => onLook.push(resolve)),
  };
}
