/** Moves what is in the file of a data folder into a PostgreSQL. The file is left as it is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { UserError } from '../chat/index.ts';
import type { Engine } from './engine/engine.ts';
import { DATABASE_NOW } from './kept/ledger.ts';
import { LIMITS } from './limits.ts';
import { openPostgres } from './engine/postgres.ts';
import { refusal } from './engine/postgres-faults.ts';
import { prepare } from './engine/prepare.ts';
import type { Tables } from './tables/schema.ts';
import { openSqlite } from './engine/sqlite.ts';

/** What is moved. The rest is about processes that run, and none does. */
const MOVED = [
  'turn',
  'seen',
  'page',
  'answer',
  'call',
  'spend',
  'outgoing',
  'errand',
  'sending',
  'setting',
  'forgotten',
  'forgotten_files',
  'compaction',
  'estimate',
  'installation',
  'cursor',
  'rule',
  'pause',
  'run',
  'judging',
  'known_rule',
  'schedule',
  'posted',
  'secret',
] as const satisfies readonly (keyof Tables)[];

/** Where one of these has something in it, a bot has been at work. */
const USED = [
  'turn',
  'setting',
  'forgotten',
  'spend',
  'installation',
  'rule',
  'pause',
  'run',
] as const satisfies readonly (keyof Tables)[];

export interface MovedTable {
  readonly name: string;
  readonly rows: number;
}

/**
 * Copies all tables in one transaction: either everything is there afterwards, or nothing is.
 *
 * @param told each table as soon as it is copied
 * @throws {UserError} `nothing-to-move`, `data-in-use`, `database-in-use`, and what opening the database throws
 */
export async function moveStore(
  { dataFolder, databaseUrl }: { readonly dataFolder: string; readonly databaseUrl: string },
  told: (table: MovedTable) => void,
): Promise<void> {
  const path = join(dataFolder, 'attache.db');
  if (!existsSync(path))
    throw new UserError(
      'nothing-to-move',
      `There is no journal in ${dataFolder}.`,
      'Set ATTACHE_DATA to the data folder that is to be moved.',
    );
  const source = openSqlite(path);
  try {
    const target = await openPostgres(databaseUrl);
    try {
      await prepare(source);
      await prepare(target);
      await target.unhurried((db) => copyAll(source, db, told));
    } catch (error) {
      throw refusal(error, databaseUrl) ?? error;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function copyAll(
  { db: source }: Engine,
  db: Kysely<Tables>,
  told: (table: MovedTable) => void,
): Promise<void> {
  await db.transaction().execute(async (target) => {
    // Nobody writes meanwhile; whoever looks sees the tables as they were.
    await sql`LOCK TABLE ${sql.join(MOVED.map((name) => sql.table(name)))} IN EXCLUSIVE MODE`.execute(target);
    await mustBeUnused(target);
    for (const name of MOVED) {
      // What a first start has made there: the keys of the file take their place.
      await target.deleteFrom(name).execute();
      const rows = await copy(source, target, name);
      told({ name, rows });
    }
    for (const name of ['turn', 'run'] as const)
      await target.updateTable(name).set({ holder: null }).execute();
  });
}

async function mustBeUnused(target: Kysely<Tables>): Promise<void> {
  for (const name of USED) {
    const row = await target.selectFrom(name).select(sql.lit(1).as('one')).limit(1).executeTakeFirst();
    if (row)
      throw new UserError(
        'database-in-use',
        'The database of DATABASE_URL has already been used by an Attaché.',
        'Set DATABASE_URL to an empty database: two journals are not put together.',
      );
  }
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM process
    WHERE beat_at > ${DATABASE_NOW} - ${sql.lit(LIMITS.leaseMs)}`.execute(target);
  if (rows[0])
    throw new UserError(
      'database-in-use',
      `An Attaché is running with the database of DATABASE_URL: ${rows[0].name}.`,
      'Stop it first, and start it again when everything is moved.',
    );
}

/** @returns how many rows there are now */
async function copy(source: Kysely<Tables>, target: Kysely<Tables>, name: keyof Tables): Promise<number> {
  let batch: object[] = [];
  let size = 0;
  const write = async () => {
    if (batch.length > 0)
      await target
        .insertInto(name)
        .values(batch as never)
        .execute();
    batch = [];
    size = 0;
  };
  for await (const row of source.selectFrom(name).selectAll().stream()) {
    batch.push(row);
    size += sizeOf(row);
    if (batch.length >= LIMITS.movedRows || size >= LIMITS.movedSize) await write();
  }
  await write();
  const [before, after] = [await countOf(source, name), await countOf(target, name)];
  if (before !== after) throw new Error(`${name}: ${before} rows became ${after}`);
  return after;
}

/** Characters and bytes. */
const sizeOf = (row: object): number =>
  Object.values(row).reduce(
    (sum: number, value: unknown) =>
      sum + (typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.byteLength : 8),
    0,
  );

async function countOf(db: Kysely<Tables>, name: keyof Tables): Promise<number> {
  const { count } = await db
    .selectFrom(name)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
