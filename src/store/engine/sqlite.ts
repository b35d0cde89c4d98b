/** Node's own SQLite in one file, for one process. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, sql, SqliteDialect, type SqliteStatement } from 'kysely';
import { LRUCache } from 'lru-cache';
import { UserError } from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import { type Engine, PLUGINS } from './engine.ts';
import type { Tables } from '../tables/schema.ts';

/** A process that is just ending gets this long to let go of the file, in milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;
/** Queries that are kept as SQLite has understood them: there are some two hundred, and more with lists of other lengths in them. */
const PREPARED = 500;
/** SQLite's result code for a file that another process holds (SQLITE_BUSY). */
const BUSY = 5;

/**
 * Opens or creates the database and its folder, for this process alone: two that take up the same turns would answer
 * twice. A commit is on the disk when it returns (`synchronous = FULL`): what was acknowledged to a platform survives a
 * power cut.
 *
 * @param isPassing nothing of it is to outlive this process: no commit waits for the disk
 * @throws {UserError} `data-in-use` when another process holds it, `data-unusable` when it cannot be opened
 */
export function openSqlite(path: string, log?: Pick<Logger, 'warn'>, isPassing = false): Engine {
  const database = openAlone(path, isPassing);
  const statements = new LRUCache<string, SqliteStatement>({
    max: PREPARED,
    memoMethod: (query) => prepared(database, query),
  });
  const db = new Kysely<Tables>({
    plugins: PLUGINS,
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        // SQLite ends a transaction by itself where the disk is full: then there is nothing to take back.
        prepare: (query) =>
          statements.memo(query === 'rollback' && !database.isTransaction ? 'SELECT 1' : query),
      },
    }),
  });
  return {
    db,
    pool: undefined,
    // There is one connection: every transaction runs after the one before.
    locked: (_, work) => db.transaction().execute(work),
    unhurried: (work) => work(db),
    async wipe() {
      // In the journal itself what was deleted is overwritten; its log still has it.
      await sql`PRAGMA wal_checkpoint(TRUNCATE)`
        .execute(db)
        .catch((error: unknown) => log?.warn({ err: error }, 'the log of the journal could not be emptied'));
    },
    async close() {
      await db.destroy();
      if (database.isOpen) database.close();
    },
  };
}

function prepared(database: DatabaseSync, query: string): SqliteStatement {
  const statement = database.prepare(query);
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
  };
}

function openAlone(path: string, isPassing: boolean): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    // What is deleted is overwritten, and not left in the file until something else needs the room.
    database.exec('PRAGMA secure_delete = ON;');
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;');
    database.exec(`PRAGMA synchronous = ${isPassing ? 'OFF' : 'FULL'};`);
    // The lock is taken with the first write.
    database.exec('BEGIN EXCLUSIVE; COMMIT;');
    return database;
  } catch (error) {
    database?.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === BUSY))
      throw new UserError(
        'data-unusable',
        `The journal ${path} cannot be opened: ${error instanceof Error ? error.message : error}.`,
        'Set ATTACHE_DATA to a folder that this user may write, or move a damaged journal away.',
        { cause: error },
      );
    throw new UserError(
      'data-in-use',
      `Another Attaché is already running with the data in ${dirname(path)}.`,
      'Stop it first, or set ATTACHE_DATA to another folder.',
      { cause: error },
    );
  }
}
