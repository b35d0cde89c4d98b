import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/store/engine/sqlite.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import type { Place } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { accepted, begun } from './steps.ts';
import { useStore } from './use-store.ts';

let place: Place;
let store: Store;
useStore('SQLite', (opened) => ({ place, store } = opened));

describe('the journal of a data folder', () => {
  it('belongs to one process at a time, and says so to a second one', async () => {
    await expect(openStore(place)).rejects.toThrow(
      `Another Attaché is already running with the data in ${place.dataFolder}`,
    );
  });

  it('says so when the data folder cannot be used, or its journal is none', async () => {
    const file = join(place.dataFolder, 'a-file');
    writeFileSync(file, 'not a database');
    await expect(openStore({ dataFolder: join(file, 'data') })).rejects.toThrow(
      /journal .* cannot be opened: ENOTDIR/,
    );

    const damaged = join(place.dataFolder, 'damaged');
    mkdirSync(damaged);
    copyFileSync(file, join(damaged, 'attache.db'));
    await expect(openStore({ dataFolder: damaged })).rejects.toThrow(
      `The journal ${join(damaged, 'attache.db')} cannot be opened: file is not a database.`,
    );
  });

  it('has nothing in its files of what is forgotten', async () => {
    const secret = askEvent({ eventId: 'e1', text: 'my SECRET question '.repeat(500) });
    const running = await begun(store, await accepted(store, secret));
    const elsewhere = conversation({ channel: 'C2' });
    const over = await begun(
      store,
      await accepted(store, askEvent({ eventId: 'e2', text: 'another SECRET', conversation: elsewhere })),
    );
    const answer = { text: 'a SECRET answer', reasoning: 'SECRET', sources: [] };
    await store.finish(over.id, 'done', undefined, answer);
    await store.forgetPerson('test:U1');
    await store.finish(running.id, 'done', undefined, answer);
    const files = readdirSync(place.dataFolder).map((name) => readFileSync(join(place.dataFolder, name)));
    expect(files.some((bytes) => bytes.includes('SECRET'))).toBe(false);
  });

  it.each([
    ['waits for the disk with every commit', false, 2],
    ['does not where nothing in it is to outlive the process', true, 0],
  ])('%s', async (_name, isPassing, level) => {
    const { db, close } = openSqlite(join(place.dataFolder, 'another.db'), undefined, isPassing);
    const { rows } = await sql`PRAGMA synchronous`.execute(db);
    expect(rows).toEqual([{ synchronous: level }]);
    await close();
  });
});
