/** The pacer: hands out the writes of a rate bucket, one an interval, to all replies that draw on it. */
import { RateLimited } from '../chat/index.ts';
import type { Clock } from '../ops/index.ts';
import { PACE } from './limits.ts';

/** What a write is for, most urgent first: the end of an answer, the first sight of one, news of one that is running. */
const PRIORITIES = ['final', 'first', 'progress'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The rate budget of a surface: `SurfaceLimits` is one. */
export interface Budget {
  readonly bucket: string;
  /** The least time between two writes of the bucket, in milliseconds. */
  readonly intervalMs: number;
}

export interface Pacer {
  readonly clock: Clock;
  /**
   * Waits for a turn of the bucket, then runs `action` and gives its outcome. The turn goes to the most urgent waiter,
   * among equals to the one that came first; `priority` is asked anew for every turn, so a waiter may become more urgent.
   * When `action` throws `RateLimited`, the whole bucket pauses and slows down, and the error is passed on.
   * Rejects with the signal's reason when that comes before the turn.
   */
  write<T>(
    budget: Budget,
    priority: () => Priority,
    signal: AbortSignal,
    action: () => Promise<T>,
  ): Promise<T>;
}

interface Waiter {
  readonly priority: () => Priority;
  readonly go: () => void;
}

interface Bucket {
  /** Longer than what the surface asks for after a rate-limit answer, until successes have brought it back. */
  intervalMs: number;
  lastWrite: number;
  /** No write before this time: the platform asked for a pause. */
  pausedUntil: number;
  /** When the platform last asked for a pause. */
  limitedAt: number;
  /** Everybody who wants to write, in the order they came. */
  readonly waiting: Set<Waiter>;
  /** Ends the wait for the next turn; there while somebody waits. */
  serving: AbortController | undefined;
}

/** Makes a pacer. One serves all surfaces of the process: only then does a bucket know everybody who draws on it. */
export function createPacer({ clock }: { clock: Clock }): Pacer {
  const buckets = new Map<string, Bucket>();
  let lastSwept = clock.now();

  const bucketFor = ({ bucket: key, intervalMs }: Budget): Bucket => {
    const known = buckets.get(key);
    if (known) {
      known.intervalMs = Math.max(known.intervalMs, intervalMs);
      return known;
    }
    forgetIdle();
    const fresh: Bucket = {
      intervalMs,
      lastWrite: -Infinity,
      pausedUntil: -Infinity,
      limitedAt: -Infinity,
      waiting: new Set(),
      serving: undefined,
    };
    buckets.set(key, fresh);
    return fresh;
  };

  /** Keeps memory to the buckets of the last two idle times; looks at them all at most once an idle time. */
  const forgetIdle = () => {
    const now = clock.now();
    if (now - lastSwept < PACE.idleMs) return;
    lastSwept = now;
    for (const [key, { waiting, lastWrite, pausedUntil }] of buckets) {
      if (waiting.size === 0 && Math.max(lastWrite, pausedUntil) + PACE.idleMs < now) buckets.delete(key);
    }
  };

  /** Hands out turns for as long as somebody waits. */
  const serve = async (bucket: Bucket) => {
    const serving = (bucket.serving = new AbortController());
    while (bucket.waiting.size > 0) {
      const wait = Math.max(bucket.pausedUntil, bucket.lastWrite + bucket.intervalMs) - clock.now();
      if (wait > 0) {
        await clock.sleep(wait, serving.signal).catch(() => undefined);
        if (serving.signal.aborted) return;
        continue;
      }
      const next = mostUrgent(bucket.waiting);
      bucket.waiting.delete(next);
      bucket.lastWrite = clock.now();
      next.go();
    }
    bucket.serving = undefined;
  };

  const turn = (bucket: Bucket, priority: () => Priority, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const leave = () => {
        bucket.waiting.delete(waiter);
        if (bucket.waiting.size === 0) {
          bucket.serving?.abort();
          bucket.serving = undefined;
        }
        reject(signal.reason);
      };
      const waiter: Waiter = {
        priority,
        go: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      bucket.waiting.add(waiter);
      signal.addEventListener('abort', leave, { once: true });
      if (!bucket.serving) void serve(bucket);
    });

  return {
    clock,
    async write(budget, priority, signal, action) {
      signal.throwIfAborted();
      const bucket = bucketFor(budget);
      await turn(bucket, priority, signal);
      const startedAt = clock.now();
      try {
        const outcome = await action();
        if (startedAt > bucket.limitedAt)
          bucket.intervalMs = Math.max(budget.intervalMs, bucket.intervalMs * PACE.recover);
        return outcome;
      } catch (error) {
        if (error instanceof RateLimited)
          slowDown(bucket, budget, startedAt, clock.now(), error.retryAfterMs);
        throw error;
      }
    },
  };
}

function mostUrgent(waiting: ReadonlySet<Waiter>): Waiter {
  const ranked = [...waiting].map((waiter) => ({ waiter, rank: PRIORITIES.indexOf(waiter.priority()) }));
  return ranked.reduce((best, other) => (other.rank < best.rank ? other : best)).waiter;
}

function slowDown(
  bucket: Bucket,
  { intervalMs }: Budget,
  startedAt: number,
  now: number,
  retryAfterMs: number,
) {
  const pause = Number.isFinite(retryAfterMs)
    ? Math.max(0, Math.min(retryAfterMs, PACE.longestPauseMs))
    : intervalMs;
  bucket.pausedUntil = Math.max(bucket.pausedUntil, now + pause);
  // Writes that were on their way together are turned away together: that is one answer, not many.
  if (startedAt > bucket.limitedAt) {
    const longest = Math.max(PACE.longestIntervalMs, intervalMs);
    bucket.intervalMs = Math.min(bucket.intervalMs * PACE.slowDown, longest);
    bucket.limitedAt = now;
  }
}
