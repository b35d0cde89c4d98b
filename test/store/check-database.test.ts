import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { checkDatabase, openStore } from '../../src/store/index.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';

async function emptyDatabase(): Promise<string> {
  const url = await freshDatabase();
  onTestFinished(() => dropDatabase(url));
  return url;
}

async function useOnce(databaseUrl: string): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'attache-check-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true }));
  await (await openStore({ dataFolder, databaseUrl })).close();
}

async function run(databaseUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(statement);
  await client.end();
}

const sentences = async (url: string) =>
  (await checkDatabase(url)).map(({ level, what }) => `${level}: ${what}`);

it('an empty database is fine, and stays empty', async () => {
  const url = await emptyDatabase();
  for (const _ of [1, 2]) {
    const [server, ...rest] = await sentences(url);
    expect(server).toMatch(
      /^ok: The database of DATABASE_URL is PostgreSQL 1\d\.\d+; it answers in \d+ ms\.$/,
    );
    expect(rest).toEqual(['ok: It has no tables yet.', 'ok: Its queue is made at the first start.']);
  }
});

it('one that is used has its tables and its queue', async () => {
  const url = await emptyDatabase();
  await useOnce(url);
  const [, ...rest] = await sentences(url);
  expect(rest).toEqual([
    'ok: Its tables are there and up to date.',
    'ok: Its queue works; 0 conversations wait in it or are answered.',
  ]);
});

it('tables of an older version are made new at the next start; those of a newer one cannot be used', async () => {
  const url = await emptyDatabase();
  await useOnce(url);
  await run(url, "DELETE FROM kysely_migration WHERE name = '004-work'");
  expect(await sentences(url)).toContain('ok: Its tables are those of an older version.');
  await run(url, "INSERT INTO kysely_migration VALUES ('999-later', '')");
  expect(await sentences(url)).toContain(
    'error: The tables in the database were made by a newer version of this program.',
  );
});

it('a database that cannot be reached is one finding, with what to do', async () => {
  expect(await checkDatabase('postgres://ana:hush@127.0.0.1:9/attache')).toEqual([
    {
      level: 'error',
      what: expect.stringContaining('at 127.0.0.1:9, cannot be reached'),
      hint: expect.stringContaining('Check that it is running'),
    },
  ]);
});
