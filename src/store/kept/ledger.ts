/** Rate budgets that all processes draw on, kept in rows that are locked for a moment; by the clock of the database. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { z } from 'zod';
import type { RateBudget, RateLedger } from '../../chat/index.ts';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';

/** In milliseconds since 1970. */
export const DATABASE_NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const Writes = z.array(z.number());

/** Where writes were begun lately, in milliseconds since 1970, and until when there is a pause. */
interface Bucket {
  readonly name: string;
  readonly writes: readonly number[];
  readonly pausedUntil: number;
}

export function createLedger(db: Kysely<Tables>, ready: RateLedger['ready']): RateLedger {
  return {
    ready,

    take(budgets) {
      const byName = new Map(budgets.map((budget) => [budget.bucket, budget]));
      return inTime(
        db.transaction().execute(async (transaction) => {
          // A write that is forgotten when the database crashes is one too many at most.
          await sql`SET LOCAL synchronous_commit = off`.execute(transaction);
          const { buckets, now } = await lockedBuckets(transaction, [...byName.keys()]);
          const waits = buckets.map((bucket) => waitOf(bucket, byName.get(bucket.name)!, now));
          const wait = Math.max(0, ...waits);
          if (wait === 0) for (const bucket of buckets) await note(transaction, bucket, byName, now);
          return wait;
        }),
      );
    },

    async pause(bucket, ms) {
      await inTime(
        db
          .insertInto('bucket')
          .values({ name: bucket, writes: '[]', paused_until: sql`${DATABASE_NOW} + ${Math.ceil(ms)}` })
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet({
              paused_until: sql`greatest(bucket.paused_until, excluded.paused_until)`,
            }),
          )
          .execute(),
      );
    },
  };
}

/** Their rows, always locked in the same order, so that no two processes wait for each other. */
async function lockedBuckets(
  transaction: Transaction<Tables>,
  names: readonly string[],
): Promise<{ readonly buckets: readonly Bucket[]; readonly now: number }> {
  const select = () =>
    transaction
      .selectFrom('bucket')
      .selectAll()
      .select(DATABASE_NOW.as('now'))
      .where('name', 'in', names)
      .orderBy('name')
      .forUpdate()
      .execute();
  let rows = await select();
  if (rows.length < names.length) {
    await transaction
      .insertInto('bucket')
      .values([...names].sort().map((name) => ({ name, writes: '[]', paused_until: 0 })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    rows = await select();
  }
  const buckets = rows.map(({ name, writes, paused_until }) => ({
    name,
    writes: Writes.parse(JSON.parse(writes)),
    pausedUntil: paused_until,
  }));
  // The clock is read before a lock that somebody has is waited for.
  const now = Math.max(...rows.map((row) => row.now), ...buckets.flatMap(({ writes }) => writes.slice(-1)));
  return { buckets, now };
}

/** How long a write counts: it is not known when the platform counts it, only when it was let pass. */
const windowOf = ({ windowMs }: RateBudget): number =>
  windowMs * (1 + LIMITS.windowMargin) + LIMITS.windowGraceMs;

/** Milliseconds until a bucket has room for one more. */
function waitOf({ writes, pausedUntil }: Bucket, budget: RateBudget, now: number): number {
  const most = budget.standing?.()?.writes ?? budget.writes;
  const window = windowOf(budget);
  const recent = writes.filter((at) => at + window > now);
  const opensAt = recent.length < most ? now : recent[recent.length - most]! + window;
  return Math.ceil(Math.max(opensAt, pausedUntil) - now);
}

async function note(
  transaction: Transaction<Tables>,
  { name, writes }: Bucket,
  budgets: ReadonlyMap<string, RateBudget>,
  now: number,
): Promise<void> {
  const window = windowOf(budgets.get(name)!);
  const recent = [...writes.filter((at) => at + window > now), now];
  await transaction
    .updateTable('bucket')
    .set({ writes: JSON.stringify(recent) })
    .where('name', '=', name)
    .execute();
}

/** Nobody waits longer for a database that does not answer than for a platform that says "too fast". */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error('the shared rate budgets did not answer in time')),
    LIMITS.ledgerMs,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets go of buckets that nothing was written to lately. */
export async function pruneBuckets(db: Kysely<Tables>): Promise<void> {
  const before = sql<number>`${DATABASE_NOW} - ${LIMITS.tidyQueueMs}`;
  await db
    .deleteFrom('bucket')
    .where('paused_until', '<', before)
    .where(sql<number>`coalesce((writes::json ->> -1)::numeric, 0)`, '<', before)
    .execute();
}
