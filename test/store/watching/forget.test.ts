import { describe, expect, it, vi } from 'vitest';
import { type Store, TurnLost } from '../../../src/store/index.ts';
import { ENGINES, everythingIn, type Place } from '../../support/engines.ts';
import { message } from '../../support/events.ts';
import { followClock } from '../clock.ts';
import { useStore } from '../use-store.ts';
import {
  acting,
  answered,
  channel,
  elsewhere,
  keptRule,
  newRun,
  newsOf,
  ruleEvent,
  takeAll,
  takenRun,
  thread,
} from './runs.ts';

const DAY = 24 * 3_600_000;
const verdict = { reasons: ['It asks for a SECRET.'], isWanted: true };
const secret = { cause: '"a SECRET"' };

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));

  const states = async () => (await store.latestRuns('tea', 9)).map(({ state }) => state).sort();

  describe('forgetting a person', () => {
    it('cancels what waits about them and what is judged, and keeps what it cost', async () => {
      const judging = await takenRun(store, secret);
      await store.keepVerdicts([{ id: judging.id, verdict, usd: 0.5 }]);
      const over = await takenRun(store, secret);
      await store.actFor(acting([over.id], { scope: 'test:U1', ms: DAY }));
      await store.keepVerdicts([{ id: over.id, verdict, usd: 0.5 }]);
      await store.endRuns([over.id], 'declined', 'It is a SECRET.');
      await store.addRuns([newRun(secret), newRun({ person: 'test:U2', message: 'M2' })]);
      await store.forgetPerson('test:U1');
      expect(await states()).toEqual(['cancelled', 'cancelled', 'declined', 'waiting']);
      expect(await store.standings(0)).toMatchObject([{ runs: 4, usd: 1 }]);
      expect(await store.runsAbout(channel, 'M1')).toMatchObject(
        [1, 2, 3].map(() => ({ verdict: undefined, outcome: { code: 'forgotten' } })),
      );
      await expect(store.endRuns([judging.id], 'acted', 'Done.')).rejects.toThrow(TurnLost);
      const kept = await everythingIn(place);
      expect(kept).not.toContain('SECRET');
      expect(kept).not.toContain('test:U1');
      expect(await takeAll(store)).toMatchObject([{ message: 'M2' }]);
    });

    it('takes what a rule posts about them out of what may be read', async () => {
      const runs = [await takenRun(store), await takenRun(store, { message: 'M2', person: 'test:U2' })];
      for (const run of runs) await store.askFor(acting([run.id]), ruleEvent(run));
      await answered(store, [runs[0]!], 'done', 'P1');
      await answered(store, [runs[1]!], 'done', 'P2');
      await store.forgetPerson('test:U1');
      const said = ['P1', 'P2'].map((id) => message({ id, conversation: channel, fromUs: true }));
      expect((await store.readable(channel, said)).map(({ id }) => id)).toEqual(['P2']);
    });

    it('takes the rules they made, and tells so', async () => {
      const ada = keptRule();
      const grace = keptRule({ key: 'test:W1/coffee', author: { id: 'U2', name: 'Grace', roles: [] } });
      await store.keepRule(ada);
      await store.keepRule(grace);
      await store.addRuns([newRun({ key: ada.key, person: 'test:U3' })]);
      expect(await newsOf(store, 'rules', () => store.forgetPerson('test:U1'))).toBe(1);
      expect(await store.keptRules()).toEqual([grace]);
      expect(await store.latestRuns(ada.key, 1)).toMatchObject([
        { state: 'cancelled', outcome: { code: 'removed' } },
      ]);
      expect(await newsOf(store, 'rules', () => store.forgetPerson('test:U3'))).toBe(0);
    });

    it('takes them out of the reactions that have set rules off', async () => {
      const by = (id: string) => ({
        trigger: `reaction:test:W1:C1:M1:👀:${id}`,
        person: undefined,
        cause: `"${id} reacted"`,
      });
      await store.addRuns([newRun(by('U1')), newRun(by('XU1'))]);
      await store.forgetPerson('test:U1');
      expect(await everythingIn(place)).not.toContain(':U1');
      expect(await takeAll(store)).toMatchObject([by('XU1')]);
    });
  });

  describe('forgetting a conversation', () => {
    const at = Number.MAX_SAFE_INTEGER;

    it('cancels what waits about it and its threads', async () => {
      await store.addRuns([
        newRun(secret),
        newRun({ ...secret, conversation: thread, person: 'test:U2' }),
        newRun({ conversation: elsewhere }),
        newRun({ conversation: undefined }),
      ]);
      await store.forgetConversation(channel, { author: undefined, at });
      expect(await states()).toEqual(['cancelled', 'cancelled', 'waiting', 'waiting']);
      expect(await everythingIn(place)).not.toContain('SECRET');
    });

    it('for one person leaves what is about others', async () => {
      await store.addRuns([newRun(secret), newRun({ person: 'test:U2' })]);
      await store.forgetConversation(channel, { author: 'test:U1', at });
      expect(await states()).toEqual(['cancelled', 'waiting']);
    });

    it('takes what was posted elsewhere about it out of what may be read there', async () => {
      const run = await takenRun(store);
      await store.askFor(acting([run.id]), ruleEvent(run, { target: elsewhere }));
      const work = await store.open({ platform: 'test' });
      await store.forgetConversation(channel, { author: undefined, at });
      await store.stop(work[0]!.id);
      expect(await store.find(work[0]!.id)).toBeUndefined();
    });
  });

  describe('as time goes by', () => {
    /** The store as it is opened so many days later. */
    const reopenAfter = (days: number) =>
      reopen(() => {
        vi.setSystemTime(Date.now() + days * DAY);
        return followClock(place);
      });

    it('runs that are over go after thirty days, and open ones that nobody takes', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      const declined = await takenRun(store);
      await store.endRuns([declined.id], 'declined', 'No.');
      const acted = await takenRun(store);
      await store.askFor(acting([acted.id]), ruleEvent(acted));
      await answered(store, [acted]);
      await store.addRuns([newRun(), newRun({ key: 'later', dueAt: Date.now() + 40 * DAY })]);
      await reopenAfter(29);
      expect(await store.latestRuns('tea', 9)).toHaveLength(3);
      await reopenAfter(2);
      expect(await store.latestRuns('tea', 9)).toEqual([]);
      expect(await store.latestRuns('later', 9)).toHaveLength(1);
    });

    it('what was posted goes after a day, and that a rule was resumed after thirty', async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      await store.keepPosted(['a']);
      await store.keepScheduledUntil('tea', Date.now());
      await store.pause({ key: 'tea', why: 'asked', sentence: 'ada paused it', at: Date.now() });
      await store.pause({ key: 'coffee', why: 'asked', sentence: 'grace paused it', at: Date.now() });
      await store.resume('tea');
      await reopenAfter(2);
      expect(await store.hasPosted(['a'], 0)).toBe(false);
      await reopenAfter(40);
      const kept = await everythingIn(place);
      expect([kept.includes('ada paused it'), kept.includes('grace paused it')]).toEqual([false, true]);
      expect(await store.scheduledUntil('tea')).toBeDefined();
    });
  });
});
