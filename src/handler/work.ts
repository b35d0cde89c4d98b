/** Doing what waits in the lanes: turns are answered, errands are done. */
import type { Lane } from '../store/index.ts';
import { runErrand } from './controls/errands.ts';
import type { HeldTurns } from './held.ts';
import type { Places } from './places.ts';
import { runTurn, type TurnParts } from './turn.ts';

/**
 * Makes what does one piece of work of a lane. It never rejects.
 *
 * @param shutdown the process ends: what is under way is left as it is
 */
export function createWork(
  parts: TurnParts,
  places: Pick<Places, 'enter'>,
  turns: HeldTurns,
  shutdown: AbortSignal,
): (lane: Lane) => Promise<void> {
  return async (lane) => {
    try {
      const adapter = places.enter(lane);
      if (!adapter) return;
      const work = await turns.take(lane);
      if (work?.kind === 'errand') await runErrand(work, adapter, parts, shutdown);
      if (work?.kind !== 'turn') return;
      try {
        await runTurn(work.held, adapter, parts, shutdown);
      } finally {
        turns.letGo(work.held);
      }
    } catch (error) {
      if (!shutdown.aborted) parts.log.error({ err: error, lane }, 'a piece of work could not be done');
    }
  };
}
