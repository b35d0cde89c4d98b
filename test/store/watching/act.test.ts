import { describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, freshPlace, type Place } from '../../support/engines.ts';
import { askEvent } from '../../support/events.ts';
import { accepted, begun } from '../steps.ts';
import { useStore } from '../use-store.ts';
import {
  acting,
  answered,
  channel,
  elsewhere,
  newRun,
  ruleEvent,
  takeAll,
  takenRun,
  turnOf,
} from './runs.ts';

const MINUTE = 60_000;
const hour = { scope: 'test:W1:C1', ms: 60 * MINUTE };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));

  /** A rule asks for a new run of it, unless it is cooling down. */
  const asks = async (cooldown: typeof hour | undefined, key = 'tea') => {
    const run = await takenRun(store, { key });
    const cooling = await store.askFor(acting([run.id], cooldown), ruleEvent(run));
    return { run, isCooling: cooling.includes(run.id) };
  };

  describe('a turn that a rule asks for', () => {
    it('is journalled once, however often it is tried, and the runs wait for it', async () => {
      const runs = [await takenRun(store), await takenRun(store)];
      const ids = runs.map(({ id }) => id);
      const event = ruleEvent(runs[0]!);
      const tries = await Promise.all([1, 2, 3].map(() => store.askFor(acting(ids, hour), event)));
      expect([...tries, await store.askFor(acting(ids, hour), event)]).toEqual([[], [], [], []]);
      expect(await store.open({ platform: 'test' })).toMatchObject([{ event, state: 'received' }]);
      expect(await store.latestRuns('tea', 9)).toMatchObject([{ state: 'asking' }, { state: 'asking' }]);
      expect(await takeAll(store)).toEqual([]);
      expect(await store.nextDue()).toBeUndefined();
    });

    it('has a lane of its own, which comes after all that people wait for', async () => {
      const { run } = await asks(undefined);
      const question = await accepted(store, askEvent({ conversation: channel }));
      expect(await begun(store, question)).toMatchObject({ id: question.id });
      const lanes: string[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      const working = await store.queue.work({
        platforms: ['test'],
        slots: 1,
        run: async (lane) => {
          const work = await store.take(lane);
          if (work?.kind !== 'turn') return;
          await store.finish(work.turn.id, 'done', undefined);
          if (lanes.push(lane) === 2) resolve();
        },
      });
      await promise;
      await working.stop();
      expect(lanes).toEqual(['test:W1:C1', (await turnOf(store, run)).lane]);
    });

    it('waits on the platform on which it is answered', async () => {
      const run = await takenRun(store);
      const target = { ...elsewhere, platform: 'other' };
      await store.askFor(acting([run.id]), ruleEvent(run, { target }));
      const { lane, id } = await turnOf(store, run, target);
      expect(await store.take(lane)).toMatchObject({ turn: { id } });
    });

    it('is found as the question of a run, and by no message that people have written', async () => {
      const { run } = await asks(undefined);
      expect(await store.open({ platform: 'test', message: 'M1' })).toEqual([]);
      expect(await store.open({ platform: 'test', message: `rule:${run.id}` })).toHaveLength(1);
    });

    it('is no reason to go on listening in a thread', async () => {
      const { run } = await asks(undefined);
      await answered(store, [run]);
      expect(await store.knows('test:W1:C1', Number.MAX_SAFE_INTEGER)).toBe(false);
    });

    it('takes no place from people who ask', async () => {
      await asks(undefined);
      const loads: unknown[] = [];
      const admit = (load: unknown) => (loads.push(load), { rank: 0 });
      await store.accept(
        askEvent({ conversation: channel, author: { id: 'U9', name: 'Grace', roles: [] } }),
        admit,
      );
      expect(loads).toEqual([{ conversation: 0, person: 0, workspace: 0, everyone: 0 }]);
    });

    it('leaves none of several messages either', async () => {
      const runs = [await takenRun(store), await takenRun(store, { cause: '"COFFEE, rather"' })];
      await store.askFor(acting(runs.map(({ id }) => id)), ruleEvent(runs[0]!));
      await answered(store, runs);
      await reopen(async () => expect(await everythingIn(place)).not.toMatch(/TEA|COFFEE/));
    });

    it('leaves no words when it is over, but what it posted may be read', async () => {
      const { run } = await asks(undefined);
      expect(await everythingIn(place)).toContain('TEA');
      const id = await answered(store, [run], 'done', 'P1');
      expect(await store.find(id)).toBeUndefined();
      const said = { ...askEvent({ conversation: channel }).message, id: 'P1', fromUs: true };
      expect(await store.readable(channel, [said])).toEqual([said]);
      await reopen(async () => expect(await everythingIn(place)).not.toContain('TEA'));
    });

    it('is over at once when it is stopped before anybody has seen anything of it', async () => {
      const { run } = await asks(undefined);
      const { id, lane } = await turnOf(store, run);
      expect(await store.stop(id)).toBe(true);
      expect(await store.take(lane)).toBeUndefined();
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ state: 'cancelled' }]);
    });

    it('is used by the author of its rule, whoever is answered', async () => {
      const { run } = await asks(undefined);
      await answered(store, [run]);
      expect(await store.usage({ author: 'test:U9', since: 0 })).toMatchObject([{ answers: 1, usd: 0.25 }]);
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([]);
    });

    it('is used by the file of rules, where nobody else answers for it', async () => {
      const run = await takenRun(store);
      const author = { id: 'attache.yaml', name: 'attache.yaml', roles: [] };
      await store.askFor(acting([run.id]), ruleEvent(run, { author, payer: 'attache.yaml' }));
      await answered(store, [run]);
      const [row] = await store.usageByDay({ since: 0 });
      expect(row).toMatchObject({ person: 'attache.yaml', rule: 'tea', usd: 0.25 });
      expect(await store.namesOf(['attache.yaml', 'test:U9'])).toEqual(
        new Map([['attache.yaml', 'attache.yaml']]),
      );
    });
  });

  describe('a rule that has acted', () => {
    it('waits until its cooldown is over, and is told so', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      expect((await asks(hour)).isCooling).toBe(false);
      vi.advanceTimersByTime(60 * MINUTE - 1);
      const { run, isCooling } = await asks(hour);
      expect(isCooling).toBe(true);
      expect(await store.begunBy(`rule:${run.id}`)).toBeUndefined();
      vi.advanceTimersByTime(1);
      expect(await store.askFor(acting([run.id], hour), ruleEvent(run))).toEqual([]);
    });

    it('waits in that scope alone, and no other rule does', async () => {
      await asks(hour);
      expect((await asks({ ...hour, scope: 'test:W1:C2' })).isCooling).toBe(false);
      expect((await asks(hour, 'coffee')).isCooling).toBe(false);
      expect((await asks(hour)).isCooling).toBe(true);
      expect((await asks(undefined)).isCooling).toBe(false);
    });

    it('acts once, however many runs want it to at the same moment', async () => {
      await store.addRuns(Array.from({ length: 12 }, () => newRun()));
      const runs = await takeAll(store);
      const asked = await Promise.all(
        runs.map((run, index) =>
          index % 2 === 0
            ? store.askFor(acting([run.id], hour), ruleEvent(run))
            : store.actFor(acting([run.id], hour)),
        ),
      );
      expect(asked.filter((cooling) => cooling.length === 0)).toHaveLength(1);
    });

    it('waits in the scope of each run that it acted for, where it acts for several at once', async () => {
      const scopes = ['test:U1', 'test:U2', 'test:U3'];
      const hours = scopes.map((scope) => ({ ...hour, scope }));
      const runs = [await takenRun(store), await takenRun(store)];
      const together = runs.map(({ id }, index) => ({ id, cooldown: hours[index] }));
      expect(await store.actFor(together)).toEqual([]);
      expect(await store.askFor(together, ruleEvent(runs[0]!))).toEqual([]);
      const cooling = [];
      for (const cooldown of hours) cooling.push((await asks(cooldown)).isCooling);
      expect(cooling).toEqual([true, true, false]);
    });

    it('acts for none of several while it waits for one of them, and is told for which', async () => {
      await asks(hour);
      const [first, second] = [await takenRun(store), await takenRun(store)];
      const free = { id: second.id, cooldown: { ...hour, scope: 'test:U2' } };
      const both = [{ id: first.id, cooldown: hour }, free];
      expect(await store.actFor(both)).toEqual([first.id]);
      expect(await store.askFor(both, ruleEvent(first))).toEqual([first.id]);
      expect(await store.begunBy(`rule:${first.id}`)).toBeUndefined();
      expect((await asks(free.cooldown)).isCooling).toBe(false);
      expect(await store.actFor([free])).toEqual([free.id]);
    });

    it('does not wait for what went wrong, was stopped or declined', async () => {
      const { run } = await asks(hour);
      await answered(store, [run], 'failed');
      const stopped = await asks(hour);
      expect(stopped.isCooling).toBe(false);
      await store.stop((await turnOf(store, stopped.run)).id);
      const declined = await takenRun(store);
      expect(await store.actFor(acting([declined.id], hour))).toEqual([]);
      await store.endRuns([declined.id], 'declined', 'The message is gone.');
      expect((await asks(hour)).isCooling).toBe(false);
    });
  });

  describe('acting without a turn', () => {
    it('may be tried again for the same runs, also by whoever takes them over', async () => {
      const { id } = await takenRun(store);
      expect([await store.actFor(acting([id], hour)), await store.actFor(acting([id], hour))]).toEqual([
        [],
        [],
      ]);
      if (engine === 'SQLite') {
        await reopen();
        expect(await takeAll(store)).toMatchObject([{ id }]);
        expect(await store.actFor(acting([id], hour))).toEqual([]);
      }
      await store.endRuns([id], 'acted', 'I reacted.');
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ state: 'acted', outcome: 'I reacted.' }]);
      expect((await asks(hour)).isCooling).toBe(true);
    });

    it('and then with one is one act: the cooldown that was taken holds', async () => {
      const { id, key } = await takenRun(store);
      await store.actFor(acting([id], hour));
      expect(await store.askFor(acting([id]), ruleEvent({ id, key }))).toEqual([]);
      expect((await asks(hour)).isCooling).toBe(true);
    });
  });
});

it('two processes keep one cooldown', async () => {
  const place = await freshPlace('PostgreSQL');
  const stores = await Promise.all([openStore(place), openStore(place)]);
  await stores[0].addRuns(Array.from({ length: 20 }, (_, index) => newRun({ dueAt: index })));
  const runs = await Promise.all(
    stores.map(async (store, index) => ({ store, runs: await takeAll(store, index === 0 ? 9 : 99) })),
  );
  const asked = await Promise.all(
    runs.flatMap(({ store, runs: own }) =>
      own.map((run) => store.askFor(acting([run.id], hour), ruleEvent(run))),
    ),
  );
  expect(asked).toHaveLength(20);
  expect(asked.filter((cooling) => cooling.length === 0)).toHaveLength(1);
  await Promise.all(stores.map((store) => store.close()));
  await place.remove();
});
