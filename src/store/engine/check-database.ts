/** The check-up of a PostgreSQL database: whether it can be reached, how old it is, and what of ours is in it. */
import { sql } from 'kysely';
import { type Finding, UserError } from '../../chat/index.ts';
import type { Engine } from './engine.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { openPostgres } from './postgres.ts';

/** Changes nothing, and never throws: what is wrong becomes a finding. */
export async function checkDatabase(url: string): Promise<readonly Finding[]> {
  let engine: Engine | undefined;
  try {
    engine = await openPostgres(url);
    return [await checkServer(engine), await checkTables(engine), await checkQueue(engine)];
  } catch (error) {
    if (error instanceof UserError)
      return [{ level: 'error', what: error.message, ...(error.hint !== undefined && { hint: error.hint }) }];
    return [
      {
        level: 'error',
        what: `The database cannot be looked into: ${error instanceof Error ? error.message : error}.`,
      },
    ];
  } finally {
    await engine?.close();
  }
}

async function checkServer({ db }: Engine): Promise<Finding> {
  const began = performance.now();
  const { rows } = await sql<{
    version: string;
  }>`SELECT current_setting('server_version') AS version`.execute(db);
  const ms = Math.ceil(performance.now() - began);
  return {
    level: 'ok',
    what: `The database of DATABASE_URL is PostgreSQL ${rows[0]?.version}; it answers in ${ms} ms.`,
  };
}

async function checkTables({ db }: Engine): Promise<Finding> {
  const there = await db.introspection.getTables({ withInternalKyselyTables: true });
  const names = there.some(({ name }) => name === 'kysely_migration')
    ? (await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(db)).rows.map(
        ({ name }) => name,
      )
    : [];
  if (names.some((name) => !(name in MIGRATIONS)))
    return {
      level: 'error',
      what: 'The tables in the database were made by a newer version of this program.',
      hint: 'Use that version, or a newer one, in every process.',
    };
  const missing = Object.keys(MIGRATIONS).length - names.length;
  if (missing === 0) return { level: 'ok', what: 'Its tables are there and up to date.' };
  return {
    level: 'ok',
    what: names.length === 0 ? 'It has no tables yet.' : 'Its tables are those of an older version.',
    hint: 'The next start makes them; npm run move brings what is in the data folder along.',
  };
}

async function checkQueue({ db }: Engine): Promise<Finding> {
  const { rows } = await sql<{ isThere: boolean }>`
    SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS "isThere"`.execute(db);
  if (!rows[0]?.isThere) return { level: 'ok', what: 'Its queue is made at the first start.' };
  const jobs = await sql<{ waiting: number; failing: number }>`
    SELECT count(*) AS waiting, count(*) FILTER (WHERE last_error IS NOT NULL) AS failing
    FROM graphile_worker.jobs`.execute(db);
  const { waiting = 0, failing = 0 } = jobs.rows[0] ?? {};
  if (failing === 0)
    return { level: 'ok', what: `Its queue works; ${waiting} conversations wait in it or are answered.` };
  return {
    level: 'warning',
    what: `${failing} of ${waiting} entries of its queue have failed.`,
    hint: 'They are tried again by themselves; the logs of the workers say why they failed.',
  };
}
