import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallCost, RULE_FILE, type RuleQuestions, type Store, summed } from '../../src/store/index.ts';
import { ENGINES, everythingIn, type Place } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { followClock } from './clock.ts';
import { accepted, begun } from './steps.ts';
import { useStore } from './use-store.ts';
import { keptRule } from './watching/runs.ts';

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;
  const reopen = useStore(engine, (opened) => ({ place, store } = opened));
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });

  const bo = { id: 'U2', name: 'Bo', roles: [] };

  const call = (changes: Partial<CallCost> = {}): CallCost => ({
    purpose: 'answer',
    model: 'gpt-5.5',
    effort: 'high',
    inputTokens: 100,
    cachedInputTokens: 10,
    cacheWriteTokens: 3,
    outputTokens: 20,
    reasoningTokens: 5,
    estimated: false,
    usd: 0.25,
    ...changes,
  });

  const small = call({ purpose: 'route', model: 'gpt-5.4-nano', effort: 'none', usd: 0.01 });

  /** A question that was answered by these requests at a time, as a local date; `files` is what preparing its files cost. */
  async function answered(
    at: readonly [month: number, day: number, hour: number, minute?: number],
    calls: readonly CallCost[],
    { files = 0, ...event }: Parameters<typeof askEvent>[0] & { readonly files?: number } = {},
  ) {
    const [month, day, hour, minute = 0] = at;
    vi.setSystemTime(new Date(2026, month - 1, day, hour, minute));
    const turn = await accepted(store, askEvent({ eventId: crypto.randomUUID(), ...event }));
    await begun(store, turn);
    const known = calls.every(({ usd }) => usd !== undefined);
    const usd = calls.reduce((sum, one) => sum + (one.usd ?? 0), files);
    const { purpose: _, estimated: __, ...first } = calls.at(-1)!;
    await store.finish(turn.id, 'done', { ...first, usd: known ? usd : undefined, calls });
  }

  describe('usage by model', () => {
    it('counts answers and not requests, and every model that took part', async () => {
      await answered([11, 2, 9], [small, call({ purpose: 'attempt' }), call({ purpose: 'attempt' }), call()]);
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([
        { model: 'gpt-5.5', answers: 1, inputTokens: 300, outputTokens: 60, usd: 0.75 },
        { model: 'gpt-5.4-nano', answers: 0, inputTokens: 100, outputTokens: 20, usd: 0.01 },
      ]);
    });

    it('has what preparing files took with the model that answered', async () => {
      await answered([11, 2, 9], [small, call()], { files: 0.5 });
      const [first] = await store.usage({ author: 'test:U1', since: 0 });
      expect(first?.usd).toBeCloseTo(0.75, 10);
    });

    it('says of no model what it cost where one of its prices is not known', async () => {
      await answered([11, 2, 9], [small, call({ usd: undefined })]);
      await answered([11, 2, 9], [call()]);
      const found = await store.usage({ author: 'test:U1', since: 0 });
      expect(found.map(({ model, usd }) => [model, usd])).toEqual([
        ['gpt-5.5', undefined],
        ['gpt-5.4-nano', 0.01],
      ]);
    });

    it('has what a run took that was left, and what the next one took', async () => {
      const turn = await begun(store, await accepted(store, askEvent()));
      const { purpose: _, estimated: __, ...cost } = call();
      await store.release(turn.id, { ...cost, calls: [call()] });
      await begun(store, turn);
      await store.finish(turn.id, 'done', { ...cost, calls: [call()] });
      expect(await store.usage({ author: 'test:U1', since: 0 })).toEqual([
        { model: 'gpt-5.5', answers: 1, inputTokens: 200, outputTokens: 40, usd: 0.5 },
      ]);
      expect(await store.usageRows({ since: 0, most: 9 })).toMatchObject([{ usd: 0.25 }, { usd: 0.25 }]);
    });

    it('has what a run took that was left and then given up', async () => {
      const turn = await begun(store, await accepted(store, askEvent()));
      const { purpose: _, estimated: __, ...cost } = call();
      await store.release(turn.id, { ...cost, calls: [call()] });
      await begun(store, turn);
      await store.finish(turn.id, 'failed', undefined);
      expect(await store.usage({ author: 'test:U1', since: 0 })).toMatchObject([{ usd: 0.25 }]);
    });

    it('is one person’s, or everybody’s', async () => {
      await answered([11, 2, 9], [call()]);
      await answered([11, 2, 10], [call()], { author: bo });
      expect(await store.usage({ author: 'test:U2', since: 0 })).toMatchObject([{ answers: 1 }]);
      expect(await store.usage({ since: 0 })).toMatchObject([{ answers: 2, usd: 0.5 }]);
      expect(await store.usage({ since: new Date(2026, 10, 2, 9, 30).getTime() })).toMatchObject([
        { answers: 1 },
      ]);
    });
  });

  describe('usage by day', () => {
    it('has a row for each person, model and day of this machine’s clock, midnight to midnight', async () => {
      await answered([11, 2, 0, 0], [call()]);
      await answered([11, 2, 23, 59], [call()]);
      await answered([11, 3, 0, 0], [small, call()]);
      await answered([11, 3, 12], [call()], { author: bo });
      const rows = await store.usageByDay({ since: 0 });
      expect(
        rows
          .map(({ person, model, day, answers, knownUsd }) => [person, model, day, answers, knownUsd])
          .sort(),
      ).toEqual([
        ['test:U1', 'gpt-5.4-nano', '2026-11-03', 0, 0.01],
        ['test:U1', 'gpt-5.5', '2026-11-02', 2, 0.5],
        ['test:U1', 'gpt-5.5', '2026-11-03', 1, 0.25],
        ['test:U2', 'gpt-5.5', '2026-11-03', 1, 0.25],
      ]);
    });

    it.each(['Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham', 'UTC'])(
      'goes by the clock in %s',
      async (zone) => {
        vi.stubEnv('TZ', zone);
        await answered([11, 2, 23, 59], [call()]);
        await answered([11, 3, 0, 0], [call()]);
        expect((await store.usageByDay({ since: 0 })).map(({ day }) => day).sort()).toEqual([
          '2026-11-02',
          '2026-11-03',
        ]);
        vi.unstubAllEnvs();
      },
    );

    it('keeps what forgotten people cost, under nobody’s name', async () => {
      await answered([11, 2, 9], [call()]);
      await answered([11, 2, 9], [call()], { author: bo });
      await store.forgetPerson('test:U1');
      const people = (await store.usageByDay({ since: 0 })).map(({ person }) => person);
      expect(people.toSorted()).toEqual(['test:U2', undefined]);
    });
  });

  describe('usage request by request', () => {
    it('tells of each when, where, for whom and for what, the latest first, files after their answer’s requests', async () => {
      const where = conversation({ kind: 'thread', channel: 'C2', thread: 'T1' });
      await answered([11, 2, 9], [small, call()], { conversation: where, files: 0.5 });
      await answered([11, 3, 9], [call({ estimated: true, usd: undefined })], { author: bo });
      const rows = await store.usageRows({ since: 0, most: 10 });
      expect(rows).toMatchObject([
        { person: 'test:U2', purpose: 'answer', estimated: true, usd: undefined },
        { person: 'test:U1', purpose: 'files', model: undefined, inputTokens: 0, usd: 0.5 },
        { person: 'test:U1', purpose: 'answer', model: 'gpt-5.5', effort: 'high', usd: 0.25 },
        { person: 'test:U1', purpose: 'route', model: 'gpt-5.4-nano', effort: 'none', usd: 0.01 },
      ]);
      expect(rows[2]).toEqual({
        at: new Date(2026, 10, 2, 9).getTime(),
        conversation: 'test:W1:C2:T1',
        person: 'test:U1',
        ...call(),
      });
      expect(await store.usageRows({ since: 0, most: 1 })).toEqual(rows.slice(0, 1));
    });

    it('names nobody who is forgotten', async () => {
      await answered([11, 2, 9], [call()]);
      await store.forgetPerson('test:U1');
      expect(await store.usageRows({ since: 0, most: 10 })).toMatchObject([{ person: undefined, usd: 0.25 }]);
    });
  });

  describe('what rules asked a model', () => {
    const thread = conversation({ kind: 'thread', thread: 'T1' });
    const judged = call({ purpose: 'judge', model: 'gpt-5.4-nano', effort: 'none', usd: 0.01 });

    /** A rule has asked its question about some messages, at a time. */
    async function asked(
      at: readonly [month: number, day: number, hour: number],
      changes: Partial<RuleQuestions> = {},
    ) {
      const [month, day, hour] = at;
      vi.setSystemTime(new Date(2026, month - 1, day, hour));
      const { purpose: _, estimated: __, ...cost } = judged;
      const questions: RuleQuestions = {
        id: crypto.randomUUID(),
        rule: 'tea',
        payer: 'test:U9',
        conversation: thread,
        questions: 3,
        cost: { ...cost, calls: [judged] },
        ...changes,
      };
      await store.keepQuestions(questions);
      return questions;
    }

    it('is in the sums beside the answers, with the rule and whose rights it has', async () => {
      await answered([11, 2, 9], [call()]);
      await asked([11, 2, 10]);
      await asked([11, 2, 11], { payer: RULE_FILE, rule: 'coffee', questions: 1 });
      const rows = await store.usageByDay({ since: 0 });
      expect(
        rows
          .map(({ person, rule, model, answers, questions, usd }) => [
            person,
            rule,
            model,
            answers,
            questions,
            usd,
          ])
          .sort(),
      ).toEqual([
        [RULE_FILE, 'coffee', 'gpt-5.4-nano', 0, 1, 0.01],
        ['test:U1', undefined, 'gpt-5.5', 1, 0, 0.25],
        ['test:U9', 'tea', 'gpt-5.4-nano', 0, 3, 0.01],
      ]);
      expect(await store.usage({ author: 'test:U9', since: 0 })).toEqual([
        { model: 'gpt-5.4-nano', answers: 0, inputTokens: 100, outputTokens: 20, usd: 0.01 },
      ]);
    });

    it('has what looking at files took', async () => {
      const { id: _, ...one } = await asked([11, 2, 9]);
      await asked([11, 3, 9], { cost: { ...one.cost, usd: 0.51 } });
      const [all] = summed(await store.usageByDay({ since: 0 }), () => undefined);
      expect(all?.usd).toBeCloseTo(0.52, 10);
      expect(await store.usageRows({ since: 0, most: 9 })).toMatchObject([
        { purpose: 'files', rule: 'tea', model: undefined, usd: expect.closeTo(0.5, 10) },
        { purpose: 'judge', rule: 'tea', conversation: 'test:W1:C1', person: 'test:U9', usd: 0.01 },
        { purpose: 'judge' },
      ]);
    });

    it('is kept once, however often it is tried', async () => {
      const first = await asked([11, 2, 9]);
      await store.keepQuestions(first);
      expect(await store.usageByDay({ since: 0 })).toMatchObject([{ questions: 3, usd: 0.01 }]);
    });

    it('is nobody’s when its author is forgotten', async () => {
      await asked([11, 2, 9]);
      await store.forgetPerson('test:U9');
      expect(await store.usageByDay({ since: 0 })).toMatchObject([
        { person: undefined, rule: 'tea', usd: 0.01 },
      ]);
      expect(await everythingIn(place)).not.toContain('test:U9');
    });

    it('goes after sixty-two days', async () => {
      await asked([9, 1, 9]);
      await asked([11, 2, 9]);
      vi.setSystemTime(new Date(2026, 10, 3, 9));
      await reopen(() => followClock(place));
      expect(await store.usageRows({ since: 0, most: 9 })).toMatchObject([
        { at: new Date(2026, 10, 2, 9).getTime() },
      ]);
    });

    it('is added up whole also where it is too much to be looked up in one go, and leaves room for all else', async () => {
      const many = Array.from({ length: 1_050 }, () => asked([11, 2, 9], { questions: 1 }));
      await Promise.all(many);
      await asked([11, 2, 10], { questions: 1 });
      await asked([11, 2, 11], { questions: 1 });
      let turns = 0;
      let isOver = false;
      const count = () => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      setImmediate(count);
      const rows = await store.usageByDay({ since: 0 });
      isOver = true;
      expect(rows).toMatchObject([{ questions: 1_052, usd: expect.closeTo(10.52, 6) }]);
      expect(turns).toBeGreaterThan(1);
      const requests = await store.usageRows({ since: 0, most: 1_051 });
      expect(requests).toHaveLength(1_051);
      expect(requests.slice(0, 3).map(({ at }) => new Date(at).getHours())).toEqual([11, 10, 9]);
    });
  });

  it('knows what people were called when they last asked themselves', async () => {
    await answered([11, 2, 9], [call()]);
    await answered([11, 3, 9], [call()], { author: { id: 'U1', name: 'Ada Lovelace', roles: [] } });
    await answered([11, 2, 9], [call()], { author: bo });
    const { message: hers, target } = askEvent();
    // Cy had a question of Ada's answered again.
    const again = { type: 'command', eventId: 'again', name: 'ask', message: hers } as const;
    await accepted(store, { ...again, target: { ...target, userId: 'U3' } });
    await store.forgetPerson('test:U2');
    expect(await store.namesOf(['test:U1', 'test:U2', 'test:U3'])).toEqual(
      new Map([['test:U1', 'Ada Lovelace']]),
    );
  });

  it('knows those who have never asked by the rules they made, and whoever runs the bot by their file', async () => {
    await store.keepRule(keptRule({ author: { id: 'U9', name: 'Grace', roles: [] } }));
    expect(await store.namesOf(['test:U9', 'test:U8', RULE_FILE])).toEqual(
      new Map([
        ['test:U9', 'Grace'],
        [RULE_FILE, 'attache.yaml'],
      ]),
    );
  });
});
