/** The clock of a database, for tests of what happens as days go by. */
import pg from 'pg';
import type { Place } from '../support/engines.ts';

/**
 * Has the clock of a place show what this process's clock shows, for whoever opens it from now on: SQLite has none of its own.
 * PostgreSQL looks for its clock in its own schema first, unless it is told otherwise.
 */
export async function followClock({ databaseUrl }: Place): Promise<void> {
  if (databaseUrl === undefined) return;
  const ahead = Date.now() - (performance.timeOrigin + performance.now());
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`
    CREATE OR REPLACE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT pg_catalog.clock_timestamp() + make_interval(secs => ${ahead / 1000}) $$`);
  await client.query(
    `ALTER DATABASE ${client.escapeIdentifier(client.database!)} SET search_path = public, pg_catalog`,
  );
  await client.end();
}
