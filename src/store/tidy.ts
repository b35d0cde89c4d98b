/** What is too old goes: words after thirty days, figures when nobody asks for them any more. */
import type { Kysely } from 'kysely';
import type { Logger } from '../ops/index.ts';
import { pruneCompactions } from './compactions.ts';
import { wipe } from './forget.ts';
import { LIMITS } from './limits.ts';
import type { Tables } from './schema.ts';
import { pruneSpend } from './spend.ts';

/** Lets go of what is too old, now and once a day, whether or not anybody asks anything, until it is stopped. */
export async function keepTidy(
  db: Kysely<Tables>,
  log: Pick<Logger, 'error'> | undefined,
): Promise<{ stop(): Promise<void> }> {
  await tidy(db);
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = tidy(db).catch((error: unknown) =>
      log?.error({ err: error }, 'what is too old could not be forgotten: I try again in a day'),
    );
  }, LIMITS.pruneEveryMs);
  // Tidying is no reason for a process to go on.
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}

async function tidy(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const now = Date.now();
    await dropTurns(transaction, now);
    await dropWords(transaction, now - LIMITS.keptMs);
    await pruneCompactions(transaction, now - LIMITS.keptMs);
    await pruneSpend(transaction);
  });
  await wipe(db);
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
  for (const table of ['answer', 'call', 'page', 'seen'] as const)
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
