import { describe, expect, it } from 'vitest';
import { type Store, type TakenRun, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, type Place } from '../../support/engines.ts';
import { COMPOSED, COST, KEPT } from '../turns/questions.ts';
import { useStore } from '../use-store.ts';
import {
  acting,
  answered,
  channel,
  elsewhere,
  newRun,
  newsOf,
  ruleEvent,
  takeAll,
  takenRun,
  thread,
  turnOf,
} from './runs.ts';

const verdict = { reasons: ['It is about tea.'], isWanted: true };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));

  describe('a message that is edited', () => {
    it('is known to what waits about it, in its channel alone', async () => {
      await store.addRuns([
        newRun({ conversation: thread, trigger: 'message:a' }),
        newRun({ conversation: elsewhere }),
        newRun({ message: 'M2' }),
      ]);
      const [waiting, ...others] = await store.waitingAbout(channel, 'M1');
      expect(others).toEqual([]);
      expect(waiting).toEqual({ id: expect.any(String), key: 'tea', cause: newRun().cause });
      await store.changeCause(waiting!.id, '"COFFEE"');
      expect(await takeAll(store)).toContainEqual(expect.objectContaining({ cause: '"COFFEE"' }));
    });

    it('is judged anew by somebody who knows the new words', async () => {
      const { id } = await takenRun(store);
      await store.keepVerdicts([{ id, verdict, usd: 0.5 }]);
      expect(await newsOf(store, 'due', () => store.changeCause(id, '"COFFEE"'))).toBe(1);
      await expect(store.endRuns([id], 'acted', 'Done.')).rejects.toThrow(TurnLost);
      expect(await takeAll(store)).toMatchObject([
        { id, cause: '"COFFEE"', verdict: undefined, attempts: 0 },
      ]);
      expect(await store.latestRuns('tea', 1)).toMatchObject([{ usd: 0.5 }]);
    });

    it('changes nothing about what was decided already', async () => {
      const run = await takenRun(store);
      await store.askFor(acting([run.id]), ruleEvent(run));
      expect(await store.waitingAbout(channel, 'M1')).toEqual([]);
      await store.changeCause(run.id, '"COFFEE"');
      expect(await everythingIn(place)).not.toContain('COFFEE');
    });
  });

  describe('a message that is gone', () => {
    it('cancels what waits about it and what is being judged, and stops what answers', async () => {
      const asking = await takenRun(store);
      await store.askFor(acting([asking.id]), ruleEvent(asking));
      const judging = await takenRun(store);
      await store.addRuns([newRun({ conversation: thread }), newRun({ message: 'M2' })]);
      const { id: turn, lane } = await turnOf(store, asking);
      await store.cancelAbout(channel, 'M1');
      const told = await store.runsAbout(channel, 'M1');
      expect(told.map(({ state, outcome }) => [state, outcome])).toEqual([
        ['cancelled', { code: 'gone' }],
        ['cancelled', { code: 'gone' }],
        ['cancelled', { code: 'gone' }],
      ]);
      await expect(store.endRuns([judging.id], 'acted', 'Done.')).rejects.toThrow(TurnLost);
      expect(await takeAll(store)).toMatchObject([{ message: 'M2' }]);
      expect(await store.stop(turn)).toBe(false);
      expect(await store.take(lane)).toBeUndefined();
    });
  });

  describe('a message that is gone, of several that are answered together', () => {
    /** Runs about so many messages, for which one turn is asked. */
    const asked = async (count = 3) => {
      const ids = Array.from({ length: count }, (_, index) => `M${index + 1}`);
      const runs: TakenRun[] = [];
      for (const message of ids) {
        const cause = JSON.stringify(`Words of ${message}`);
        runs.push(await takenRun(store, { message, cause, group: 'C1', trigger: `message:${message}` }));
      }
      await store.keepVerdicts(runs.map(({ id }) => ({ id, verdict, usd: 0.5 })));
      expect(
        await store.askFor(
          acting(
            runs.map(({ id }) => id),
            hour,
          ),
          ruleEvent(runs[0]!),
        ),
      ).toEqual([]);
      return { runs, ...(await turnOf(store, runs[0]!)) };
    };
    const hour = { scope: 'test:W1:C1', ms: 3_600_000 };
    const work = async (lane: string) => {
      const taken = await store.take(lane);
      if (taken?.kind !== 'turn') throw new Error('there is no turn');
      return taken.turn;
    };

    it('leaves the others to be answered without it: at once, together, as they were judged', async () => {
      const { runs, id: turn, lane } = await asked();
      expect(await newsOf(store, 'due', () => store.cancelAbout(channel, 'M1'))).toBe(1);
      expect(await store.take(lane)).toBeUndefined();
      expect(await store.runsAbout(channel, 'M1')).toMatchObject([
        { state: 'cancelled', outcome: { code: 'gone' } },
      ]);
      const again = await takeAll(store, Date.now());
      expect(
        again.map(({ message, cause, attempts, verdict: kept }) => [message, cause, attempts, kept]),
      ).toEqual([
        ['M2', '"Words of M2"', 0, verdict],
        ['M3', '"Words of M3"', 0, verdict],
      ]);
      expect(new Set(again.map(({ group }) => group))).toEqual(new Set([turn]));
      // What was stopped was no act: nothing has to be waited for.
      expect(
        await store.askFor(
          acting(
            again.map(({ id }) => id),
            hour,
          ),
          ruleEvent(again[0]!),
        ),
      ).toEqual([]);
      const next = await turnOf(store, again[0]!);
      expect(next.id).not.toBe(turn);
      await answered(store, again);
      const told = await store.latestRuns('tea', 9);
      expect(told.map(({ state, usd }) => [state, usd]).toSorted()).toEqual([
        ['acted', 0.625],
        ['acted', 0.625],
        ['cancelled', 0.5],
      ]);
      expect(runs.map(({ id }) => id)).not.toContain(again[0]!.id);
      await reopen(async () => expect(await everythingIn(place)).not.toContain('Words of'));
    });

    it('has whoever answers stop, keep nothing of it, and tell what it took of the message alone', async () => {
      const { lane } = await asked();
      const turn = await work(lane);
      await store.cancelAbout(channel, 'M2');
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(false);
      expect(await store.again(turn.id)).toMatchObject({ isStopped: true, composed: undefined });
      await store.finish(turn.id, 'cancelled', COST);
      expect(await takeAll(store)).toMatchObject([{ message: 'M1' }, { message: 'M3' }]);
      expect(await store.runsAbout(channel, 'M2')).toMatchObject([
        { state: 'cancelled', usd: 0.5 + COST.usd! },
      ]);
      expect(await store.runsAbout(channel, 'M1')).toMatchObject([{ state: 'judging', usd: 0.5 }]);
    });

    it('leaves the others again and again, until the last one is gone', async () => {
      await asked();
      for (const message of ['M1', 'M2']) {
        await store.cancelAbout(channel, message);
        const left = await takeAll(store);
        await store.askFor(acting(left.map(({ id }) => id)), ruleEvent(left[0]!));
      }
      await store.cancelAbout(channel, 'M3');
      expect(await takeAll(store)).toEqual([]);
      expect(await store.latestRuns('tea', 9)).toMatchObject([1, 2, 3].map(() => ({ state: 'cancelled' })));
    });

    it('changes nothing about an answer that is complete', async () => {
      const { lane } = await asked();
      const turn = await work(lane);
      expect(await store.compose(turn.id, COMPOSED, KEPT)).toBe(true);
      await store.cancelAbout(channel, 'M1');
      expect(await takeAll(store)).toEqual([]);
      await store.finish(turn.id, 'done', undefined);
      expect(await store.latestRuns('tea', 9)).toMatchObject([1, 2, 3].map(() => ({ state: 'acted' })));
    });

    it('leaves out what was edited meanwhile, and asks about what it says now', async () => {
      await asked();
      const [edited] = await store.waitingAbout(channel, 'M2');
      await store.changeCause(edited!.id, '"COFFEE"');
      expect(await takeAll(store)).toEqual([]);
      await store.cancelAbout(channel, 'M1');
      expect(await takeAll(store)).toMatchObject([
        { message: 'M2', cause: '"COFFEE"', verdict: undefined },
        { message: 'M3', verdict },
      ]);
    });

    it('leaves nothing of what somebody wanted forgotten', async () => {
      await asked(2);
      await store.forgetPerson('test:U1');
      await store.cancelAbout(channel, 'M1');
      expect(await takeAll(store)).toEqual([]);
    });
  });
});
