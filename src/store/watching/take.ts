/** How runs are taken: those that are due, each by one process, together with all that wait in their groups. */
import { type Kysely, type Selectable, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import pLimit from 'p-limit';
import { writtenOutcome } from '../../chat/index.ts';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import type { RunTable } from '../tables/schema-watching.ts';
import type { Step, StepParts } from '../engine/step.ts';
import { letGo, type RunHolding } from './hold.ts';
import { isFree, takenOf, UNDECIDED } from './row.ts';
import type { Watching } from './watching.ts';

type RunQuery = SelectQueryBuilder<Tables, 'run', Pick<RunTable, 'id' | 'key' | 'batch'>>;

export function createTaking(
  { db, pool }: Pick<Engine, 'db' | 'pool'>,
  step: Step,
  holding: RunHolding,
): Pick<Watching, 'nextDue' | 'takeRuns'> {
  const { holder, given } = holding;
  const oneByOne = pLimit(1);

  /** What somebody else is looking at in this moment is left to them. */
  const unlocked = (query: RunQuery) =>
    query.$if(pool !== undefined, (shared) => shared.forUpdate().skipLocked());

  const take = async (
    transaction: Transaction<Tables>,
    { now, most, besides = [] }: Parameters<Watching['takeRuns']>[0],
    parts: StepParts,
  ) => {
    if (pool && !(await isKnown(transaction, holder))) return [];
    const first = await unlocked(
      transaction
        .selectFrom('run')
        .select(['id', 'key', 'batch'])
        .where('id', 'in', await leading(transaction, { now, most, besides }))
        .where(isFree())
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('came_at')
        .orderBy('id')
        .limit(most),
    ).execute();
    const ids = first.map(({ id }) => id);
    for (const { id, key, batch } of first)
      if (batch !== null) {
        const others = await unlocked(
          transaction
            .selectFrom('run')
            .select(['id', 'key', 'batch'])
            .where('key', '=', key)
            .where('batch', '=', batch)
            .where(isFree())
            .where('id', '!=', id)
            .orderBy('came_at')
            .orderBy('id')
            .limit(LIMITS.groupedRuns - 1),
        ).execute();
        ids.push(...others.map((other) => other.id));
      }
    return ids.length === 0 ? [] : hold(transaction, ids, { holder, now: parts.now });
  };

  return {
    nextDue: (besides) => nextDue(db, besides),

    takeRuns: (of) =>
      oneByOne(async () => {
        try {
          const rows = await step(async (transaction, parts) => {
            if (holding.isUnsure) await letGoOfLost(transaction, { holder, given }, parts);
            return take(transaction, of, parts);
          });
          holding.isUnsure = false;
          for (const { id } of rows) given.add(id);
          return rows.map(takenOf);
        } catch (error) {
          holding.isUnsure = true;
          throw error;
        }
      }),
  };
}

/** When the next run is due that nobody has taken; but for those of some rules. */
export async function nextDue(
  db: Kysely<Tables>,
  besides: readonly string[] = [],
): Promise<number | undefined> {
  const row = await db
    .selectFrom('run')
    .select('due_at')
    .where(isFree())
    .where('key', 'not in', besides)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

/**
 * Runs that are due, of each group the one that is due first: it stands for all of them, and whoever has it has the group. So many
 * that there are enough for all who take at this moment.
 */
async function leading(
  db: Kysely<Tables>,
  {
    now,
    most,
    besides,
  }: { readonly now: number; readonly most: number; readonly besides: readonly string[] },
): Promise<readonly string[]> {
  const due = db
    .selectFrom('run')
    .select(['id', 'key', 'batch', 'due_at', 'came_at'])
    .where(isFree())
    .where('due_at', '<=', now)
    .where('key', 'not in', besides)
    .orderBy('due_at')
    .orderBy('came_at')
    .orderBy('id')
    .limit(LIMITS.dueRuns);
  const placed = db.selectFrom(due.as('due')).select([
    'id',
    'due_at',
    sql<number>`row_number() OVER (
      PARTITION BY due.key, due.batch, CASE WHEN due.batch IS NULL THEN due.id END
      ORDER BY due.due_at, due.came_at, due.id
    )`.as('place'),
  ]);
  const rows = await db
    .selectFrom(placed.as('placed'))
    .select('id')
    .where('place', '=', 1)
    .orderBy('due_at')
    .limit(most * LIMITS.takersAtOnce)
    .execute();
  return rows.map(({ id }) => id);
}

/** Whether the others know that this process is there, and until the end of the transaction go on to. */
async function isKnown(transaction: Transaction<Tables>, holder: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('process')
    .select('id')
    .where('id', '=', holder)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes that this process has runs, in the order in which they happened; gives up those that were begun too often. */
async function hold(
  transaction: Transaction<Tables>,
  ids: readonly string[],
  { holder, now }: { readonly holder: string; readonly now: number },
): Promise<readonly Selectable<RunTable>[]> {
  await transaction
    .updateTable('run')
    .set({
      state: 'failed',
      outcome: writtenOutcome({ code: 'begunTooOften' }),
      cause: '',
      ended_at: now,
    })
    .where('id', 'in', ids)
    .where('attempts', '>=', LIMITS.runAttempts)
    .execute();
  const rows = await transaction
    .updateTable('run')
    .set((row) => ({ state: 'judging', holder, attempts: row('attempts', '+', 1) }))
    .where('id', 'in', ids)
    .where('state', 'in', UNDECIDED)
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => a.at - b.at || a.came_at - b.came_at || (a.id < b.id ? -1 : 1));
}

/** Lets go of runs that this process has taken and nobody here was given. */
async function letGoOfLost(
  transaction: Transaction<Tables>,
  { holder, given }: Pick<RunHolding, 'holder' | 'given'>,
  parts: StepParts,
): Promise<void> {
  const held = await transaction
    .selectFrom('run')
    .select('id')
    .where('holder', '=', holder)
    .where('state', '=', 'judging')
    .execute();
  await letGo(
    transaction,
    held.filter(({ id }) => !given.has(id)),
    parts,
  );
}
