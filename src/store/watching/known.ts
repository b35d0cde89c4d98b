/** Which rules attache.yaml has, as the processes find it when they start, and since when. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import type { Watching } from './watching.ts';

export function createKnowing(db: Kysely<Tables>, step: Step): Pick<Watching, 'knowRules' | 'knownRules'> {
  return {
    knowRules: (rules) =>
      step(
        async (transaction, { now, tell }) => {
          const rows = await transaction.selectFrom('known_rule').selectAll().execute();
          const before = new Map(rows.map((row) => [row.key, row]));
          const known = rules.map(({ key, setsOff, whole }) => {
            const row = before.get(key);
            return { key, sets_off: setsOff, whole, since: row?.sets_off === setsOff ? row.since : now };
          });
          const mended = known.filter(({ key, whole }) => before.get(key)?.whole !== whole);
          await transaction
            .updateTable('pause')
            .set({ resumed_at: now })
            .where('why', '=', 'broken')
            .where('resumed_at', 'is', null)
            .where(
              'key',
              'in',
              mended.map(({ key }) => key),
            )
            .execute();
          await transaction.deleteFrom('known_rule').execute();
          if (known.length > 0) await transaction.insertInto('known_rule').values(known).execute();
          if (known.length !== before.size || known.some(({ key }) => !before.has(key)))
            tell({ type: 'rules' });
          return new Map(known.map(({ key, since }) => [key, since]));
        },
        ['known rules'],
      ),

    async knownRules() {
      const rows = await db.selectFrom('known_rule').select('key').orderBy('key').execute();
      return rows.map(({ key }) => key);
    },
  };
}
