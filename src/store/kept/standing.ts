/** How much there is to do, for whoever watches over the bot. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';

export interface Standing {
  /** The turns that are not over, of all processes. */
  countOpen(): Promise<{ readonly waiting: number; readonly running: number }>;
}

export function createStanding(db: Kysely<Tables>): Standing {
  return {
    async countOpen() {
      const rows = await db
        .selectFrom('turn')
        .select((row) => ['state', row.fn.countAll().as('count')])
        .where('state', 'in', ['received', 'running'])
        .groupBy('state')
        .execute();
      const count = (state: 'received' | 'running'): number =>
        Number(rows.find((row) => row.state === state)?.count ?? 0);
      return { waiting: count('received'), running: count('running') };
    },
  };
}
