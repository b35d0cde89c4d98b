/** What rules have posted, to recognise it when another bot repeats it. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';
import type { Watching } from './watching.ts';

/** @param now the store's clock */
export function createPosted(
  db: Kysely<Tables>,
  now: () => number,
): Pick<Watching, 'hasPosted' | 'keepPosted'> {
  return {
    async hasPosted(hashes, since) {
      const row = await db
        .selectFrom('posted')
        .select('hash')
        .where('hash', 'in', hashes)
        .where('at', '>=', since)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async keepPosted(hashes) {
      // Always in the same order, so that no two processes wait for each other.
      const inOrder = [...new Set(hashes)].sort();
      if (inOrder.length === 0) return;
      const at = now();
      await db
        .insertInto('posted')
        .values(inOrder.map((hash) => ({ hash, at })))
        .onConflict((conflict) => conflict.column('hash').doUpdateSet({ at }))
        .execute();
    },
  };
}
