/** The processes that share a database: each says again and again that it is there, and looks for those that no longer do. */
import { hostname } from 'node:os';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../ops/index.ts';
import type { Holding } from '../turns/holding.ts';
import { elapsedSince, readClocks } from './elapsed.ts';
import { abandoned } from './lanes-postgres.ts';
import { DATABASE_NOW } from '../kept/ledger.ts';
import { LIMITS } from '../limits.ts';
import { again } from '../engine/retry.ts';
import type { Tables } from '../tables/schema.ts';
import type { News } from '../signals/signals.ts';
import type { Step } from '../engine/step.ts';
import { OPEN } from '../turns/turn.ts';
import { nextDue } from '../watching/take.ts';

export interface Processes {
  /**
   * Resolves when the turns that this process holds are surely its own: at once, but for a process that was away for too long and
   * holds any.
   */
  sure(): Promise<void>;
  /** Says goodbye: everything that is held here is free. */
  stop(): Promise<void>;
}

export interface ProcessParts {
  readonly db: Kysely<Tables>;
  readonly step: Step;
  readonly holding: Holding;
  /** Platforms whose lanes are looked after in the memory of another process. */
  readonly local: readonly string[];
  /** Has the lanes looked at that wait in the memory of this one. */
  readonly wakeOwn: () => Promise<void>;
  readonly tellHere: (news: News) => void;
  /** The store's clock. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'info' | 'warn'> | undefined;
}

/** Makes this process known, and looks after all of them until it is stopped. */
export async function joinProcesses(parts: ProcessParts): Promise<Processes> {
  const { db, holding, tellHere, log } = parts;
  let confirmed = readClocks();
  await again(() => register(db, holding.holder), { patienceMs: LIMITS.lookUpMs, log });
  let swept = -Infinity;
  let isDoubted = false;
  let isStopped = false;
  let renewed = Promise.withResolvers<void>();
  const isLost = () => elapsedSince(confirmed) > LIMITS.leaseMs;

  /** Nobody here may write any more until it is known again what is held. */
  const doubt = () => {
    if (isDoubted || !isLost()) return;
    isDoubted = true;
    log?.warn('this process has not reached the database for too long: others may have taken its turns over');
    holding.doubt();
    tellHere({ type: 'unsure' });
    void attempt();
  };

  const beat = async () => {
    doubt();
    const begun = readClocks();
    const isKnown = await renew(db, holding.holder);
    if (!isKnown) {
      // Others have taken it for dead, and everything it held is free.
      isDoubted = true;
      holding.doubt();
      await register(db, holding.holder);
    }
    confirmed = begun;
    if (isDoubted && !isLost()) {
      isDoubted = false;
      tellHere({ type: 'unsure' });
    }
    renewed.resolve();
    renewed = Promise.withResolvers();
    const isTime = performance.now() - swept > LIMITS.sweepMs;
    const gone = await bury(db);
    for (const name of gone) log?.info({ process: name }, 'a process is gone: its turns go on elsewhere');
    if (!isTime && gone.length === 0 && isKnown) return;
    swept = performance.now();
    await wakeAbandoned(parts);
  };

  let running = Promise.resolve();
  const attempt = () =>
    (running = running.then(async () => {
      if (isStopped) return;
      await beat().catch((error: unknown) =>
        log?.warn({ err: error }, 'the other processes were not reached'),
      );
    }));
  await attempt();
  // Attempts that take long do not pile up: each waits for the one before.
  let isWaiting = false;
  const beats = setInterval(() => {
    if (isWaiting) return;
    isWaiting = true;
    void attempt().finally(() => (isWaiting = false));
  }, LIMITS.beatMs);
  const watch = setInterval(doubt, LIMITS.watchMs);

  return {
    async sure() {
      while (!holding.isIdle() && (isDoubted || isLost())) {
        doubt();
        await renewed.promise;
      }
      await holding.settled();
    },

    async stop() {
      isStopped = true;
      clearInterval(beats);
      clearInterval(watch);
      await running;
      await leave(parts).catch((error: unknown) =>
        log?.warn({ err: error }, 'this process could not say goodbye: others will notice that it is gone'),
      );
    },
  };
}

async function register(db: Kysely<Tables>, id: string): Promise<void> {
  await db
    .insertInto('process')
    .values({ id, name: `${hostname()}/${process.pid}`, beat_at: DATABASE_NOW })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ beat_at: DATABASE_NOW }))
    .execute();
}

/** Whether the process is still known. */
async function renew(db: Kysely<Tables>, id: string): Promise<boolean> {
  const row = await db
    .updateTable('process')
    .set({ beat_at: DATABASE_NOW })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes everything from processes that have not been heard of for too long, and gives their names. Rows that somebody is
 * changing at the moment are left for the next time: a process that stands still may stand in the middle of a change.
 */
async function bury(db: Kysely<Tables>): Promise<readonly string[]> {
  return db.transaction().execute(async (transaction) => {
    const processes = () => transaction.selectFrom('process').select('id');
    const dead = await transaction
      .deleteFrom('process')
      .where('id', 'in', (from) =>
        from
          .selectFrom('process')
          .select('id')
          .where('beat_at', '<', sql<number>`${DATABASE_NOW} - ${LIMITS.leaseMs}`)
          .forUpdate()
          .skipLocked(),
      )
      .returning('name')
      .execute();
    await transaction
      .deleteFrom('lane')
      .where('lane', 'in', (from) =>
        from
          .selectFrom('lane')
          .select('lane')
          .where('holder', 'not in', processes())
          .forUpdate()
          .skipLocked(),
      )
      .execute();
    await transaction
      .updateTable('turn')
      .set({ holder: null })
      .where('id', 'in', (from) =>
        from
          .selectFrom('turn')
          .select('id')
          .where('state', 'in', OPEN)
          .where('holder', 'is not', null)
          .where('holder', 'not in', processes())
          .forUpdate()
          .skipLocked(),
      )
      .execute();
    await transaction
      .updateTable('run')
      .set({ holder: null })
      .where('id', 'in', (from) =>
        from
          .selectFrom('run')
          .select('id')
          .where('state', '=', 'judging')
          .where('holder', 'is not', null)
          .where('holder', 'not in', processes())
          .forUpdate()
          .skipLocked(),
      )
      .execute();
    return dead.map(({ name }) => name);
  });
}

/** Has the lanes looked at in which something waits and nobody is, and the runs of rules that are due and nobody has taken. */
async function wakeAbandoned({ db, step, local, wakeOwn, now }: ProcessParts): Promise<void> {
  await wakeOwn();
  for (const lane of await abandoned(db, local))
    await step((_, { wake }) => {
      wake({ lane, rank: 0 });
      return Promise.resolve();
    });
  const at = await nextDue(db);
  if (at !== undefined && at <= now())
    await step((_, { tell }) => {
      tell({ type: 'due', at });
      return Promise.resolve();
    });
}

async function leave(parts: ProcessParts): Promise<void> {
  const { db, holding } = parts;
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('process').where('id', '=', holding.holder).execute();
    await transaction.deleteFrom('lane').where('holder', '=', holding.holder).execute();
    await transaction
      .updateTable('turn')
      .set({ holder: null })
      .where('holder', '=', holding.holder)
      .where('state', 'in', OPEN)
      .execute();
    // This was no failed attempt.
    await transaction
      .updateTable('run')
      .set((row) => ({ state: 'waiting', holder: null, attempts: row('attempts', '-', 1) }))
      .where('holder', '=', holding.holder)
      .where('state', '=', 'judging')
      .execute();
  });
  await wakeAbandoned(parts);
}
