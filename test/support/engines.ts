/** The two databases there are, for tests that hold on both. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { StoreOptions } from '../../src/store/index.ts';
import { dropDatabase, startedDatabase } from './postgres.ts';

export const ENGINES = ['SQLite', 'PostgreSQL'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Where a store can be: a folder, and on PostgreSQL a database. */
export interface Place extends StoreOptions {
  remove(): Promise<void>;
}

/** A new place where nothing was asked yet; whoever asks for it removes it. */
export async function freshPlace(engine: EngineName): Promise<Place> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'attache-store-'));
  const databaseUrl = engine === 'PostgreSQL' ? await startedDatabase() : undefined;
  return {
    dataFolder,
    databaseUrl,
    async remove() {
      rmSync(dataFolder, { recursive: true, force: true });
      if (databaseUrl) await dropDatabase(databaseUrl);
    },
  };
}

/** All that is kept in a place, as one text: the bytes of its files, or every row of its tables. */
export async function everythingIn({ dataFolder, databaseUrl }: StoreOptions): Promise<string> {
  if (databaseUrl === undefined)
    return readdirSync(dataFolder)
      .map((name) => readFileSync(join(dataFolder, name)).toString('latin1'))
      .join('\n');
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    const kept: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`SELECT kept::text AS row FROM ${name} AS kept`);
      kept.push(...rows.map(({ row }) => readable(row)));
    }
    return kept.join('\n');
  } finally {
    await client.end();
  }
}

/** Bytes are told in hexadecimal digits: in the row of a table, behind two backslashes. */
const readable = (row: string): string =>
  row.replace(/\\+x([0-9a-f]+)/g, (_, digits: string) => Buffer.from(digits, 'hex').toString('latin1'));
