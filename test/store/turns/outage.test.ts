import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import { type Lane, type News, openStore, type Store, type Working } from '../../../src/store/index.ts';
import { freshDatabase, type PostgresServer, startPostgres } from '../../support/postgres.ts';
import { asked, newPlace } from './questions.ts';

describe('a database that goes away', () => {
  let server: PostgresServer;
  let databaseUrl: string;
  let store: Store;
  let working: Working;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    databaseUrl = await freshDatabase(server);
    store = await openStore({ dataFolder: '', databaseUrl });
  });
  afterEach(async () => {
    await working.stop();
    await store.close();
  });

  const work = async (run: (lane: Lane) => Promise<void>) => {
    working = await store.queue.work({ platforms: ['test'], slots: 4, run });
  };

  /** Answers turns, and resolves when so many are answered. */
  const answering = (many: number) => {
    const done: string[] = [];
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const run = async (lane: Lane) => {
      const piece = await store.take(lane);
      if (piece?.kind !== 'turn') return;
      await store.finish(piece.turn.id, 'done', undefined);
      done.push(piece.turn.id);
      if (done.length === many) resolve(done);
    };
    return { run, promise };
  };

  const heard = (type: News['type']) =>
    new Promise<void>((resolve) => {
      const deaf = store.hear((news) => {
        if (news.type !== type) return;
        deaf();
        resolve();
      });
    });

  it.each(['stop', 'crash'] as const)(
    'and comes back (%s) loses nothing, does nothing twice, and is worked with again',
    async (end) => {
      const { run, promise } = answering(40);
      await work(run);
      const places = Array.from({ length: 5 }, () => newPlace());
      const asking = (async () => {
        const ids: string[] = [];
        for (let sentAt = 0; sentAt < 8; sentAt += 1)
          for (const here of places) ids.push((await asked(store, { conversation: here, sentAt })).id);
        return ids;
      })();
      const unsure = heard('unsure');
      await server[end]();
      await server.start();
      const ids = await asking.catch((error: unknown) => {
        throw new Error('a question was not accepted', { cause: error });
      });
      const done = await promise;
      await unsure;
      expect(done.toSorted()).toEqual(ids.toSorted());
      for (const [index] of places.entries()) {
        const inOrder = ids.filter((_, at) => at % places.length === index);
        expect(done.filter((id) => inOrder.includes(id))).toEqual(inOrder);
      }
    },
  );

  it('is waited for by nobody who is in a hurry', async () => {
    await work(async () => {});
    await server.stop();
    try {
      const asking = expect(asked(store)).rejects.toThrow();
      const spending = expect(
        store.addSpend(
          { turn: 'a', person: 'ada', channel: 'tea', workspace: 'house' },
          { usd: 1, tokens: 1 },
        ),
      ).rejects.toThrow();
      store.hurry();
      await Promise.all([asking, spending]);
    } finally {
      await server.start();
    }
  });

  it('only where news are heard says so, and is heard again', async () => {
    const { run, promise } = answering(2);
    await work(run);
    await asked(store);
    const unsure = heard('unsure');
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    await client.end();
    await unsure;
    const news = heard('forget');
    await store.tell({ type: 'forget', owner: 'somebody' });
    await news;
    await asked(store);
    expect(await promise).toHaveLength(2);
  });
});
