/** Brings a database to the current tables, and what is in them to how it is written now. */
import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Pool } from 'pg';
import { type Aliases, openAliases } from '../kept/alias.ts';
import type { Logger } from '../../ops/index.ts';
import type { Engine } from './engine.ts';
import { hideAuthors } from '../kept/forget.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { prepareSharedQueue } from '../queue/queue-postgres.ts';
import type { Tables } from '../tables/schema.ts';

/** Any number of processes may start at once: one of them makes the tables, the others wait for that. */
export async function prepare(engine: Engine, log?: Logger): Promise<Aliases> {
  await engine.unhurried((all) => (engine.pool ? migrateShared(all, engine.pool, log) : migrate(all)));
  const aliases = await openAliases(engine.db);
  await hideAuthors(engine.db, aliases);
  return aliases;
}

/**
 * Our tables and those of graphile-worker, under one lock: Kysely looks at every table of the database, and fails over one that
 * another process renames at that moment, as graphile-worker does with its own.
 */
const migrateShared = (all: Kysely<Tables>, pool: Pool, log: Logger | undefined): Promise<void> =>
  all.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('migrate', 0))`.execute(transaction);
    await migrate(all);
    await prepareSharedQueue(pool, log);
  });

async function migrate(db: Kysely<Tables>): Promise<void> {
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  }).migrateToLatest();
  if (error) throw error;
}
