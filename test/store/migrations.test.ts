import { join } from 'node:path';
import { type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { conversationKey } from '../../src/chat/index.ts';
import { openStore } from '../../src/store/index.ts';
import { MIGRATIONS } from '../../src/store/migrations/index.ts';
import { openPostgres } from '../../src/store/engine/postgres.ts';
import { openSqlite } from '../../src/store/engine/sqlite.ts';
import { type EngineName, ENGINES, freshPlace, type Place } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { ADMITTED, begun } from './steps.ts';
import { newRun, takeAll } from './watching/runs.ts';

/** Tables as they were: not those that the code knows now. */
type OldTables = Kysely<Record<string, Record<string, unknown>>>;

const event = askEvent({ eventId: 'e1' });
const key = conversationKey(event.target.conversation);

/** What each version added, and wrote when a question was asked, and another was answered. */
const WRITTEN: Readonly<Record<string, (db: OldTables) => Promise<unknown>>> = {
  async '001-turns'(db) {
    const row = { conversation: key, event: JSON.stringify(event), attempts: 1, received_at: Date.now() };
    const answered = { finished_at: Date.now(), model: 'gpt-5.5', effort: 'low', input_tokens: 7 };
    await db
      .insertInto('turn')
      .values({ ...row, id: 'waiting', state: 'running' })
      .execute();
    await db
      .insertInto('turn')
      .values({ ...row, ...answered, id: 'over', state: 'done' })
      .execute();
    await db
      .insertInto('turn')
      .values({ ...row, id: 'broken', event: '{}', state: 'received' })
      .execute();
    await db.insertInto('seen').values({ key: 'e1', turn: 'waiting' }).execute();
    await db.insertInto('page').values({ turn: 'waiting', position: 0, page: 'page-a' }).execute();
  },
  async '002-answers-and-settings'(db) {
    await db
      .insertInto('answer')
      .values({ turn: 'over', text: 'A teapot.', reasoning: '', sources: '[]' })
      .execute();
    await db.insertInto('setting').values({ owner: 'test:U1', model: null, effort: 'high' }).execute();
    // A person by their own name, as it once was.
    await db.insertInto('forgotten').values({ conversation: key, author: 'test:U2', at: 1_000 }).execute();
  },
  async '003-calls-and-budgets'(db) {
    const spent = { person: 'ada', channel: 'tea', workspace: 'house' };
    await db
      .insertInto('spend')
      .values({ turn: 'over', at: Date.now(), ...spent, usd: 0.5, tokens: 7, settled: 1 })
      .execute();
  },
  async '004-work'(db) {
    await db
      .insertInto('errand')
      .values({ id: 'pressed', lane: 'test:errands:1', event: '{}', attempts: 0, received_at: Date.now() })
      .execute();
  },
};

const versions = Object.keys(WRITTEN);

/** A place without any tables. */
async function emptyPlace(engine: EngineName): Promise<Place> {
  const folder = await freshPlace('SQLite');
  if (engine === 'SQLite') return folder;
  const databaseUrl = await freshDatabase();
  const remove = async () => {
    await folder.remove();
    await dropDatabase(databaseUrl);
  };
  return { ...folder, databaseUrl, remove };
}

describe.each(ENGINES)('on %s, the tables', (engine) => {
  let place: Place;

  beforeEach(async () => {
    place = await emptyPlace(engine);
  });
  afterEach(() => place.remove());

  /** A place as a version left it, which people had used since the first one. */
  async function usedUpTo(version: string): Promise<void> {
    const database = place.databaseUrl
      ? await openPostgres(place.databaseUrl)
      : openSqlite(join(place.dataFolder, 'attache.db'));
    const migrator = new Migrator({
      db: database.db,
      provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    });
    for (const step of versions.slice(0, versions.indexOf(version) + 1)) {
      const { error } = await migrator.migrateTo(step);
      if (error) throw error;
      await WRITTEN[step]!(database.db as unknown as OldTables);
    }
    await database.close();
  }

  it.each(versions)('of %s are taken over with all that is in them', async (version) => {
    await usedUpTo(version);
    const store = await openStore(place);
    expect(await store.accept(event, ADMITTED)).toBeUndefined();
    const [open] = await store.open({ platform: 'test' });
    expect(open).toMatchObject({ id: 'waiting', event, state: 'running' });
    expect(await begun(store, { id: 'waiting', event, attempts: 0, pages: [] })).toMatchObject({
      attempts: 1,
      pages: ['page-a'],
    });
    await store.finish('waiting', 'done', undefined);
    // What nobody can read any more is given up.
    expect(await store.take(key)).toBeUndefined();

    const isSince = (added: string) => versions.indexOf(version) >= versions.indexOf(added);
    const answer = isSince('002-answers-and-settings') ? { text: 'A teapot.' } : undefined;
    expect(await store.find('over')).toMatchObject({ event, state: 'done', cost: { inputTokens: 7 } });
    expect((await store.find('over'))?.answer?.text).toBe(answer?.text);
    // The answer that was there was one request, as far as is known of it.
    expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([
      { model: 'gpt-5.5', answers: 1, inputTokens: 7, usd: undefined },
    ]);
    expect(await store.knows(key, Date.now())).toBe(true);
    expect((await store.settings('test:U1')).effort).toBe(answer && 'high');
    const bo = { id: 'U2', name: 'Bo', roles: [] };
    const said = [{ ...event.message, author: bo, sentAt: 500 }];
    expect(await store.readable(conversation(), said)).toEqual(answer ? [] : said);
    const drawer = { turn: 'new', person: 'ada', channel: 'tea', workspace: 'house' };
    expect(await store.used(drawer, [{ of: 'person', unit: 'usd', most: 1, since: 0 }])).toEqual([
      isSince('003-calls-and-budgets') ? 0.5 : 0,
    ]);
    // What people asked before there were rules is no rule's.
    expect(
      await store.used({ ...drawer, rule: 'tea' }, [{ of: 'rule', unit: 'usd', most: 1, since: 0 }]),
    ).toEqual([0]);
    expect(await store.addRuns([newRun()])).toBe(1);
    expect(await takeAll(store)).toHaveLength(1);
    await store.close();
  });

  it('are those of a new place in the end, whichever version they come from', async () => {
    const columnsOf = async ({ dataFolder, databaseUrl }: Place) => {
      await (await openStore({ dataFolder, databaseUrl })).close();
      const { db, close } = databaseUrl
        ? await openPostgres(databaseUrl)
        : openSqlite(join(dataFolder, 'attache.db'));
      const tables = await db.introspection.getTables();
      await close();
      return tables
        .map(({ name, columns }) => ({
          name,
          columns: columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    };
    const untouched = await emptyPlace(engine);
    await usedUpTo('001-turns');
    expect(await columnsOf(place)).toEqual(await columnsOf(untouched));
    await untouched.remove();
  });
});

it('are made once on PostgreSQL, however many processes start at the same time', async () => {
  const place = await emptyPlace('PostgreSQL');
  const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(place)));
  const aliases = stores.map((store) => store.alias('test:U1'));
  expect(new Set(aliases).size).toBe(1);
  await Promise.all(stores.map((store) => store.close()));
  await place.remove();
});

it('are looked at by no process while another one makes them or those of the queue', async () => {
  const place = await emptyPlace('PostgreSQL');
  const other = new pg.Client(place.databaseUrl);
  await other.connect();
  await other.query(`SELECT pg_advisory_lock(hashtextextended('migrate', 0))`);
  const opened = openStore(place);
  await vi.waitFor(
    async () => {
      const waiting = await other.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`,
      );
      expect(waiting.rowCount).toBe(1);
    },
    { timeout: 20_000 },
  );
  const looked = await other.query(`SELECT FROM pg_class WHERE relname LIKE 'kysely%'`);
  expect(looked.rowCount).toBe(0);
  await other.end();
  await (await opened).close();
  await place.remove();
});
