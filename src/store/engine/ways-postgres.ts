/** Several processes with a database: they share a queue, hear each other, and look after each other. */
import type { Pool } from 'pg';
import { createLedger, pruneBuckets } from '../kept/ledger.ts';
import { LIMITS } from '../limits.ts';
import { joinProcesses } from '../queue/processes.ts';
import type { Working } from '../queue/queue.ts';
import { createMemoryQueue } from '../queue/queue-memory.ts';
import { callsFor, openSharedQueue } from '../queue/queue-postgres.ts';
import { listen } from '../signals/signals-postgres.ts';
import { createSlots, type Slots } from '../queue/slots.ts';
import type { WayParts, Ways } from './ways.ts';

export async function openSharedWays(parts: WayParts, pool: Pool): Promise<Ways> {
  const { engine, step, outlets, holding, listeners, serving, local, now, log } = parts;
  const { db } = engine;
  const isLocal = (platform: string) => local.includes(platform);
  const own = createMemoryQueue(db, serving, isLocal, log);
  // What is opened first is closed last, also where the rest cannot be opened.
  await using opened = new AsyncDisposableStack();
  const shared = await openSharedQueue(pool, serving, log);
  opened.defer(shared.close);
  const signals = await listen(engine, pool, listeners, log);
  opened.defer(signals.stop);
  outlets.push(own.outlet, callsFor(isLocal), signals.outlet);
  const processes = await joinProcesses({
    db,
    step,
    holding,
    local,
    wakeOwn: own.lookAgain,
    tellHere: listeners.tellHere,
    now,
    log,
  });
  opened.defer(processes.stop);
  const tidying = setInterval(() => {
    Promise.all([shared.tidy(), pruneBuckets(db)]).catch((error: unknown) =>
      log?.warn({ err: error }, 'what the queue has left behind could not be removed: I try again later'),
    );
  }, LIMITS.tidyQueueMs);
  tidying.unref();
  opened.defer(() => clearInterval(tidying));
  const closing = opened.move();
  let slots: Slots | undefined;

  return {
    queue: {
      async work({ platforms, slots: count, run }) {
        slots ??= createSlots(count);
        const workings: readonly Working[] = [
          await own.work({ platforms: platforms.filter(isLocal), run }, slots),
          await shared.work({ platforms: platforms.filter((platform) => !isLocal(platform)), run }, slots),
        ];
        return {
          stop: async () => void (await Promise.all(workings.map((working) => working.stop()))),
          idle: async () => void (await Promise.all(workings.map((working) => working.idle()))),
        };
      },
    },
    tell: signals.tell,
    ledger: createLedger(db, processes.sure),
    close: () => closing.disposeAsync(),
  };
}
