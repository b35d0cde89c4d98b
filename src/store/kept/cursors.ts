/** Until when everything that was said on a platform has been delivered to this bot. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';

export interface Cursors {
  /** Milliseconds since 1970; undefined where it was never connected. */
  deliveredUntil(platform: string): Promise<number | undefined>;
  /** Notes a later time; an earlier one changes nothing. */
  keepDelivered(platform: string, at: number): Promise<void>;
}

export function createCursors(db: Kysely<Tables>): Cursors {
  return {
    async deliveredUntil(platform) {
      const row = await db
        .selectFrom('cursor')
        .select('at')
        .where('platform', '=', platform)
        .executeTakeFirst();
      return row?.at;
    },

    async keepDelivered(platform, at) {
      await db
        .insertInto('cursor')
        .values({ platform, at })
        .onConflict((conflict) => conflict.column('platform').doUpdateSet({ at }).where('cursor.at', '<', at))
        .execute();
    },
  };
}
