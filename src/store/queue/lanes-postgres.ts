/** Lanes that several processes share: a row says who is in one. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { awaitedIn, type Lanes, nextIn } from './lanes.ts';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { OPEN } from '../turns/turn.ts';
import type { Lane } from '../turns/work.ts';

export function createSharedLanes(db: Kysely<Tables>, step: Step, holder: string): Lanes {
  /**
   * Whether this process is in a lane, or is from now on. It waits for whoever is just leaving it. A process that the others have
   * taken for dead enters none.
   */
  const isIn = async (transaction: Transaction<Tables>, lane: Lane): Promise<boolean> => {
    const row = await transaction
      .with('known', (from) =>
        from.selectFrom('lane').select('holder').where('lane', '=', lane).forKeyShare(),
      )
      .with('entered', (from) =>
        from
          .insertInto('lane')
          .columns(['lane', 'holder'])
          .expression((values) =>
            values
              .selectFrom('process')
              .select([sql.val(lane).as('lane'), 'id'])
              .where('id', '=', holder)
              .forKeyShare(),
          )
          .onConflict((conflict) => conflict.column('lane').doNothing())
          .returning('holder'),
      )
      .selectFrom('known')
      .select('holder')
      .unionAll((from) => from.selectFrom('entered').select('holder'))
      .executeTakeFirst();
    return row?.holder === holder;
  };

  return {
    isIn,
    enter: (lane) =>
      db.transaction().execute(async (transaction) => {
        const next = await nextIn(transaction, lane);
        return next && (await isIn(transaction, lane)) ? next.id : undefined;
      }),
    leave: (lane, before) =>
      step(async (transaction, { wake }) => {
        await transaction.deleteFrom('lane').where('lane', '=', lane).where('holder', '=', holder).execute();
        // From here on whoever comes can enter; what came before can be seen.
        const awaited = await awaitedIn(transaction, lane, before);
        if (awaited) wake(awaited);
      }),
  };
}

/** Lanes in which something waits, nobody is, and nobody is called to. */
export async function abandoned(db: Kysely<Tables>, local: readonly string[]): Promise<readonly Lane[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('turn')
        .select('lane')
        .where('state', 'in', OPEN)
        .union(from.selectFrom('errand').select('lane'))
        .as('awaited'),
    )
    .select('lane')
    .where((row) =>
      row.not(row.exists(row.selectFrom('lane').select('holder').whereRef('lane.lane', '=', 'awaited.lane'))),
    )
    .where(
      sql<boolean>`not exists (
        select from graphile_worker.jobs
        where jobs.key = awaited.lane and jobs.locked_at is null and jobs.attempts < jobs.max_attempts
          and jobs.run_at < now() + interval '1 minute'
      )`,
    )
    .$if(local.length > 0, (query) =>
      query.where(sql<string>`split_part(awaited.lane, ':', 1)`, 'not in', local),
    )
    .limit(LIMITS.wokenAtOnce)
    .execute();
  return rows.map(({ lane }) => lane);
}
