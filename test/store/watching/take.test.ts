import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, type Store, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, freshPlace, type Place } from '../../support/engines.ts';
import { useStore } from '../use-store.ts';
import { acting, keptRule, newRun, newsOf, ruleEvent, takeAll, takenRun } from './runs.ts';

const verdict = { reasons: ['It is about tea.'], confidence: 0.9, isWanted: true };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));

  describe('what sets a rule off', () => {
    it('is journalled once for each rule, however often and by whomever it is delivered', async () => {
      const [run, other] = [newRun(), newRun()];
      const added = await Promise.all([
        store.addRuns([run, other]),
        store.addRuns([other, run]),
        store.addRuns([run, run]),
      ]);
      expect(added.reduce((sum, count) => sum + count)).toBe(2);
      expect(await store.addRuns([run, { ...run, key: 'coffee' }])).toBe(1);
      expect(await store.addRuns([])).toBe(0);
    });

    it('is not done again when it is delivered again after its end', async () => {
      const run = newRun();
      const { id } = await takenRun(store, run);
      await store.endRuns([id], 'declined', 'No tea.');
      expect(await store.addRuns([run])).toBe(0);
      expect(await takeAll(store)).toEqual([]);
    });

    it('is there after a restart as it was journalled', async () => {
      const run = newRun({ at: 1_700_000_000_123.456, isFromBot: true, group: 'g', putOffMs: 5 });
      const bare = newRun({ conversation: undefined, message: undefined, person: undefined });
      await store.addRuns([run, bare]);
      await reopen();
      const [one, two] = (await takeAll(store)).toSorted((a, b) => b.at - a.at);
      expect(one).toEqual({ ...run, id: one!.id, attempts: 0, verdict: undefined });
      expect(two).toEqual({ ...bare, id: two!.id, attempts: 0, verdict: undefined });
    });

    it('is told to whoever takes runs; what is known already is not', async () => {
      const run = newRun();
      expect(await newsOf(store, 'due', () => store.addRuns([run]))).toBe(1);
      expect(await newsOf(store, 'due', () => store.addRuns([run]))).toBe(0);
    });
  });

  describe('taking runs', () => {
    it('takes what is due, oldest first, so many at the most, and each once', async () => {
      const runs = [3, 1, 2, 9].map((second) =>
        newRun({ at: second * 1_000, dueAt: second * 1_000, trigger: `message:${second}` }),
      );
      expect(await store.nextDue()).toBeUndefined();
      await store.addRuns(runs);
      expect(await store.nextDue()).toBe(1_000);
      const take = async (most: number) =>
        (await store.takeRuns({ now: 5_000, most })).map(({ trigger }) => trigger);
      expect(await take(2)).toEqual(['message:1', 'message:2']);
      expect(await take(2)).toEqual(['message:3']);
      expect(await take(2)).toEqual([]);
      expect(await store.nextDue()).toBe(9_000);
    });

    it('leaves those of rules of which there is enough in hand', async () => {
      await store.addRuns([newRun(), newRun({ key: 'coffee' })]);
      expect(await store.takeRuns({ now: 5_000, most: 9, besides: ['tea'] })).toMatchObject([
        { key: 'coffee' },
      ]);
      expect(await takeAll(store)).toMatchObject([{ key: 'tea' }]);
    });

    it('gives no run to two that take at the same time', async () => {
      await store.addRuns(Array.from({ length: 50 }, () => newRun()));
      const takers = Array.from({ length: 20 }, () => store.takeRuns({ now: 5_000, most: 7 }));
      const ids = (await Promise.all(takers)).flat().map(({ id }) => id);
      expect([ids.length, new Set(ids).size]).toEqual([50, 50]);
    });
  });

  describe('runs of one group', () => {
    const inGroup = (second: number, changes = {}) =>
      newRun({ trigger: `message:${second}`, at: second, dueAt: second, group: 'C1', ...changes });

    it('are taken together as soon as the first of them is due', async () => {
      await store.addRuns([inGroup(1), inGroup(8), inGroup(9), inGroup(7, { key: 'coffee' })]);
      await store.addRuns([inGroup(6, { group: 'C2' })]);
      expect((await store.takeRuns({ now: 5, most: 1 })).map(({ at }) => at)).toEqual([1, 8, 9]);
      expect(await store.takeRuns({ now: 5, most: 9 })).toEqual([]);
      expect(await store.nextDue()).toBe(6);
    });

    it('wait anew when the others of their group are taken already', async () => {
      await store.addRuns([inGroup(1)]);
      await store.takeRuns({ now: 5, most: 9 });
      await store.addRuns([inGroup(8)]);
      expect(await store.takeRuns({ now: 5, most: 9 })).toEqual([]);
      expect(await store.takeRuns({ now: 8, most: 9 })).toMatchObject([{ at: 8 }]);
    });

    it('are put off by each that comes, as long as the first one allows', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 100_000 });
      const later = (ms: number) => inGroup(ms, { dueAt: Date.now() + 10_000, putOffMs: 25_000 });
      await store.addRuns([later(1)]);
      expect(await store.nextDue()).toBe(110_000);
      vi.setSystemTime(108_000);
      await store.addRuns([later(2)]);
      expect(await store.nextDue()).toBe(118_000);
      // Delivered again, it puts nothing off.
      vi.setSystemTime(110_000);
      await store.addRuns([later(2)]);
      expect(await store.nextDue()).toBe(118_000);
      vi.setSystemTime(117_000);
      await store.addRuns([later(3), inGroup(4, { group: 'C2', dueAt: 500_000 })]);
      expect(await store.nextDue()).toBe(125_000);
      expect(await takeAll(store, 124_999)).toEqual([]);
      expect((await takeAll(store, 125_000)).map(({ at }) => at)).toEqual([1, 2, 3]);
    });

    it('that come at the same moment are put off together', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 100_000 });
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((number) =>
          store.addRuns([inGroup(number, { dueAt: 100_000 + number, putOffMs: 1_000 })]),
        ),
      );
      expect(await takeAll(store, 100_005)).toEqual([]);
      expect(await takeAll(store, 100_006)).toHaveLength(6);
    });

    it('are no more than a prompt has room for: what is over comes next', async () => {
      await store.addRuns(Array.from({ length: 1_003 }, () => inGroup(1, { trigger: crypto.randomUUID() })));
      const counts = [await takeAll(store), await takeAll(store), await takeAll(store)];
      expect(counts.map(({ length }) => length)).toEqual([1_000, 3, 0]);
    });
  });

  describe('a run whose process is gone', () => {
    it('is taken again, with what was found out and was paid for', async () => {
      const { id } = await takenRun(store);
      await store.keepVerdicts([{ id, verdict, usd: 0.5 }]);
      expect(await store.nextDue()).toBeUndefined();
      await crash();
      expect(await takeAll(store)).toMatchObject([{ id, verdict, attempts: 1, cause: newRun().cause }]);
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ usd: 0.5, state: 'judging' }]);
    });

    it('has failed when that happens for the third time', async () => {
      const { id } = await takenRun(store, { cause: '"a SECRET"' });
      for (const attempts of [1, 2]) {
        await crash();
        expect(await takeAll(store)).toMatchObject([{ id, attempts }]);
      }
      await crash();
      await store.addRuns([newRun({ key: 'coffee' })]);
      expect(await takeAll(store)).toMatchObject([{ key: 'coffee' }]);
      expect(await store.latestRuns('tea', 1)).toMatchObject([
        {
          state: 'failed',
          outcome: { code: 'begunTooOften' },
          endedAt: expect.any(Number),
        },
      ]);
      expect(await store.failuresInARow('tea')).toBe(1);
    });
  });

  /** As if the process of the store had been killed. */
  async function crash(): Promise<void> {
    if (engine === 'SQLite') return reopen();
    const client = new pg.Client(place.databaseUrl);
    await client.connect();
    // What the others do when they notice.
    await client.query("UPDATE run SET holder = NULL WHERE state = 'judging'");
    await client.end();
    await reopen();
  }

  describe('a run that was taken', () => {
    it('can be put off, and is taken again then: an attempt only where it has failed', async () => {
      const { id } = await takenRun(store);
      await store.putOff(id, 50_000, 'It waits for the end of the quiet hours.');
      expect(await store.latestRuns('tea', 1)).toMatchObject([
        { state: 'waiting', dueAt: 50_000, outcome: 'It waits for the end of the quiet hours.' },
      ]);
      expect(await takeAll(store, 49_999)).toEqual([]);
      expect(await takeAll(store, 50_000)).toMatchObject([{ id, attempts: 0 }]);
      await store.putOff(id, 60_000, 'The platform is away.', true);
      expect(await takeAll(store, 60_000)).toMatchObject([{ id, attempts: 1 }]);
    });

    it('ends without a turn, and lets go of the words', async () => {
      const [one, two] = [await takenRun(store), await takenRun(store)];
      await store.endRuns([one.id, two.id], 'declined', 'It is not about tea.');
      expect(await store.latestRuns('tea', 9)).toMatchObject(
        [one, two].map(() => ({ state: 'declined', outcome: 'It is not about tea.' })),
      );
      // Done again, it changes nothing: the first answer may have been lost.
      await store.endRuns([one.id, two.id], 'failed', 'It went wrong.');
      expect(await store.failuresInARow('tea')).toBe(0);
      expect(await store.waitingAbout(one.conversation!, 'M1')).toEqual([]);
    });

    it('keeps the price of a question once, however often it is noted', async () => {
      const { id } = await takenRun(store);
      await store.keepVerdicts([{ id, verdict, usd: 0.5 }]);
      await store.keepVerdicts([{ id, verdict, usd: 0.5 }]);
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ usd: 0.5, verdict }]);
    });
  });

  describe('runs of which one is lost', () => {
    it.each<[string, (store: Store, ids: readonly string[]) => Promise<unknown>]>([
      ['are not asked for', (own, ids) => own.askFor(acting(ids), ruleEvent({ id: ids[0]!, key: 'tea' }))],
      ['are not acted for', (own, ids) => own.actFor(acting(ids))],
      ['are not ended', (own, ids) => own.endRuns(ids, 'declined', 'No.')],
    ])('%s, and the others are free at once', async (_, write) => {
      const runs = [await takenRun(store), await takenRun(store, { message: 'M2' })];
      await store.cancelAbout(runs[1]!.conversation!, 'M2');
      const lost = write(
        store,
        runs.map(({ id }) => id),
      );
      await expect(lost).rejects.toThrow(TurnLost);
      expect(await store.begunBy(`rule:${runs[0]!.id}`)).toBeUndefined();
      expect(await takeAll(store)).toMatchObject([{ id: runs[0]!.id, attempts: 0 }]);
    });

    it('keep what was found out about the others', async () => {
      const runs = [await takenRun(store), await takenRun(store, { message: 'M2' })];
      await store.cancelAbout(runs[1]!.conversation!, 'M2');
      await expect(store.keepVerdicts(runs.map(({ id }) => ({ id, verdict, usd: 0.5 })))).rejects.toThrow(
        TurnLost,
      );
      expect(await takeAll(store)).toMatchObject([{ id: runs[0]!.id, verdict }]);
    });

    it('are put off in vain', async () => {
      const { id, conversation } = await takenRun(store);
      await store.cancelAbout(conversation!, 'M1');
      await store.putOff(id, 1, 'Later.');
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ state: 'cancelled' }]);
    });
  });
});

