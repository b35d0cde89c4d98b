/** A database, and what is different between the two that there are: SQLite in a file, PostgreSQL at an address. */
import {
  HandleEmptyInListsPlugin,
  type Kysely,
  type KyselyPlugin,
  replaceWithNoncontingentExpression,
  type Transaction,
} from 'kysely';
import type { Pool } from 'pg';
import type { Tables } from '../tables/schema.ts';

/** What makes queries mean the same on both: in an empty list is nothing, for which PostgreSQL has no words. */
export const PLUGINS: KyselyPlugin[] = [
  new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }),
];

export interface Engine {
  readonly db: Kysely<Tables>;
  /** PostgreSQL, where several processes may share it; undefined for SQLite, which one process has alone. */
  readonly pool: Pool | undefined;
  /** Runs a transaction after all others that name one of its locks, in whichever process. */
  locked<T>(locks: readonly string[], work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Runs work of which no query has a deadline: what makes tables, or goes through all rows. */
  unhurried<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /**
   * Lets go of what was deleted, where the engine keeps it for a while. Never rejects: what is deleted is not read again. What takes
   * long goes on by itself, until the engine is closed at the latest.
   */
  wipe(): Promise<void>;
  close(): Promise<void>;
}
