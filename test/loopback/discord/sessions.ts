/** How often a bot may begin a session with the gateway: so many a day, and so many at once by the number of the shard. */
import type { LoopbackClock } from './clock.ts';
import { SESSIONS } from './limits.ts';

export interface SessionOptions {
  /** Sessions of a day, and how many of them are left; 1,000 and all of them unless told. */
  readonly total?: number;
  readonly remaining?: number;
  /** Milliseconds until all of them are there again; a day unless told. */
  readonly resetMs?: number;
  /** Shards whose numbers differ by less than this may begin at once; 1 unless told. */
  readonly maxConcurrency?: number;
  /**
   * Milliseconds in which one of them may begin. Discord's is 5 s; 0, where it is not told, so that whoever restarts a bot
   * need not wait for it.
   */
  readonly windowMs?: number;
}

export interface SessionLimits {
  /** As `GET /gateway/bot` tells them. */
  told(): Record<'total' | 'remaining' | 'reset_after' | 'max_concurrency', number>;
  /** Begins a session: whether it is too soon after the last one, or one too many of the day. */
  begin(shard: number): 'begun' | 'too soon' | 'too many';
}

export function createSessionLimits(clock: LoopbackClock, options: SessionOptions): SessionLimits {
  const { total, maxConcurrency, resetMs } = { ...SESSIONS, ...options };
  let remaining = options.remaining ?? total;
  const resetsAt = clock.now() + resetMs;
  /** When a shard last began, by its number modulo `maxConcurrency`. */
  const begun = new Map<number, number>();
  const resetAfter = () => Math.max(0, resetsAt - clock.now());
  const left = () => (resetAfter() === 0 ? total : remaining);
  return {
    told: () => ({
      total,
      remaining: left(),
      reset_after: resetAfter(),
      max_concurrency: maxConcurrency,
    }),
    begin: (shard) => {
      const group = shard % maxConcurrency;
      const since = clock.now() - (begun.get(group) ?? -Infinity);
      if (since < (options.windowMs ?? 0)) return 'too soon';
      if (left() === 0) return 'too many';
      begun.set(group, clock.now());
      remaining--;
      return 'begun';
    },
  };
}
