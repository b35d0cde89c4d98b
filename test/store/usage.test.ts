import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CallCost, openStore, type Store } from '../../src/store/index.ts';
import { ENGINES, freshPlace, type Place } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { accepted, begun } from './steps.ts';

describe.each(ENGINES)('on %s', (engine) => {
  let place: Place;
  let store: Store;

  beforeEach(async () => {
    place = await freshPlace(engine);
    store = await openStore(place);
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await store.close();
    await place.remove();
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
});
