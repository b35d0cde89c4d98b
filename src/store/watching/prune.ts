/** What of rules that watch is too old to be asked for. */
import type { Kysely } from 'kysely';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import { UNDECIDED } from './row.ts';

/** Drops runs that have been over for thirty days, and whatever else nobody asks for any more at a time. */
export async function pruneWatching(db: Kysely<Tables>, now: number): Promise<void> {
  const before = now - LIMITS.keptMs;
  await db
    .deleteFrom('run')
    .where((row) =>
      row.or([
        row('ended_at', '<', before),
        row.and([
          row('state', '=', 'asking'),
          row('acted_at', '<', before),
          row('turn', 'not in', db.selectFrom('turn').select('id').where('finished_at', 'is', null)),
        ]),
        // Nobody takes them any more.
        row.and([row('state', 'in', UNDECIDED), row('came_at', '<', before), row('due_at', '<', before)]),
      ]),
    )
    .execute();
  await db.deleteFrom('pause').where('resumed_at', '<', before).execute();
  await db
    .deleteFrom('posted')
    .where('at', '<', now - LIMITS.postedMs)
    .execute();
}
