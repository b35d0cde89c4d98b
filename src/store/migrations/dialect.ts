/** What has another name on each engine. */
import { type Kysely, PostgresAdapter } from 'kysely';

const isPostgres = (db: Kysely<unknown>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

export const bytesType = (db: Kysely<unknown>) => (isPostgres(db) ? ('bytea' as 'blob') : 'blob');

/**
 * A number that comes from elsewhere and may have a fraction, such as a time by a platform's clock in milliseconds, or tokens as a
 * server counts them. SQLite keeps those in any column.
 */
export const numberType = <Whole extends 'integer' | 'bigint'>(db: Kysely<unknown>, onSqlite: Whole) =>
  isPostgres(db) ? 'double precision' : onSqlite;