describe('a run that could not be put off', () => {
  let place: Place;
  let store: Store;
  const reopen = useStore('SQLite', (opened) => ({ place, store } = opened));

  it('is taken again, by the same process, as soon as its database is well', async () => {
    await reopen(async () => {
      using database = new DatabaseSync(join(place.dataFolder, 'attache.db'));
      database.exec(`CREATE TRIGGER ill BEFORE UPDATE ON run WHEN NEW.outcome = 'ill'
        BEGIN SELECT RAISE(ABORT, 'the disk is ill'); END`);
    });
    const { id } = await takenRun(store);
    await expect(store.putOff(id, 1_000, 'ill')).rejects.toThrow('the disk is ill');
    expect(await takeAll(store)).toMatchObject([{ id }]);
  });
});

describe('two processes with one PostgreSQL', () => {
  let place: Place;
  let stores: [Store, Store];

  beforeEach(async () => {
    place = await freshPlace('PostgreSQL');
    stores = await Promise.all([openStore(place), openStore(place)]);
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await place.remove();
  });

  const query = async (statement: string) => {
    const client = new pg.Client(place.databaseUrl);
    await client.connect();
    const { rows } = await client.query(statement);
    await client.end();
    return rows as readonly Record<string, string>[];
  };

  it('take each run once, and each group as a whole', async () => {
    const [one, other] = stores;
    const runs = Array.from({ length: 200 }, (_, index) =>
      newRun({ group: index % 4 === 0 ? undefined : `group ${index % 13}`, dueAt: index }),
    );
    await Promise.all([one.addRuns(runs), other.addRuns(runs.toReversed())]);
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, index) => stores[index % 2]!.takeRuns({ now: 1_000, most: 3 })),
    );
    // A moment in which one looks at what another one is taking may leave something for the next time.
    taken.push(await takeAll(one));
    const all = taken.flat();
    expect([all.length, new Set(all.map(({ id }) => id)).size]).toEqual([200, 200]);
    for (const group of new Set(runs.flatMap((run) => run.group ?? [])))
      expect(taken.filter((runs) => runs.some((run) => run.group === group))).toHaveLength(1);
  });

  it('hear of runs that the other one has journalled', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    stores[1].hear((news) => news.type === 'due' && resolve(news.at));
    await stores[0].addRuns([newRun({ dueAt: 7_000 })]);
    expect(await promise).toBe(7_000);
  });

  it('leave their runs to the other one when they end in good order: that was no attempt', async () => {
    const [one, other] = stores;
    const { id } = await takenRun(one);
    expect(await takeAll(other)).toEqual([]);
    const { promise, resolve } = Promise.withResolvers<void>();
    other.hear(({ type }) => type === 'due' && resolve());
    await one.close();
    await promise;
    stores[0] = await openStore(place);
    expect(await takeAll(other)).toMatchObject([{ id, attempts: 0 }]);
  });

  it('take over from one that was killed, and fence one that only stood still', async () => {
    const [still, other] = stores;
    const run = await takenRun(still, { group: 'g' });
    const { promise, resolve } = Promise.withResolvers<void>();
    other.hear(({ type }) => type === 'due' && resolve());
    await query(`
      INSERT INTO process VALUES ('gone', 'gone', 0);
      UPDATE run SET holder = 'gone'`);
    await promise;
    const [again] = await takeAll(other);
    expect(again).toMatchObject({ id: run.id, attempts: 1 });
    for (const write of [
      () => still.keepVerdicts([{ id: run.id, verdict, usd: 1 }]),
      () => still.actFor(acting([run.id])),
      () => still.askFor(acting([run.id]), ruleEvent(run)),
      () => still.endRuns([run.id], 'acted', 'Done.'),
    ])
      await expect(write()).rejects.toThrow(TurnLost);
    await still.putOff(run.id, 1, 'Later.');
    expect(await other.askFor(acting([run.id]), ruleEvent(run))).toEqual([]);
    expect(await other.latestRuns('tea', 1)).toMatchObject([{ state: 'asking', usd: 0 }]);
  });

  it('take nothing as long as the others take them for dead', async () => {
    const [one, other] = stores;
    await takenRun(one);
    const [row] = await query('SELECT holder FROM run');
    await query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not yet'; END $$;
      CREATE TRIGGER refused BEFORE INSERT ON process FOR EACH ROW EXECUTE FUNCTION refuse();
      DELETE FROM process WHERE id = '${row!['holder']}'`);
    await one.addRuns([newRun()]);
    expect(await takeAll(one)).toEqual([]);
    expect((await takeAll(other)).length).toBeGreaterThan(0);
  });

  it('leave nothing lying that was taken without anybody hearing of it', async () => {
    const [one] = stores;
    await one.addRuns([newRun(), newRun({ dueAt: 2_000 })]);
    const [first] = await one.takeRuns({ now: 1_000, most: 9 });
    const [row] = await query('SELECT holder FROM run WHERE holder IS NOT NULL');
    // Connections break in the moment of a commit …
    await query(`
      CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`);
    await query(`
      CREATE CONSTRAINT TRIGGER broken AFTER UPDATE ON run DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION break()`);
    const taking = one.takeRuns({ now: 5_000, most: 9 });
    await vi.waitUntil(async () => {
      const [{ fatal } = {}] = await query(
        'SELECT sessions_killed AS fatal FROM pg_stat_database WHERE datname = current_database()',
      );
      return Number(fatal) > 0;
    });
    // … which was made all the same.
    await query(`
      DROP TRIGGER broken ON run;
      UPDATE run SET state = 'judging', attempts = 1, holder = '${row!['holder']}' WHERE state = 'waiting'`);
    const taken = await taking;
    expect(taken).toMatchObject([{ dueAt: 2_000, attempts: 0 }]);
    await one.endRuns([first!.id, taken[0]!.id], 'declined', 'No.');
  });

  it('see the same rules', async () => {
    const [one, other] = stores;
    const kept = await Promise.all([one.keepRule(keptRule()), other.keepRule(keptRule({ madeAt: 2_000 }))]);
    expect(kept.filter(Boolean)).toHaveLength(1);
    expect(await one.keptRules()).toEqual(await other.keptRules());
  });
});
