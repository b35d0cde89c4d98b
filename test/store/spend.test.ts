import { describe, expect, it, vi } from 'vitest';
import { type BudgetCap, type Drawer, type Store } from '../../src/store/index.ts';
import { ENGINES, type Place } from '../support/engines.ts';
import { askEvent } from '../support/events.ts';
import { followClock } from './clock.ts';
import { accepted, begun } from './steps.ts';
import { useStore } from './use-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));
  const by = (turn: string, changes: Partial<Drawer> = {}): Drawer => ({
    turn,
    person: 'ada',
    channel: 'tea',
    workspace: 'house',
    ...changes,
  });
  const cap = (changes: Partial<BudgetCap> = {}): BudgetCap => ({
    of: 'person',
    unit: 'usd',
    most: 1,
    since: 0,
    ...changes,
  });
  const reserve = async (turn: string, usd: number, caps = [cap()]) =>
    (await store.reserve(by(turn), { usd, tokens: usd * 1_000 }, caps)).isReserved;
  /** What is used of caps in the eyes of a turn that has nothing. */
  const used = (...caps: readonly BudgetCap[]) => store.used(by('a new turn'), caps);

  describe('setting aside what a turn will take', () => {
    it.each([
      ['dollars', 0.1, cap({ most: 1.05 })],
      ['tokens', 0.1, cap({ unit: 'tokens', most: 1_050 })],
    ])(
      'lets a hundred turns at once take what fits in %s, never more and hardly less',
      async (_, usd, limit) => {
        const turns = Array.from({ length: 100 }, (_turn, index) => reserve(`t${index}`, usd, [limit]));
        expect((await Promise.all(turns)).filter(Boolean)).toHaveLength(10);
        const [sum] = await used(limit);
        expect(sum).toBeLessThanOrEqual(limit.most);
        expect(sum).toBeGreaterThan(limit.most * 0.9);
      },
    );

    it('fills a budget to the cent, however its parts are written in binary', async () => {
      const dimes = ['a', 'b', 'c'].map((turn) => reserve(turn, 0.1, [cap({ most: 0.3 })]));
      expect(await Promise.all(dimes)).toEqual([true, true, true]);
      expect(await reserve('d', 0.001, [cap({ most: 0.3 })])).toBe(false);
    });

    it('is refused by each cap that has no room, and then takes nothing', async () => {
      const caps = [cap({ most: 10 }), cap({ of: 'everyone', unit: 'tokens', most: 500 })];
      expect(await reserve('a', 0.4, caps)).toBe(true);
      expect(await store.reserve(by('b'), { usd: 0.4, tokens: 400 }, caps)).toEqual({
        isReserved: false,
        used: [0.4, 400],
      });
      expect(await used(...caps)).toEqual([0.4, 400]);
    });

    it('takes the place of what the same turn had set aside', async () => {
      await reserve('a', 0.9);
      expect(await reserve('a', 1)).toBe(true);
      expect(await used(cap())).toEqual([1]);
      expect(await reserve('a', 1.1)).toBe(false);
      expect(await reserve('b', 0.1)).toBe(false);
      expect(await reserve('a', 0.5)).toBe(true);
      expect(await reserve('b', 0.5)).toBe(true);
    });

    it('of nothing is never refused: what costs nothing can be had when all is spent', async () => {
      await reserve('a', 1);
      expect(await reserve('b', 0)).toBe(true);
    });

    it('counts for the person, the channel and the workspace, each by itself', async () => {
      const spent = { usd: 1, tokens: 10 };
      await store.settleSpend(by('a'), spent);
      await store.settleSpend(by('b', { person: 'bo' }), spent);
      await store.settleSpend(by('c', { person: 'bo', channel: 'coffee' }), spent);
      await store.settleSpend(by('d', { person: 'cy', channel: 'c', workspace: 'garden' }), spent);
      const scopes = ['person', 'channel', 'workspace', 'everyone'] as const;
      expect(await used(...scopes.map((of) => cap({ of })))).toEqual([1, 2, 3, 4]);
    });

    it('counts for the rule that asks, whoever it asks for, and for no rule where a person asks', async () => {
      const spent = { usd: 1, tokens: 10 };
      await store.settleSpend(by('a', { rule: 'tea' }), spent);
      await store.settleSpend(by('b', { rule: 'tea', person: 'bo', workspace: 'garden' }), spent);
      await store.settleSpend(by('c', { rule: 'coffee' }), spent);
      await store.settleSpend(by('d'), spent);
      const ofRule = (rule?: string) => store.used(by('new', { rule }), [cap({ of: 'rule' }), cap()]);
      expect(await ofRule('tea')).toEqual([2, 3]);
      expect(await ofRule('coffee')).toEqual([1, 3]);
      expect(await ofRule()).toEqual([0, 3]);
    });

    it('holds for a rule under many runs at once, in all channels together', async () => {
      const caps = [cap({ of: 'rule', most: 1.05 })];
      const runs = Array.from({ length: 60 }, async (_, index) => {
        const drawer = by(`t${index}`, { rule: index < 30 ? 'tea' : 'coffee', channel: `c${index}` });
        const { isReserved } = await store.reserve(drawer, { usd: 0.1, tokens: 0 }, caps);
        return isReserved ? [drawer.rule] : [];
      });
      const reserved = (await Promise.all(runs)).flat();
      expect(['tea', 'coffee'].map((rule) => reserved.filter((one) => one === rule).length)).toEqual([
        10, 10,
      ]);
    });

    it('counts from the first moment of a period on', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const midnight = Date.UTC(2026, 10, 22);
      vi.setSystemTime(midnight - 1);
      await store.settleSpend(by('a'), { usd: 0.5, tokens: 0 });
      vi.setSystemTime(midnight);
      await store.settleSpend(by('b'), { usd: 0.25, tokens: 0 });
      expect(await used(cap({ since: midnight }), cap({ since: midnight - 1 }))).toEqual([0.25, 0.75]);
    });
  });

  describe('settling what a turn took', () => {
    it('gives the rest back, or notes more than was expected', async () => {
      await reserve('a', 0.9);
      await store.settleSpend(by('a'), { usd: 0.2, tokens: 0 });
      expect(await used(cap())).toEqual([0.2]);
      await reserve('b', 0.1);
      await store.settleSpend(by('b'), { usd: 3, tokens: 0 });
      expect(await used(cap())).toEqual([3.2]);
    });

    it('counts where it was set aside, when the period ends in between', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const midnight = Date.UTC(2026, 10, 22);
      vi.setSystemTime(midnight - 1_000);
      await reserve('a', 0.9);
      vi.setSystemTime(midnight + 1_000);
      await store.settleSpend(by('a'), { usd: 0.2, tokens: 0 });
      expect(await used(cap({ since: midnight }), cap())).toEqual([0, 0.2]);
    });

    it('gives all back where it took nothing, and keeps what was set aside where nobody knows', async () => {
      await reserve('a', 0.25);
      await store.settleSpend(by('a'), { usd: 0, tokens: 0 });
      expect(await used(cap())).toEqual([0]);
      await reserve('b', 0.25);
      await store.settleSpend(by('b'), undefined);
      await store.unreserve('b');
      expect(await used(cap())).toEqual([0.25]);
    });

    it('of a run that is left adds to it, and leaves what is set aside for the next run', async () => {
      await reserve('a', 0.5);
      await store.addSpend(by('a'), { usd: 0.125, tokens: 10 });
      expect(await used(cap())).toEqual([0.625]);
      await reserve('a', 0.75);
      expect(await used(cap())).toEqual([0.875]);
      await store.settleSpend(by('a'), { usd: 0.25, tokens: 10 });
      expect(await used(cap())).toEqual([0.375]);
    });
  });

  describe('what is set aside', () => {
    it('is not in the way of the turn that has set it aside', async () => {
      await reserve('a', 0.9);
      expect(await store.used(by('a'), [cap()])).toEqual([0]);
      expect(await used(cap())).toEqual([0.9]);
    });

    it('lasts over a restart, and is free again when its turn is given up', async () => {
      const turn = await begun(store, await accepted(store, askEvent()));
      await reserve(turn.id, 0.9);
      await reopen();
      expect(await used(cap())).toEqual([0.9]);
      await begun(store, turn);
      await store.finish(turn.id, 'failed', undefined);
      expect(await used(cap())).toEqual([0]);
    });

    it('is free again a day after a turn that never came back', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      await reserve('lost', 0.9);
      vi.advanceTimersByTime(DAY - 1);
      expect(await used(cap())).toEqual([0.9]);
      vi.advanceTimersByTime(1);
      expect(await used(cap())).toEqual([0]);
      expect(await reserve('b', 1)).toBe(true);
    });

    it('and what was spent is kept as long as a budget may ask for it', async () => {
      vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
      await store.settleSpend(by('a'), { usd: 0.5, tokens: 0 });
      vi.advanceTimersByTime(61 * DAY);
      await followClock(place);
      await reopen();
      expect(await used(cap())).toEqual([0.5]);
      vi.setSystemTime(Date.now() + 2 * DAY);
      await followClock(place);
      await vi.advanceTimersByTimeAsync(2 * DAY);
      await vi.waitFor(async () => expect(await used(cap())).toEqual([0]));
    });

    it('stays when its person is forgotten, so that forgetting is no new budget', async () => {
      const person = store.alias('test:U1');
      await store.settleSpend(by('a', { person }), { usd: 0.5, tokens: 0 });
      await store.forgetPerson('test:U1');
      expect(await store.used(by('b', { person }), [cap()])).toEqual([0.5]);
    });
  });

  describe('what is learned', () => {
    const learned = {
      model: 'gpt-5.5',
      effort: 'high',
      answers: 3,
      inputRatio: 1.1,
      outputTokens: 4321.5,
    } as const;

    it('is there after a restart, the newest of each model and effort', async () => {
      await store.keepEstimate(learned);
      await store.keepEstimate({ ...learned, answers: 4, inputRatio: 1.2 });
      await store.keepEstimate({ ...learned, effort: 'low' });
      await reopen();
      expect(await store.estimates()).toEqual([
        { ...learned, answers: 4, inputRatio: 1.2 },
        { ...learned, effort: 'low' },
      ]);
    });
  });
});
