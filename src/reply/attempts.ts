/** How a write that fails is tried again, and given up. */
import { RateLimited, UserError } from '../chat/index.ts';
import type { Clock } from '../ops/index.ts';
import { RETRY } from './limits.ts';

/** How often in a row a write has failed. */
export interface Tries {
  readonly failed: number;
  readonly rateLimited: number;
}

export const NO_TRIES: Tries = { failed: 0, rateLimited: 0 };

/** Waits until a failed write may be tried again; throws the error when it may not. */
export async function anotherTry(
  error: unknown,
  { failed, rateLimited }: Tries,
  clock: Clock,
  signal: AbortSignal,
): Promise<Tries> {
  if (error instanceof UserError) throw error;
  if (error instanceof RateLimited) {
    // The pacer keeps the pause, for everybody who draws on the bucket.
    if (rateLimited >= RETRY.rateLimited) throw error;
    return { failed, rateLimited: rateLimited + 1 };
  }
  if (failed + 1 >= RETRY.tries) throw error;
  await clock.sleep(Math.min(RETRY.firstWaitMs * 2 ** failed, RETRY.longestWaitMs), signal);
  return { failed: failed + 1, rateLimited };
}

/** Runs a write under a signal that also ends it when it takes longer than `ms`. `graceMs`: what it has left once aborted. */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
  write: (signal: AbortSignal) => Promise<T>,
  graceMs = 0,
): Promise<T> {
  const limit = new AbortController();
  const ended = new AbortController();
  const end = () => limit.abort(signal?.reason);
  const stop = () => {
    if (graceMs === 0) end();
    else clock.sleep(graceMs, ended.signal).then(end, () => undefined);
  };
  const tooLong = () => limit.abort(new Error(`the write took longer than ${ms} ms`));
  clock.sleep(ms, ended.signal).then(tooLong, () => undefined);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await write(limit.signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    ended.abort();
  }
}
