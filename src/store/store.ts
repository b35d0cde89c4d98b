/** The store: everything that survives the process, in one database of the data folder. */
import { join } from 'node:path';
import { Migrator } from 'kysely/migration';
import { createForgetting, type Forgetting, prune } from './forget.ts';
import { createJournal, type Journal } from './journal.ts';
import { LIMITS } from './limits.ts';
import { MIGRATIONS } from './migrations.ts';
import { createSettings, type SettingsStore } from './settings.ts';
import { openSqlite } from './sqlite.ts';

export interface Store extends Journal, SettingsStore, Forgetting {
  close(): Promise<void>;
}

/**
 * Opens the store of a data folder, creating folder and tables as needed.
 *
 * @param dataFolder absolute path; the journal is `attache.db` inside it
 */
export async function openStore(dataFolder: string): Promise<Store> {
  const db = openSqlite(join(dataFolder, 'attache.db'));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  }).migrateToLatest();
  if (error) throw error;
  await prune(db, Date.now() - LIMITS.keptMs);
  return { ...createJournal(db), ...createSettings(db), ...createForgetting(db), close: () => db.destroy() };
}
