/** Brings a database to the current tables, and what is in them to how it is written now. */
import { Migrator } from 'kysely/migration';
import { type Aliases, openAliases } from '../kept/alias.ts';
import type { Engine } from './engine.ts';
import { hideAuthors } from '../kept/forget.ts';
import { MIGRATIONS } from '../migrations/index.ts';

/** Any number of processes may start at once: one of them makes the tables, the others wait for that. */
export async function prepare({ db, unhurried }: Engine): Promise<Aliases> {
  const { error } = await unhurried((all) =>
    new Migrator({
      db: all,
      provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    }).migrateToLatest(),
  );
  if (error) throw error;
  const aliases = await openAliases(db);
  await hideAuthors(db, aliases);
  return aliases;
}
