import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, freshPlace, type Place } from '../../support/engines.ts';
import { channel, elsewhere, newRun, newsOf, ruleEvent, takeAll, takenRun, thread, turnOf } from './runs.ts';

const verdict = { reasons: ['It is about tea.'], isWanted: true };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;

  beforeEach(async () => {
    place = await freshPlace(engine);
    store = await openStore(place);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

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
      await store.askFor([run.id], ruleEvent(run), undefined);
      expect(await store.waitingAbout(channel, 'M1')).toEqual([]);
      await store.changeCause(run.id, '"COFFEE"');
      expect(await everythingIn(place)).not.toContain('COFFEE');
    });
  });

  describe('a message that is gone', () => {
    it('cancels what waits about it and what is being judged, and names what answers', async () => {
      const asking = await takenRun(store);
      await store.askFor([asking.id], ruleEvent(asking), undefined);
      const judging = await takenRun(store);
      await store.addRuns([newRun({ conversation: thread }), newRun({ message: 'M2' })]);
      const { id: turn } = await turnOf(store, asking);
      expect(await store.cancelAbout(channel, 'M1')).toEqual([turn]);
      const told = await store.runsAbout(channel, 'M1');
      expect(told.map(({ state, outcome }) => [state, outcome])).toEqual([
        ['asking', undefined],
        ['cancelled', 'The message is gone.'],
        ['cancelled', 'The message is gone.'],
      ]);
      await expect(store.endRuns([judging.id], 'acted', 'Done.')).rejects.toThrow(TurnLost);
      expect(await takeAll(store)).toMatchObject([{ message: 'M2' }]);
      await store.stop(turn);
      expect(await store.cancelAbout(channel, 'M1')).toEqual([]);
    });
  });
});
