import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/index.ts';
import { freshPlace } from '../support/engines.ts';
import { askEvent } from '../support/events.ts';
import { freshDatabase, type PostgresServer, startPostgres } from '../support/postgres.ts';
import { accepted, ADMITTED, begun } from './steps.ts';

const at = (databaseUrl: string) => openStore({ dataFolder: 'unused', databaseUrl });

async function query(databaseUrl: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe('a PostgreSQL that cannot be used is told in a sentence', () => {
  const changed = (databaseUrl: string, change: (url: URL) => void) => {
    const url = new URL(databaseUrl);
    change(url);
    return url.href;
  };

  it('that names the place, and never the password', async () => {
    const url = await freshDatabase();
    const faults = await Promise.all(
      [
        changed(url, (parts) => (parts.port = '1')),
        changed(url, (parts) => (parts.password = 'SECRET-coffee-pot')),
        changed(url, (parts) => (parts.pathname = 'nowhere')),
      ].map((wrong) => at(wrong).catch((error: unknown) => error)),
    );
    const { host } = new URL(url);
    expect(faults).toMatchObject([
      {
        code: 'database-unreachable',
        message:
          'The database of DATABASE_URL, at 127.0.0.1:1, cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
        hint: 'Check that it is running, and the host and port in DATABASE_URL.',
      },
      {
        code: 'database-login',
        message: `The database at ${host} does not let the user “attache” of DATABASE_URL in: password authentication failed for user "attache".`,
        hint: 'Check the user and the password in DATABASE_URL.',
      },
      {
        code: 'database-login',
        message: `There is no database “nowhere” at ${host}, as DATABASE_URL has it.`,
        hint: 'Create it (createdb nowhere), or correct DATABASE_URL.',
      },
    ]);
    expect(JSON.stringify(faults)).not.toMatch(/SECRET|tea-pot/);
  });

  it('when it is too old', async () => {
    const url = await freshDatabase();
    const name = new URL(url).pathname.slice(1);
    // A server that says so of itself.
    await query(
      url,
      'CREATE SCHEMA older',
      `CREATE FUNCTION older.current_setting(name text) RETURNS text LANGUAGE sql
        AS $$ SELECT CASE name WHEN 'server_version_num' THEN '130015' ELSE '13.15' END $$`,
      `ALTER DATABASE ${name} SET search_path = older, pg_catalog, public`,
    );
    await expect(at(url)).rejects.toMatchObject({
      code: 'database-too-old',
      message: 'The database of DATABASE_URL is PostgreSQL 13.15.',
      hint: 'Use PostgreSQL 14 or later.',
    });
  });

  it('when its user may not create tables', async () => {
    const url = await freshDatabase();
    const user = `guest_${new URL(url).pathname.slice(6)}`;
    await query(url, `CREATE ROLE ${user} LOGIN PASSWORD 'guest'`);
    const guest = changed(url, (parts) => {
      parts.username = user;
      parts.password = 'guest';
    });
    await expect(at(guest)).rejects.toMatchObject({
      code: 'database-login',
      message: expect.stringContaining(`The user “${user}” of DATABASE_URL may not create tables`),
    });
    await query(url, `DROP ROLE ${user}`);
  });
});

describe('what PostgreSQL has no letters for', () => {
  it('is kept with a sign in its place, and what is written around it', async () => {
    const place = await freshPlace('PostgreSQL');
    const store = await openStore(place);
    const event = askEvent({ text: 'before \0 after, and half of \uD83E' });
    const turn = await begun(store, await accepted(store, event));
    const answer = { text: 'said\0so \uDD16', reasoning: '\0', sources: [{ url: 'https://a\0b.example' }] };
    await store.finish(turn.id, 'done', undefined, answer);
    await store.set('test:U\0', { model: 'a\0b' });
    const found = await store.find(turn.id);
    // JSON has a way to write them.
    expect(found?.event.message.text).toBe(event.message.text);
    expect(found?.answer).toEqual({
      text: 'said\uFFFDso \uFFFD',
      reasoning: '\uFFFD',
      sources: [{ url: 'https://a\0b.example' }],
    });
    expect((await store.settings('test:U\0')).model).toBe('a\uFFFDb');
    await store.close();
    await place.remove();
  });
});

describe('two processes with one PostgreSQL', () => {
  it('never set aside more than a budget has, however many turns ask at once', async () => {
    const place = await freshPlace('PostgreSQL');
    const stores = await Promise.all([openStore(place), openStore(place)]);
    const caps = [
      { of: 'person', unit: 'usd', most: 1.05, since: 0 },
      { of: 'everyone', unit: 'tokens', most: 2_000, since: 0 },
    ] as const;
    const reserve = async (store: Store, turn: string, person: string) => {
      const drawer = { turn, person, channel: 'tea', workspace: 'house' };
      return (await store.reserve(drawer, { usd: 0.1, tokens: 100 }, caps)).isReserved;
    };
    const asked = Array.from({ length: 100 }, (_, index) =>
      reserve(stores[index % 2]!, `t${index}`, ['ada', 'bo', 'cy'][index % 3]!),
    );
    // Ten for each person, and twenty for all.
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(20);
    const [, everyone] = await stores[0].used(
      { turn: 'new', person: 'ada', channel: 'tea', workspace: 'house' },
      caps,
    );
    expect(everyone).toBe(2_000);
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });

  it('keep no summary of what the other one forgets meanwhile', async () => {
    const place = await freshPlace('PostgreSQL');
    const stores = await Promise.all([openStore(place), openStore(place)]);
    const { conversation } = askEvent().message;
    const compaction = {
      throughId: 'M1',
      throughAt: 1,
      messages: 3,
      content: { kind: 'summary', text: 'SAID' },
    } as const;
    for (let round = 0; round < 20; round++) {
      const where = { ...conversation, channel: `C${round}` };
      const madeFrom = Date.now() - 1;
      await Promise.all([
        stores[0].keepCompaction({ conversation: where, model: 'm' }, compaction, madeFrom),
        stores[1].forgetConversation(where, { author: undefined, at: Date.now() }),
      ]);
      expect(await stores[0].compaction({ conversation: where, model: 'm' })).toBeUndefined();
    }
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });
});

describe('while PostgreSQL is away', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.close());

  it.each(['stop', 'crash'] as const)('after a %s, what is asked waits and nothing is lost', async (end) => {
    const store = await at(await freshDatabase(server));
    const running = await begun(store, await accepted(store, askEvent({ eventId: 'e0' })));
    await server[end]();
    const drawer = { turn: running.id, person: 'ada', channel: 'tea', workspace: 'house' };
    const waiting = Promise.all([
      store.accept(askEvent({ eventId: 'e1' }), ADMITTED),
      store.settings('test:U1'),
      store.set('test:U1', { effort: 'high' }),
      store.addSpend(drawer, { usd: 1, tokens: 10 }),
      store.finish(running.id, 'done', undefined),
    ]);
    await server.start();
    await waiting;
    expect(await store.open({ platform: 'test' })).toHaveLength(1);
    expect(await store.settings('test:U1')).toMatchObject({ effort: 'high' });
    expect(await store.used(drawer, [{ of: 'person', unit: 'usd', most: 1, since: 0 }])).toEqual([1]);
    await store.close();
  });

  it('nothing is lost or done twice when connections break at any moment', async () => {
    const url = await freshDatabase(server);
    const store = await at(url);
    let isOver = false;
    const cutting = (async () => {
      while (!isOver)
        await query(
          url,
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid != pg_backend_pid() AND random() < 0.5`,
        );
    })();
    const drawer = { turn: 'a', person: 'ada', channel: 'tea', workspace: 'house' };
    const all = Array.from({ length: 100 }, (_, index) => index);
    await Promise.all(
      all.flatMap((index) => [
        store.addSpend(drawer, { usd: 1, tokens: 0 }),
        store.settleSpend({ ...drawer, turn: `t${index}` }, { usd: 1, tokens: 0 }),
        store.set(`test:U${index}`, { effort: 'low' }),
      ]),
    );
    isOver = true;
    await cutting;
    expect(await store.used(drawer, [{ of: 'person', unit: 'usd', most: 1, since: 0 }])).toEqual([200]);
    expect(await Promise.all(all.map((index) => store.settings(`test:U${index}`)))).toEqual(
      all.map(() => ({ model: undefined, effort: 'low' })),
    );
    await store.close();
  });

  it('a store can be closed', async () => {
    const store = await at(await freshDatabase(server));
    await server.stop();
    const lost = expect(store.settings('test:U1')).rejects.toThrow();
    await store.close();
    await lost;
    await server.start();
  });
});
