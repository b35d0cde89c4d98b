/** Until when schedules have been looked after. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';
import type { Watching } from './watching.ts';

export function createSchedules(db: Kysely<Tables>): Pick<Watching, 'scheduledUntil' | 'keepScheduledUntil'> {
  return {
    async scheduledUntil(key) {
      const row = await db.selectFrom('schedule').select('until').where('key', '=', key).executeTakeFirst();
      return row?.until;
    },

    async keepScheduledUntil(key, at) {
      await db
        .insertInto('schedule')
        .values({ key, until: at })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet({ until: at }).where('schedule.until', '<', at),
        )
        .execute();
    },
  };
}
