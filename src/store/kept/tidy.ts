/** What is too old goes: words after thirty days, figures when nobody asks for them any more. */
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../ops/index.ts';
import { pruneCompactions } from './compactions.ts';
import type { Engine } from '../engine/engine.ts';
import { DATABASE_NOW } from './ledger.ts';
import { LIMITS } from '../limits.ts';
import { again } from '../engine/retry.ts';
import type { Tables } from '../tables/schema.ts';
import { pruneQuestions } from '../spent/questions.ts';
import { pruneSpend } from '../spent/spend.ts';
import { OPEN } from '../turns/turn.ts';
import { pruneWatching } from '../watching/prune.ts';

/**
 * Lets go of what is too old, now and once a day, whether or not anybody asks anything, until it is stopped.
 *
 * @param now the store's clock, which tells what is too old where no database that processes share has one
 */
export async function keepTidy(
  engine: Engine,
  now: () => number,
  log: Pick<Logger, 'error' | 'warn'> | undefined,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const patience = { patienceMs: LIMITS.keepMs, signal: stopping.signal, log };
  await again(() => tidy(engine, now), patience);
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = again(() => tidy(engine, now), patience).catch((error: unknown) =>
      log?.error({ err: error }, 'what is too old could not be forgotten: I try again in a day'),
    );
  }, LIMITS.pruneEveryMs);
  // Tidying is no reason for a process to go on.
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await last;
    },
  };
}

async function tidy({ pool, unhurried, wipe }: Engine, clock: () => number): Promise<void> {
  const isDone = await unhurried((db) =>
    db.transaction().execute(async (transaction) => {
      if (pool && !(await isAlone(transaction))) return false;
      const now = pool ? await databaseNow(transaction) : clock();
      await dropTurns(transaction, now);
      await dropWords(transaction, now - LIMITS.keptMs);
      await pruneCompactions(transaction, now - LIMITS.keptMs);
      await pruneSpend(transaction, now);
      await pruneQuestions(transaction, now);
      await pruneWatching(transaction, now);
      await dropWork(transaction, now - LIMITS.keptMs);
      return true;
    }),
  );
  if (isDone) await wipe();
}

/** Of several processes one tidies up: the others have no need to wait for it. */
async function isAlone(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{
    isAlone: boolean;
  }>`SELECT pg_try_advisory_xact_lock(hashtextextended('tidy', 0)) AS "isAlone"`.execute(db);
  return rows[0]!.isAlone;
}

/** The clock of one process may be wrong: what goes, goes for all of them. */
async function databaseNow(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ now: number }>`SELECT ${DATABASE_NOW} AS now`.execute(db);
  return rows[0]!.now;
}

/** Forgets turns of which not even the figures are asked for, and those that nothing takes up again. */
async function dropTurns(db: Kysely<Tables>, now: number): Promise<void> {
  const old = db
    .selectFrom('turn')
    .select('id')
    .where((row) =>
      row.or([
        row('finished_at', '<', now - LIMITS.spendMs),
        // Of a platform that is no longer configured.
        row.and([row('finished_at', 'is', null), row('received_at', '<', now - LIMITS.keptMs)]),
      ]),
    );
  for (const table of ['answer', 'call', 'page', 'seen', 'outgoing'] as const)
    await db.deleteFrom(table).where('turn', 'in', old).execute();
  await db.deleteFrom('turn').where('id', 'in', old).execute();
}

/** Leaves of turns that were finished before a time what they took, where, when and for whom. */
async function dropWords(db: Kysely<Tables>, before: number): Promise<void> {
  const old = db.selectFrom('turn').select('id').where('finished_at', '<', before);
  for (const table of ['answer', 'page', 'seen'] as const)
    await db.deleteFrom(table).where('turn', 'in', old).execute();
  await db
    .updateTable('turn')
    .set({ event: '', asker: null, follows: 0, settled: null, asked_usd: null })
    .where('finished_at', '<', before)
    .execute();
}

/** Drops what was noted about work before a time, where nothing is left to be done. */
async function dropWork(db: Kysely<Tables>, before: number): Promise<void> {
  await db.deleteFrom('errand').where('received_at', '<', before).execute();
  await db.deleteFrom('seen').where('turn', '=', '').where('at', '<', before).execute();
  const open = db.selectFrom('turn').select('id').where('state', 'in', OPEN);
  await db.deleteFrom('outgoing').where('turn', 'not in', open).execute();
  await db
    .deleteFrom('sending')
    .where('at', '<', before)
    .where('owner', 'not in', open)
    .where('owner', 'not in', db.selectFrom('errand').select('id'))
    .execute();
  await db.deleteFrom('forgotten_files').where('at', '<', before).execute();
}
