/** Waiting for something that may never come. */
import type { UserError } from '../chat/index.ts';

/** What `promise` gives; rejects with the signal's reason when that comes first. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    // In this order, because an abortion that has already happened must win over a value that is already there.
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // The loser of the race may still fail, after everybody has stopped listening.
    promise.catch(() => {});
  }
}

/** A signal that aborts with `reason` after some time, or earlier with the one that is given. */
export function timeLimit(
  milliseconds: number,
  reason: UserError,
  signal: AbortSignal,
): Disposable & { readonly signal: AbortSignal; restart(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(reason), milliseconds);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    restart: () => void timer.refresh(),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
