/** Work that keeps a core busy takes turns: as much at once as there are cores. */
import pLimit from 'p-limit';
import { orAborted } from './abort.ts';

/** Runs `work` when it is its turn. When aborted, work that has not begun never does; work that has is waited for. */
export type TakeTurn = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createTurns(atOnce: number): TakeTurn {
  const limit = pLimit(atOnce);
  return async (work, signal) => {
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
