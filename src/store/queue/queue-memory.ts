/** The queue of one process: lanes wait in memory, and those left over from before are found in the journal. */
import type { Kysely } from 'kysely';
import type { Logger } from '../../ops/index.ts';
import { awaitedLanes, platformOf } from './lanes.ts';
import { LIMITS } from '../limits.ts';
import type { QueueOptions, Working } from './queue.ts';
import type { Tables } from '../tables/schema.ts';
import type { Serving } from './serve.ts';
import type { Slots } from './slots.ts';
import type { Awaited, Outlet } from '../engine/step.ts';
import type { Lane } from '../turns/work.ts';

export interface MemoryQueue {
  readonly outlet: Outlet;
  work(options: Pick<QueueOptions, 'platforms' | 'run'>, slots: Slots): Promise<Working>;
  /** Looks at all lanes in which something waits: who was in one may be gone without a word. */
  lookAgain(): Promise<void>;
}

interface Place {
  readonly rank: number;
  readonly number: number;
}

/** @param isOurs whether lanes of a platform wait here */
export function createMemoryQueue(
  db: Kysely<Tables>,
  { serve }: Serving,
  isOurs: (platform: string) => boolean,
  log?: Pick<Logger, 'error'>,
): MemoryQueue {
  const waiting = new Map<Lane, Place>();
  const running = new Set<Lane>();
  const later = new Map<Lane, NodeJS.Timeout>();
  let count = 0;
  /** The platforms that are worked on. */
  const workings = new Map<string, { readonly run: QueueOptions['run']; readonly slots: Slots }>();
  let told = Promise.withResolvers<void>();

  const add = ({ lane, rank, inMs = 0 }: Awaited) => {
    if (!workings.has(platformOf(lane))) return;
    if (inMs > 0) {
      later.set(
        lane,
        later.get(lane) ?? setTimeout(() => (later.delete(lane), add({ lane, rank }), pump()), inMs),
      );
      return;
    }
    const known = waiting.get(lane);
    waiting.set(lane, {
      rank: Math.min(rank, known?.rank ?? rank),
      number: known?.number ?? (count += 1),
    });
  };

  const pump = () => {
    for (;;) {
      const lane = firstOf(waiting, running);
      const working = lane === undefined ? undefined : workings.get(platformOf(lane));
      if (lane === undefined || !working?.slots.tryTake()) break;
      waiting.delete(lane);
      running.add(lane);
      void serveOne(lane, working);
    }
    told.resolve();
    told = Promise.withResolvers();
  };

  const serveOne = async (
    lane: Lane,
    { run, slots }: { readonly run: QueueOptions['run']; readonly slots: Slots },
  ) => {
    try {
      await serve(lane, run);
    } catch (error) {
      log?.error({ err: error, lane }, 'a lane could not be looked into: I try again');
      add({ lane, rank: 0, inMs: LIMITS.againMs });
    } finally {
      running.delete(lane);
      slots.give();
      pump();
    }
  };

  const lookAgain = async () => {
    if (![...workings.keys()].some(isOurs)) return;
    for (const awaited of await awaitedLanes(db))
      if (isOurs(platformOf(awaited.lane)) && !later.has(awaited.lane)) add(awaited);
    pump();
  };

  return {
    lookAgain,

    outlet: {
      after({ lanes }) {
        for (const awaited of lanes) if (isOurs(platformOf(awaited.lane))) add(awaited);
        pump();
      },
    },

    async work({ platforms, run }, slots) {
      const isOf = (lane: Lane) => platforms.includes(platformOf(lane));
      const countOf = (lanes: Iterable<Lane>) => [...lanes].filter(isOf).length;
      for (const platform of platforms) workings.set(platform, { run, slots });
      slots.onFree(pump);
      await lookAgain();
      const until = async (isSo: () => boolean) => {
        while (!isSo()) await told.promise;
      };
      return {
        async stop() {
          for (const platform of platforms) workings.delete(platform);
          for (const lane of [...waiting.keys()].filter(isOf)) waiting.delete(lane);
          for (const [lane, timer] of [...later].filter(([lane]) => isOf(lane))) {
            clearTimeout(timer);
            later.delete(lane);
          }
          await until(() => countOf(running) === 0);
        },
        idle: () => until(() => countOf([...waiting.keys(), ...running, ...later.keys()]) === 0),
      };
    },
  };
}

/** The lane with the least rank, among equals the one that has waited longest; none that is being served. */
function firstOf(waiting: ReadonlyMap<Lane, Place>, running: ReadonlySet<Lane>): Lane | undefined {
  let first: (Place & { readonly lane: Lane }) | undefined;
  for (const [lane, { rank, number }] of waiting) {
    const isSooner = !first || rank < first.rank || (rank === first.rank && number < first.number);
    if (isSooner && !running.has(lane)) first = { lane, rank, number };
  }
  return first?.lane;
}
