/** A look at what workspaces have agreed to that changes nothing, for the check-up. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Installations } from '../../chat/index.ts';
import { createInstallations } from './installations.ts';
import { openPostgres } from '../engine/postgres.ts';
import { openSqlite } from '../engine/sqlite.ts';
import type { StoreOptions } from '../store.ts';

/** Where nothing was ever kept. */
const NONE: Installations = {
  find: () => Promise.resolve(undefined),
  ids: () => Promise.resolve([]),
  change: () => Promise.reject(new Error('a look changes nothing')),
};

/** @throws {UserError} where the database cannot be opened: SQLite's while the bot runs */
export async function lookAtInstallations<T>(
  { dataFolder, databaseUrl, secretKey }: StoreOptions,
  look: (installations: Installations) => Promise<T>,
): Promise<T> {
  const file = join(dataFolder, 'attache.db');
  if (secretKey === undefined || (databaseUrl === undefined && !existsSync(file))) return look(NONE);
  const engine = databaseUrl === undefined ? openSqlite(file) : await openPostgres(databaseUrl);
  const closing = new AbortController();
  try {
    const tables = await engine.db.introspection.getTables();
    if (!tables.some(({ name }) => name === 'installation')) return await look(NONE);
    const { find, ids } = await createInstallations(engine, secretKey, {
      signal: closing.signal,
      now: Date.now,
    });
    return await look({ ...NONE, find, ids });
  } finally {
    closing.abort();
    await engine.close();
  }
}
