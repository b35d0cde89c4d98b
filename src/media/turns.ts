/** Work that keeps a core busy takes turns: as much at once as there are cores. */
import pLimit from 'p-limit';
import { UserError } from '../chat/index.ts';
import { orAborted } from './abort.ts';

/** Runs `work` when it is its turn. When aborted, work that has not begun never does; work that has is waited for. */
export type TakeTurn = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** @param waitingMost further work is declined, so that a flood neither fills the memory nor makes everybody wait */
export function createTurns(atOnce: number, waitingMost: number): TakeTurn {
  const limit = pLimit(atOnce);
  return async (work, signal) => {
    if (limit.pendingCount >= waitingMost)
      throw new UserError(
        'busy',
        'I have too many files to look at just now: please try again in a few minutes',
      );
    let hasBegun = false;
    const turn = limit(() => {
      signal.throwIfAborted();
      hasBegun = true;
      return work();
    });
    try {
      return await orAborted(turn, signal);
    } catch (error) {
      if (hasBegun) await turn.catch(() => {});
      throw error;
    }
  };
}
