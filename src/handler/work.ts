/** Doing what waits in the lanes: turns are answered, errands are done. */
import type { ChatAdapter } from '../chat/index.ts';
import type { Lane } from '../store/index.ts';
import { runErrand } from './controls/errands.ts';
import type { Held, HeldTurns } from './held.ts';
import { LIMITS } from './limits.ts';
import type { Places } from './places.ts';
import { runTurn, type TurnParts } from './turn.ts';

/**
 * Makes what does one piece of work of a lane. It never rejects.
 *
 * @param shutdown the process ends: what is under way is left as it is
 */
export function createWork(
  parts: TurnParts,
  places: Pick<Places, 'enter' | 'has' | 'reach'>,
  turns: HeldTurns,
  shutdown: AbortSignal,
): (lane: Lane) => Promise<void> {
  const { store, log } = parts;

  async function answer(held: Held, target: ChatAdapter): Promise<void> {
    const { id, event, composed } = held.turn;
    const { platform } = event.message.conversation;
    // It may be about to start, in this process or in another one.
    const mayComeYet =
      !composed && (places.has(platform) || Date.now() - event.message.sentAt < LIMITS.sourceMs);
    const source =
      platform === target.platform
        ? target
        : await places.reach(platform, mayComeYet ? LIMITS.sourceWaitMs : 0);
    if (!source && mayComeYet) {
      log.warn(
        { turn: id, source: platform },
        'a turn is left, for it is about a platform that is not connected here',
      );
      await store.release(id, undefined);
      return;
    }
    await runTurn(held, { target, source }, parts, shutdown);
  }

  return async (lane) => {
    try {
      const adapter = places.enter(lane);
      if (!adapter) return;
      const work = await turns.take(lane);
      if (work?.kind === 'errand') await runErrand(work, adapter, parts, shutdown);
      if (work?.kind !== 'turn') return;
      try {
        await answer(work.held, adapter);
      } finally {
        turns.letGo(work.held);
      }
    } catch (error) {
      if (!shutdown.aborted) log.error({ err: error, lane }, 'a piece of work could not be done');
    }
  };
}
