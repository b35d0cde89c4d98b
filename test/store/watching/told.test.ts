import { describe, expect, it, vi } from 'vitest';
import type { Store } from '../../../src/store/index.ts';
import { ENGINES } from '../../support/engines.ts';
import { useStore } from '../use-store.ts';
import {
  acting,
  answered,
  channel,
  elsewhere,
  keptRule,
  ruleEvent,
  takeAll,
  takenRun,
  thread,
  turnOf,
} from './runs.ts';

const verdict = { reasons: ['It is about tea.'], isWanted: true };

describe.each(ENGINES)('on %s', (engine) => {
  let store: Store;
  useStore(engine, (opened) => ({ store } = opened));

  /** A run for which a turn is asked, and ends if it is said how. */
  const asked = async (
    changes: Parameters<typeof takenRun>[1] = {},
    end?: 'done' | 'failed' | 'cancelled',
    page?: string,
  ) => {
    const run = await takenRun(store, changes);
    await store.askFor(acting([run.id]), ruleEvent(run));
    if (end) await answered(store, [run], end, page);
    return run;
  };

  describe('what became of a message', () => {
    it('is told of every rule that had to do with it, oldest first', async () => {
      const declined = await takenRun(store, { at: 5_000 });
      await store.keepVerdicts([{ id: declined.id, verdict: { ...verdict, isWanted: false }, usd: 0.5 }]);
      await store.endRuns([declined.id], 'declined', 'It is not about tea.');
      const acted = await asked({ key: 'coffee', at: 5_000 }, 'done');
      await store.noteOutcome(acted.id, 'I posted an answer.');
      await takenRun(store, { message: 'M2' });
      await takenRun(store, { conversation: elsewhere });
      expect(await store.runsAbout(channel, 'M1')).toEqual([
        {
          id: declined.id,
          key: 'tea',
          trigger: declined.trigger,
          conversation: channel,
          at: 5_000,
          dueAt: 1_000,
          state: 'declined',
          verdict: { ...verdict, isWanted: false },
          outcome: 'It is not about tea.',
          usd: 0.5,
          endedAt: expect.any(Number),
        },
        expect.objectContaining({
          key: 'coffee',
          state: 'acted',
          outcome: 'I posted an answer.',
          verdict: undefined,
          usd: 0.25,
          endedAt: expect.any(Number),
        }),
      ]);
    });

    it('is told wherever in its channel it is looked for', async () => {
      const run = await takenRun(store, { conversation: thread });
      for (const near of [channel, thread])
        expect(await store.runsAbout(near, 'M1')).toMatchObject([run].map(({ id }) => ({ id })));
      expect(await store.runsAbout(elsewhere, 'M1')).toEqual([]);
    });

    it('is told of a message that a rule has posted, and of a time by its trigger', async () => {
      const run = await asked({ message: 'M7' }, 'done', 'T1/P1');
      const timed = await takenRun(store, {
        trigger: 'schedule:7000',
        conversation: undefined,
        message: undefined,
      });
      expect(await store.runsAbout(thread, 'P1')).toMatchObject([{ id: run.id }]);
      expect(await store.runsAbout(elsewhere, 'P1')).toEqual([]);
      expect(await store.runsAbout(channel, 'schedule:7000')).toMatchObject([{ id: timed.id }]);
    });

    it('follows the turn that answers', async () => {
      const run = await takenRun(store);
      const state = async () => (await store.runsAbout(channel, 'M1'))[0]?.state;
      expect(await state()).toBe('judging');
      await store.askFor(acting([run.id]), ruleEvent(run));
      expect(await state()).toBe('asking');
      await store.take((await turnOf(store, run)).lane);
      expect(await state()).toBe('asking');
      await store.finish((await turnOf(store, run)).id, 'failed', undefined);
      expect(await state()).toBe('failed');
    });
  });

  describe('an answer for several runs', () => {
    it('is shared by them, with its price and what became of it', async () => {
      const runs = [await takenRun(store), await takenRun(store)];
      await store.keepVerdicts([{ id: runs[0]!.id, verdict, usd: 1 }]);
      await store.askFor(acting(runs.map(({ id }) => id)), ruleEvent(runs[0]!));
      await answered(store, runs);
      await store.noteOutcome(runs[0]!.id, 'I posted an answer.');
      const told = await store.latestRuns('tea', 9);
      expect(told.map(({ usd }) => usd).sort()).toEqual([0.125, 1.125]);
      expect(told.map(({ outcome }) => outcome)).toEqual(['I posted an answer.', 'I posted an answer.']);
    });
  });

  describe('how rules are doing', () => {
    it('is what each did and spent since a time, and when it last acted', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
      await asked({}, 'done');
      vi.setSystemTime(2_000_000);
      await asked({}, 'done');
      await asked({}, 'failed');
      const declined = await takenRun(store);
      await store.endRuns([declined.id], 'declined', 'No.');
      await takenRun(store, { key: 'coffee' });
      expect(await store.standings(0)).toEqual([
        { key: 'coffee', runs: 1, acted: 0, usd: 0, lastAt: undefined },
        { key: 'tea', runs: 4, acted: 2, usd: 0.75, lastAt: 2_000_000 },
      ]);
      expect(await store.standings(2_000_000)).toMatchObject([{ key: 'coffee' }, { runs: 3, usd: 0.5 }]);
    });

    it('begins with the latest runs', async () => {
      for (const at of [2_000, 3_000, 1_000]) await takenRun(store, { at });
      expect((await store.latestRuns('tea', 2)).map(({ at }) => at)).toEqual([3_000, 2_000]);
    });
  });

  describe('failures in a row', () => {
    it('are counted since one went well, each act once', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const later = () => vi.advanceTimersByTime(1_000);
      expect(await store.failuresInARow('tea')).toBe(0);
      await asked({}, 'failed');
      later();
      await asked({}, 'done');
      later();
      await asked({}, 'failed');
      later();
      const together = [await takenRun(store), await takenRun(store)];
      await store.askFor(acting(together.map(({ id }) => id)), ruleEvent(together[0]!));
      await answered(store, together, 'failed');
      later();
      const one = await takenRun(store);
      await store.endRuns([one.id], 'failed', 'It went wrong.');
      later();
      await asked({}, 'cancelled');
      await asked({ key: 'coffee' }, 'done');
      const declined = await takenRun(store);
      await store.endRuns([declined.id], 'declined', 'No.');
      expect(await store.failuresInARow('tea')).toBe(3);
    });

    it('that many runs have met together count once', async () => {
      const together = [await takenRun(store), await takenRun(store), await takenRun(store)];
      await store.endRuns(
        together.map(({ id }) => id),
        'failed',
        'The question could not be asked.',
      );
      expect(await store.failuresInARow('tea')).toBe(1);
    });

    it('are none that came of what was said, and these end no row of failures either', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const fail = async (isBlameless: boolean) => {
        const run = await takenRun(store);
        await store.endRuns([run.id], 'failed', 'It went wrong.', isBlameless);
        vi.advanceTimersByTime(1_000);
      };
      await fail(false);
      await fail(true);
      const run = await asked({}, 'failed');
      await store.noteOutcome(run.id, 'It was refused.', true);
      await fail(false);
      expect(await store.failuresInARow('tea')).toBe(2);
      expect((await store.latestRuns('tea', 9)).map(({ state }) => state)).toEqual(Array(4).fill('failed'));
    });

    it('are forgiven when the rule is resumed, or another one is made under its key', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const { key } = keptRule();
      await asked({ key }, 'failed');
      expect(await store.failuresInARow(key)).toBe(1);
      vi.advanceTimersByTime(1_000);
      await store.pause({ key, why: 'broken', sentence: 'It is broken.', at: Date.now() });
      await store.resume(key);
      expect(await store.failuresInARow(key)).toBe(0);
      await asked({ key }, 'failed');
      expect(await store.failuresInARow(key)).toBe(1);
      vi.advanceTimersByTime(1_000);
      await store.keepRule(keptRule({ madeAt: Date.now() }));
      expect(await store.failuresInARow(key)).toBe(0);
    });
  });

  describe('what other bots set off', () => {
    it('is counted in a channel with its threads since a time, each act once', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
      const byBot = { isFromBot: true };
      await asked(byBot, 'done');
      vi.setSystemTime(2_000_000);
      await asked({ ...byBot, key: 'milk' });
      await asked({ ...byBot, key: 'coffee', conversation: thread }, 'done');
      await asked({ ...byBot, conversation: elsewhere }, 'done');
      await asked({}, 'done');
      await asked(byBot, 'failed');
      await takenRun(store, byBot);
      const together = [await takenRun(store, byBot), await takenRun(store, byBot)];
      await store.actFor(acting(together.map(({ id }) => id)));
      expect(await store.setOffByBots(channel, 2_000_000)).toBe(4);
      expect(await store.setOffByBots(thread, 0)).toBe(5);
      await store.endRuns(
        together.map(({ id }) => id),
        'acted',
        'I reacted.',
      );
      expect(await takeAll(store)).toEqual([]);
    });
  });
});
