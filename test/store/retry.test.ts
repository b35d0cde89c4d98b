import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { again, isPassing } from '../../src/store/engine/retry.ts';
import { openSqlite } from '../../src/store/engine/sqlite.ts';
import { freshPlace, type Place } from '../support/engines.ts';

const failing = (error: object, message = 'no') => Object.assign(new Error(message), error);

describe('what goes wrong with a database', () => {
  it.each([
    ['a server that is not there', failing({ code: 'ECONNREFUSED' })],
    ['one that is starting', failing({ code: '57P03' })],
    ['transactions in each other’s way', failing({ code: '40001' })],
    ['too many connections', failing({ code: '53300' })],
    ['a broken connection', failing({}, 'Connection terminated unexpectedly')],
    ['a full disk', failing({ errcode: 13 })],
    ['a disk that does not write', failing({ errcode: 778 })],
  ])('passes: %s', (_, error) => expect(isPassing(error)).toBe(true));

  it.each([
    ['a wrong password', failing({ code: '28P01' })],
    ['a host that does not exist', failing({ code: 'ENOTFOUND' })],
    ['a row that is there already', failing({ code: '23505' })],
    ['the same on SQLite', failing({ errcode: 1555 })],
    ['a mistake of ours', new TypeError('undefined is not a function')],
    ['what is no error', 'no'],
  ])('stays: %s', (_, error) => expect(isPassing(error)).toBe(false));
});

describe('trying again', () => {
  it('ends with what works, and tells of it once', async () => {
    const told: unknown[] = [];
    let tries = 0;
    const work = () =>
      ++tries < 4 ? Promise.reject(failing({ code: '57P01' })) : Promise.resolve('here it is');
    const log = { warn: (_: unknown, text?: unknown) => void told.push(text) };
    expect(await again(work, { patienceMs: 60_000, log: log as never })).toBe('here it is');
    expect(told).toEqual(['the database did not answer: I try again']);
  });

  it('ends with the error when its time is over, when it stays, and when nobody waits any more', async () => {
    const gone = failing({ code: 'ECONNREFUSED' });
    await expect(again(() => Promise.reject(gone), { patienceMs: 0 })).rejects.toBe(gone);
    const wrong = failing({ code: '42P01' });
    await expect(again(() => Promise.reject(wrong), { patienceMs: 60_000 })).rejects.toBe(wrong);
    const leaving = new AbortController();
    const work = () => {
      leaving.abort();
      return Promise.reject(gone);
    };
    await expect(again(work, { patienceMs: 60_000, signal: leaving.signal })).rejects.toBe(gone);
  });
});

describe('a full disk', () => {
  let place: Place;
  beforeEach(async () => {
    place = await freshPlace('SQLite');
  });
  afterEach(() => place.remove());

  it('is waited for, and takes all of a transaction or nothing', async () => {
    const { db, close } = openSqlite(join(place.dataFolder, 'attache.db'));
    await sql`CREATE TABLE kept (text TEXT)`.execute(db);
    await sql`PRAGMA max_page_count = 10`.execute(db);
    let tries = 0;
    const keep = () =>
      db.transaction().execute(async (transaction) => {
        tries++;
        await sql`INSERT INTO kept VALUES ('first')`.execute(transaction);
        await sql`INSERT INTO kept VALUES (${'x'.repeat(100_000)})`.execute(transaction);
      });
    const kept = again(keep, {
      patienceMs: 60_000,
      // Somebody makes room.
      log: { warn: () => void sql`PRAGMA max_page_count = 1000`.execute(db) } as never,
    });
    await kept;
    expect(tries).toBe(2);
    const { rows } = await sql<{ text: string }>`SELECT text FROM kept`.execute(db);
    expect(rows.map(({ text }) => text.length)).toEqual([5, 100_000]);
    await close();
  });
});
