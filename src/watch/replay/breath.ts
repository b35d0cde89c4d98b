/** Pauses in work that waits for nothing: without them nobody could stop it, or see how far it is. */
import { setImmediate } from 'node:timers/promises';
import { REPLAY } from './limits.ts';

/**
 * To be called as often as one likes: it pauses when the last time is long enough ago.
 *
 * @param tell is called before each pause
 * @throws whatever the signal was aborted with
 */
export function createBreath(signal: AbortSignal, tell: () => void): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < REPLAY.breathMs) return;
    tell();
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
}
