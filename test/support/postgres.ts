/** PostgreSQL for tests: one server for all of them, a new database for each, and servers of their own for those that end it. */
import { inject } from 'vitest';
import { createDatabase } from './postgres-server.ts';
import type { SharedPostgres } from './postgres-setup.ts';

export { dropDatabase, type PostgresServer, startPostgres } from './postgres-server.ts';

/**
 * A new, empty database.
 *
 * @param server where; the server of all tests, if none is named
 * @returns its address
 */
export const freshDatabase = async (server?: { readonly url: string }): Promise<string> =>
  createDatabase(server?.url ?? (await sharedServer()).url);

/** A new database as the first start of a bot leaves it, on the server of all tests: sooner made than its tables. */
export async function startedDatabase(): Promise<string> {
  const { url, started } = await sharedServer();
  return createDatabase(url, started);
}

/** The server of all tests: the first that asks has it started (see `postgres-setup.ts`). */
async function sharedServer(): Promise<SharedPostgres> {
  const response = await fetch(inject('postgres'));
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as SharedPostgres;
}
