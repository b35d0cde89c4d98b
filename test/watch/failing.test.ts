/** What counts as a rule that goes wrong, and what does not: budgets, outages, and one mishap that meets many messages. */
import { describe, expect, test } from 'vitest';
import { channel, DAY, MINUTE, SECOND, useWatch, type Written } from './bench.ts';

const bench = useWatch();

const everything = { on: 'message' };
const sums = (limits: Written): { readonly rules: { readonly sums: Written } } => ({
  rules: { sums: { when: everything, then: { prompt: 'Sum it up.', to: 'reply' }, limits } },
});

describe('a budget', () => {
  const costly = () =>
    bench.openai.answers(() => [
      'Long.',
      { end: 'complete', usage: { input: 15_000, cached: 0, output: 500, reasoning: 0 } },
    ]);

  test('that has a little left, too little for the next answer, is no failure of the rule', async () => {
    await bench.restart(sums({ usdPerDay: 0.1 }));
    costly();
    for (let said = 0; said < 6; said += 1) await bench.say({ text: 'word '.repeat(800) });
    expect(await bench.store.pauses()).toEqual([]);
    expect((await bench.runs('sums'))[0]).toMatchObject({
      state: 'cancelled',
      outcome: expect.stringContaining('budget'),
    });
    await bench.pass(DAY);
    const before = bench.posts().length;
    await bench.say({});
    expect(bench.posts()).toHaveLength(before + 1);
  });

  test('of everybody that is used up when a schedule comes is none either', async () => {
    await bench.restart({
      budgets: { limits: [{ for: 'everyone', per: 'month', usd: 0.1 }] },
      rules: {
        news: {
          when: { on: 'schedule', cron: '* * * * *' },
          then: { prompt: 'What is new?', to: { platform: 'slack', channel: 'C9' } },
        },
      },
    });
    costly();
    await bench.due();
    for (let minute = 0; minute < 5; minute += 1) await bench.pass(MINUTE);
    expect(await bench.store.pauses()).toEqual([]);
    expect((await bench.runs('news'))[0]!.outcome).toContain('budget');
    expect(bench.posts()).toHaveLength(1);
  });

  test('that the rule never fits into pauses it, for else nobody would know', async () => {
    await bench.restart(sums({ usdPerDay: 0.001 }));
    for (let said = 0; said < 3; said += 1) await bench.say({ text: 'word '.repeat(800) });
    expect(await bench.store.pauses()).toMatchObject([
      { sentence: expect.stringContaining('The budget of this rule') },
    ]);
  });
});

const asks = {
  rules: {
    asks: {
      when: { on: 'message', question: { ask: 'Is it urgent?' } },
      then: { react: '🔥' },
      limits: { batch: '1m' },
    },
  },
};

describe('one mishap that meets many messages', () => {
  test('counts once: the rule goes on', async () => {
    await bench.restart(asks);
    bench.openai.fail({ status: 400, message: 'No.', code: 'invalid_request' });
    for (let said = 0; said < 5; said += 1) await bench.say({ text: `Hello ${said}` });
    await bench.pass(MINUTE);
    expect((await bench.runs('asks')).map(({ state }) => state)).toEqual(Array(5).fill('failed'));
    expect(await bench.store.pauses()).toEqual([]);
  });
});

describe('a model that is away', () => {
  const away = (times: number) => {
    for (let time = 0; time < times; time += 1)
      bench.openai.fail({
        status: 401,
        message: 'You exceeded your current quota',
        code: 'insufficient_quota',
      });
  };

  test('while rules ask for answers pauses none of them', async () => {
    await bench.restart(sums({}));
    away(4);
    for (let said = 0; said < 4; said += 1) await bench.say({});
    expect((await bench.runs('sums'))[0]!.outcome).toContain('credit');
    expect(await bench.store.pauses()).toEqual([]);
    await bench.say({});
    expect(bench.posts()).toHaveLength(1);
  });

  test('while it is to answer questions is asked three times, and pauses none of them', async () => {
    await bench.restart(asks);
    away(30);
    for (let said = 0; said < 3; said += 1)
      await bench.say({ conversation: channel({ channel: `C${said}` }) });
    await bench.pass(MINUTE);
    await bench.pass(30 * SECOND);
    await bench.pass(5 * MINUTE);
    expect(await bench.store.pauses()).toEqual([]);
    expect((await bench.runs('asks')).map(({ state, outcome }) => [state, outcome?.slice(0, 19)])).toEqual(
      Array(3).fill(['declined', 'I tried it 3 times.']),
    );
  });
});
