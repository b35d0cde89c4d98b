/** Node's own SQLite as a Kysely database in one file. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { Tables } from './schema.ts';

/** Waits this long for another process that holds the file, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens or creates the database.
 *
 * A commit is on the disk when it returns (`synchronous = FULL`): what was acknowledged to a platform survives a power cut.
 */
export function openSqlite(path: string): Kysely<Tables> {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        prepare(sql) {
          const statement = database.prepare(sql);
          const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...values(parameters)),
            run: (parameters) => statement.run(...values(parameters)),
            iterate: (parameters) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
          };
        },
      },
    }),
  });
}
