/** What the pacer tests measure, and a platform that says in its answers how much may still be written. */
import { type RateBudget, RateLimited } from '../../src/chat/index.ts';
import type { ManualClock } from './manual-clock.ts';

const never = new AbortController().signal;

/** The most writes that any window of so many milliseconds held. */
export function fullestWindow(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((from, index) => sorted.slice(index).filter((time) => time < from + windowMs).length),
  );
}

/** Counts in windows that begin with a write, as Discord does, and tells what is left of one with every answer. */
export function headedPlatform(clock: ManualClock, { bucket, writes, windowMs }: RateBudget, wayMs: number) {
  let endsAt = -Infinity;
  let used = 0;
  let said: { readonly remaining: number; readonly resetsAt: number } | undefined;
  const budget: RateBudget = {
    bucket,
    writes,
    windowMs,
    standing: () =>
      said && said.resetsAt > clock.now()
        ? { writes, remaining: said.remaining, resetsInMs: said.resetsAt - clock.now() }
        : undefined,
  };
  const write = async () => {
    await clock.sleep(wayMs, never);
    if (clock.now() >= endsAt) {
      endsAt = clock.now() + windowMs;
      used = 0;
    }
    used += 1;
    const resetsInMs = endsAt - clock.now();
    const remaining = writes - used;
    await clock.sleep(wayMs, never);
    if (remaining < 0) throw new RateLimited(resetsInMs);
    said = { remaining, resetsAt: clock.now() + resetsInMs };
  };
  return { budget, write };
}
