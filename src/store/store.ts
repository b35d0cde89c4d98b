/** The store: everything that survives the process, in one database of the data folder. */
import { join } from 'node:path';
import { Migrator } from 'kysely/migration';
import type { Logger } from '../ops/index.ts';
import { type Aliases, openAliases } from './alias.ts';
import { type AnsweredStore, createAnswered } from './answered.ts';
import { type Compactions, createCompactions } from './compactions.ts';
import { createEstimateStore, type EstimateStore } from './estimates.ts';
import { createForgetting, type Forgetting, hideAuthors } from './forget.ts';
import { createJournal, type Journal } from './journal.ts';
import { MIGRATIONS } from './migrations.ts';
import { createSettings, type SettingsStore } from './settings.ts';
import { createSpend, type SpendStore } from './spend.ts';
import { openSqlite } from './sqlite.ts';
import { keepTidy } from './tidy.ts';
import { createUsage, type UsageStore } from './usage.ts';

export interface Store
  extends
    Journal,
    SettingsStore,
    UsageStore,
    Forgetting,
    Aliases,
    AnsweredStore,
    Compactions,
    SpendStore,
    EstimateStore {
  close(): Promise<void>;
}

/**
 * Opens the store of a data folder, creating folder and tables as needed.
 *
 * @param dataFolder absolute path; the journal is `attache.db` inside it
 * @param log is told what goes wrong beside what is asked of the store
 */
export async function openStore(dataFolder: string, log?: Logger): Promise<Store> {
  const db = openSqlite(join(dataFolder, 'attache.db'));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  }).migrateToLatest();
  if (error) throw error;
  const aliases = await openAliases(db);
  await hideAuthors(db, aliases);
  const tidying = await keepTidy(db, log);
  return {
    ...createJournal(db),
    ...createSettings(db),
    ...createUsage(db),
    ...createForgetting(db, aliases),
    ...createAnswered(db),
    ...createCompactions(db),
    ...createSpend(db),
    ...createEstimateStore(db),
    ...aliases,
    async close() {
      await tidying.stop();
      await db.destroy();
    },
  };
}
