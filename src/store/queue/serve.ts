/** One look at a lane: entering it, one piece of work, leaving it. */
import type { Logger } from '../../ops/index.ts';
import type { Lanes } from './lanes.ts';
import { LIMITS } from '../limits.ts';
import type { QueueOptions } from './queue.ts';
import { again } from '../engine/retry.ts';
import type { Lane } from '../turns/work.ts';

export interface Serving {
  /** Never runs twice at the same time for a lane. Rejects when it could not be looked into. */
  serve(lane: Lane, run: QueueOptions['run']): Promise<void>;
}

interface Visit {
  /** Work is being done: what comes from now on will be seen when the lane is left. */
  isWorking: boolean;
  readonly over: Promise<void>;
}

/** @param signal aborts when the store closes: whoever is in a lane then is taken out of it another way */
export function createServing(
  lanes: Pick<Lanes, 'enter' | 'leave'>,
  signal: AbortSignal,
  log: Pick<Logger, 'error' | 'warn'> | undefined,
): Serving {
  /** Also of lanes that another process is in by now, as long as this one has not noticed. */
  const visits = new Map<Lane, Visit>();

  const look = async (lane: Lane, run: QueueOptions['run'], visit: Visit) => {
    const next = await again(() => lanes.enter(lane), { patienceMs: LIMITS.lookUpMs, signal, log });
    if (next === undefined) return;
    visit.isWorking = true;
    try {
      await run(lane);
    } catch (error) {
      log?.error({ err: error, lane }, 'what was done in a lane has failed');
    }
    visit.isWorking = false;
    await again(() => lanes.leave(lane, next), { patienceMs: Infinity, signal, log });
  };

  return {
    async serve(lane, run) {
      for (let other = visits.get(lane); other; other = visits.get(lane)) {
        if (other.isWorking) return;
        // It is just coming or going, and may not have seen what this look is for.
        await other.over;
      }
      const { promise: over, resolve } = Promise.withResolvers<void>();
      const visit = { isWorking: false, over };
      visits.set(lane, visit);
      try {
        await look(lane, run, visit);
      } finally {
        visits.delete(lane);
        resolve();
      }
    },
  };
}
