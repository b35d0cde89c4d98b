/** Names that stand for people and conversations without telling who they are, the same for as long as the data folder is kept. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';

export interface Aliases {
  /** 64 hexadecimal digits: a keyed hash, so that nobody without the data folder can find out what it stands for. */
  alias(key: string): string;
}

/** The name of the key in the table of secrets. */
const NAME = 'alias';

export async function openAliases(db: Kysely<Tables>): Promise<Aliases> {
  const made = randomBytes(32).toString('hex');
  await db
    .insertInto('secret')
    .values({ name: NAME, value: made })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('secret')
    .select('value')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow();
  return { alias: (key) => createHmac('sha256', value).update(key).digest('hex') };
}
