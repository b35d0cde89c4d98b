/** What people and channels have chosen. */
import type { Kysely } from 'kysely';
import { EffortChoice } from '../../chat/index.ts';
import type { Tables } from '../tables/schema.ts';

/** Undefined where the usual applies. */
export interface Settings {
  readonly model: string | undefined;
  readonly effort: EffortChoice | undefined;
}

export interface SettingsStore {
  /** What an owner (see `personKey`, `channelKey`) has chosen. */
  settings(owner: string): Promise<Settings>;
  /** Changes what is named; undefined goes back to the usual. */
  set(owner: string, changes: Partial<Settings>): Promise<void>;
}

export function createSettings(db: Kysely<Tables>): SettingsStore {
  return {
    async settings(owner) {
      const row = await db
        .selectFrom('setting')
        .select(['model', 'effort'])
        .where('owner', '=', owner)
        .executeTakeFirst();
      return { model: row?.model ?? undefined, effort: EffortChoice.safeParse(row?.effort).data };
    },

    async set(owner, changes) {
      const row = {
        ...('model' in changes && { model: changes.model ?? null }),
        ...('effort' in changes && { effort: changes.effort ?? null }),
      };
      await db
        .insertInto('setting')
        .values({ owner, ...row })
        .onConflict((conflict) => conflict.column('owner').doUpdateSet(row))
        .execute();
    },
  };
}
