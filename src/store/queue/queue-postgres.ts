/**
 * The queue of several processes: graphile-worker keeps which lanes are to be looked at, one job for each. A job is done as soon as
 * a process has gone into the lane: who is in it, a row of ours says (`lane`).
 */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  runMigrations,
  runTaskList,
  type TaskList,
  type WorkerEvents,
  type WorkerPool,
  type WorkerUtils,
} from 'graphile-worker';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Logger } from '../../ops/index.ts';
import { platformOf } from './lanes.ts';
import { LIMITS } from '../limits.ts';
import type { QueueOptions, Working } from './queue.ts';
import { again } from '../engine/retry.ts';
import type { Serving } from './serve.ts';
import type { Slots } from './slots.ts';
import type { Awaited, Outlet } from '../engine/step.ts';
import { OPEN } from '../turns/turn.ts';

export interface SharedQueue {
  work(options: Pick<QueueOptions, 'platforms' | 'run'>, slots: Slots): Promise<Working>;
  /** Lets go of what jobs have left behind. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

const Job = z.object({ lane: z.string() });

const taskOf = (platform: string): string => `turns:${platform}`;

/** Creates or brings up to date the tables of graphile-worker. */
export const prepareSharedQueue = (pool: Pool, log: Logger | undefined): Promise<void> =>
  runMigrations({ pgPool: pool, logger: workerLogger(log) });

export async function openSharedQueue(
  pool: Pool,
  { serve }: Serving,
  log: Logger | undefined,
): Promise<SharedQueue> {
  const logger = workerLogger(log);
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  return {
    async work({ platforms, run }, slots) {
      const running = new Set<Promise<void>>();
      const tasks = Object.fromEntries(
        platforms.map((platform) => [
          taskOf(platform),
          async (payload: unknown) => {
            const { lane } = Job.parse(payload);
            await slots.take();
            const served = serve(lane, run)
              .catch((error: unknown) =>
                log?.error({ err: error, lane }, 'a lane could not be looked into: it is called again soon'),
              )
              .finally(() => {
                running.delete(served);
                slots.give();
              });
            running.add(served);
          },
        ]),
      );
      const runner =
        platforms.length === 0 ? undefined : keepRunning(pool, tasks, slots, { utils, logger, log });
      const idle = async () => {
        while (running.size > 0) await Promise.all(running);
      };
      return {
        async stop() {
          await runner?.stop();
          await idle();
        },
        idle,
      };
    },

    tidy: () => utils.cleanup({ tasks: ['DELETE_PERMAFAILED_JOBS', 'GC_JOB_QUEUES'] }),
    close: async () => utils.release(),
  };
}

/** Calls for lanes of platforms that are answered here alone are not for the others. */
export const callsFor = (isLocal: (platform: string) => boolean): Outlet => ({
  async within(transaction, { lanes }) {
    for (const awaited of lanes)
      if (!isLocal(platformOf(awaited.lane))) await callFor(awaited).execute(transaction);
  },
});

/**
 * One job for each lane: a lane that waits already keeps its place, unless what has come is more urgent. While the job of a
 * lane is being done, this makes another.
 */
const callFor = ({ lane, inMs = 0 }: Awaited) => sql`
  SELECT graphile_worker.add_job(
    ${taskOf(platformOf(lane))},
    json_build_object('lane', ${lane}::text),
    job_key => ${lane},
    job_key_mode => 'preserve_run_at',
    run_at => now() + make_interval(secs => ${inMs / 1000}),
    priority => coalesce(
      (SELECT min(rank) FROM turn WHERE lane = ${lane} AND state IN (${sql.join(OPEN.map((state) => sql.lit(state)))})),
      0
    )::integer
  )`;

/**
 * Keeps graphile-worker running. It does not get over a database that is gone in the wrong moment: a job that cannot be marked as
 * done ends it, and what it failed to look up at its beginning it takes for failed for ever. So it is begun anew after every fault.
 */
function keepRunning(
  pool: Pool,
  tasks: TaskList,
  slots: Slots,
  {
    utils,
    logger,
    log,
  }: { readonly utils: WorkerUtils; readonly logger: WorkerLogger; readonly log: Logger | undefined },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  const runUntilFault = async () => {
    const events: WorkerEvents = new EventEmitter();
    // Not within the event: what is told of has to be taken in first.
    const fault = new Promise<void>((resolve) =>
      events.once('worker:getJob:error', () => setImmediate(resolve)),
    );
    const worker = runTaskList(
      {
        logger,
        events,
        noHandleSignals: true,
        // A job takes a moment, whatever it sets off: one after the other is fast enough, and none waits for a slot here.
        concurrency: 1,
        pollInterval: LIMITS.pollMs,
        forbiddenFlags: async () => {
          await slots.free(signal);
          return null;
        },
        // Otherwise a job that cannot be marked as done would end this process.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      },
      tasks,
      forWorker(pool),
    ) as WorkerPool & { readonly id: string };
    const ended = worker.promise.then(
      () => true,
      () => true,
    );
    const isOver = await Promise.race([ended, fault, stopped]);
    if (!isOver) {
      const shutDown = Promise.resolve(worker.gracefulShutdown()).catch(() => undefined);
      await Promise.race([shutDown, sleep(LIMITS.connectMs, undefined, { ref: false })]);
    }
    // What it has taken and not done is for others, as soon as the database is there again.
    await again(() => utils.forceUnlockWorkers([worker.id]), { patienceMs: Infinity, signal, log });
  };

  const running = (async () => {
    while (!signal.aborted) {
      await runUntilFault().catch((error: unknown) => {
        if (!signal.aborted) log?.error({ err: error }, 'the queue has failed: I begin again');
      });
      if (!signal.aborted)
        await sleep(LIMITS.retryMostMs * Math.random(), undefined, { signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * The pool as graphile-worker can do with it: it gives the connection on which it listens back twice, when it is stopped while
 * that breaks; and what has a code that it knows, it tries again for minutes without a word.
 */
const forWorker = (pool: Pool): Pool =>
  Object.create(pool, {
    connect: {
      value: (callback?: Parameters<Pool['connect']>[0]) => {
        if (!callback)
          return pool.connect().catch((error: Error) => {
            throw new Error(error.message, { cause: error });
          });
        pool.connect((error, client, release) => {
          let isReleased = false;
          callback(error, client, (broken) => {
            if (!isReleased) release(broken);
            isReleased = true;
          });
        });
      },
    },
  });

/** What graphile-worker tells every day is of interest to nobody. */
const workerLogger = (log: Logger | undefined): WorkerLogger =>
  new WorkerLogger(() => (level, message, meta) => {
    if (level === 'error') log?.warn({ err: meta?.['error'] }, message);
    else if (level === 'warning') log?.warn(message);
    else log?.trace(message);
  });
