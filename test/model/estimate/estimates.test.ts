import { describe, expect, it } from 'vitest';
import {
  createEstimates,
  estimateFrame,
  estimateTurn,
  findModel,
  type Learned,
} from '../../../src/model/index.ts';
import { startOpenAi } from '../../loopback/openai/index.ts';
import { clientOf, collect, DIALECTS, question } from '../ask.ts';

const model = findModel('gpt-5.5');
const usage = (inputTokens: number, outputTokens: number) => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  reasoningTokens: 0,
});

describe('a forecast before anything is learned', () => {
  it('takes our own count, an answer as long as is usual for the effort, and the price of both', () => {
    const forecast = createEstimates().forecast(model, 'medium', 10_000);
    expect(forecast).toEqual({
      inputTokens: 10_000,
      outputTokens: 2_000,
      usd: (10_000 * 5 + 2_000 * 30) / 1_000_000,
    });
  });

  it('is dearer with every effort, and never longer than the model can write', () => {
    const { forecast } = createEstimates();
    const dollars = (['none', 'low', 'medium', 'high', 'xhigh', 'max'] as const).map(
      (effort) => forecast(model, effort, 100).usd!,
    );
    expect(dollars).toEqual(dollars.toSorted((a, b) => a - b));
    expect(forecast({ ...model, maxOutputTokens: 700 }, 'max', 100).outputTokens).toBe(700);
  });

  it('has the surcharge of a long context in it', () => {
    const { forecast } = createEstimates();
    expect(forecast(model, 'low', 272_000)).toMatchObject({ usd: expect.closeTo(1.387) });
    expect(forecast(model, 'low', 272_001)).toMatchObject({ usd: expect.closeTo(2.7605) });
  });

  it('has what writing to the cache costs in it, where that costs, and takes nothing to be cached', () => {
    const sol = findModel('gpt-5.6-sol');
    const { forecast } = createEstimates();
    expect(forecast(sol, 'low', 100_000).usd).toBeCloseTo((100_000 * 4 * 1.25 + 900 * 20) / 1_000_000);
    expect(forecast(sol, 'low', 1_000).usd).toBeCloseTo((1_000 * 4 + 900 * 20) / 1_000_000);
  });

  it('is that of the service that is asked for', () => {
    const usual = createEstimates().forecast(model, 'low', 1_000).usd!;
    expect(createEstimates([], undefined, 'flex').forecast(model, 'low', 1_000).usd).toBeCloseTo(usual / 2);
  });

  it('has no price where none is known, and still tells the tokens', () => {
    expect(createEstimates().forecast(findModel('my-own-model'), 'low', 1_000)).toMatchObject({
      usd: undefined,
      inputTokens: 1_000,
      outputTokens: 900,
    });
  });
});

describe('what is learned', () => {
  /** What is expected for 10,000 tokens after so many answers that were alike. */
  const after = (answers: number, input: number, output: number) => {
    const estimates = createEstimates();
    for (let answer = 0; answer < answers; answer += 1)
      estimates.learn(model, 'medium', { estimatedInput: 10_000, usage: usage(input, output) });
    return estimates;
  };

  it('comes close to what a server counts within a few answers, and stays there', () => {
    for (const [answers, off] of [
      [5, 0.2],
      [10, 0.1],
      [40, 0.01],
    ] as const) {
      const { inputTokens, outputTokens } = after(answers, 13_000, 400).forecast(model, 'medium', 10_000);
      expect(Math.abs(inputTokens - 13_000) / 3_000, `${answers} answers`).toBeLessThan(off);
      expect(Math.abs(outputTokens - 400) / 1_600, `${answers} answers`).toBeLessThan(off);
    }
  });

  it('follows a change', () => {
    const estimates = after(500, 10_000, 400);
    for (let answer = 0; answer < 30; answer += 1)
      estimates.learn(model, 'medium', { estimatedInput: 10_000, usage: usage(12_000, 1_600) });
    expect(estimates.forecast(model, 'medium', 10_000).inputTokens).toBeGreaterThan(11_800);
    expect(estimates.forecast(model, 'medium', 10_000).outputTokens).toBeGreaterThan(1_500);
  });

  it('of how far counts are off holds for all efforts of a model, and for no other model', () => {
    const { forecast } = after(40, 13_000, 2_000);
    expect(forecast(model, 'high', 10_000).inputTokens).toBeGreaterThan(12_900);
    expect(forecast(findModel('gpt-5.4'), 'medium', 10_000).inputTokens).toBe(10_000);
  });

  it('of one effort tells something of the others: a model that writes half writes half at all of them', () => {
    const { forecast } = after(40, 10_000, 1_000);
    expect(forecast(model, 'high', 100).outputTokens).toBeGreaterThan(2_400);
    expect(forecast(model, 'high', 100).outputTokens).toBeLessThan(2_800);
    expect(forecast(findModel('gpt-5.4'), 'high', 100).outputTokens).toBe(5_000);
  });

  it('is not thrown off by a server that counts something else, or by one endless answer', () => {
    const estimates = after(20, 10_000, 500);
    estimates.learn(model, 'medium', { estimatedInput: 10_000, usage: usage(900_000, 128_000) });
    estimates.learn(model, 'medium', { estimatedInput: 10_000, usage: usage(0, 500) });
    const { inputTokens, outputTokens } = estimates.forecast(model, 'medium', 10_000);
    expect(inputTokens).toBe(10_000);
    expect(outputTokens).toBeLessThan(900);
  });

  it('of counts takes no short question for an example: there what a server writes around it weighs most', () => {
    const estimates = createEstimates();
    estimates.learn(model, 'low', { estimatedInput: 50, usage: usage(100, 900) });
    expect(estimates.forecast(model, 'low', 10_000).inputTokens).toBe(10_000);
  });

  it('is given out to be kept, and goes on where it was', () => {
    const kept: Learned[] = [];
    const first = createEstimates([], (one) => void kept.push(one));
    for (const output of [800, 1_200, 1_000])
      first.learn(model, 'medium', { estimatedInput: 1_000, usage: usage(1_100, output) });
    expect(kept.map(({ answers }) => answers)).toEqual([1, 2, 3]);
    const next = createEstimates(kept.slice(-1));
    expect(next.forecast(model, 'medium', 5_000)).toEqual(first.forecast(model, 'medium', 5_000));
    expect(next.forecast(model, 'xhigh', 5_000)).toEqual(first.forecast(model, 'xhigh', 5_000));
  });
});

it.each(DIALECTS)(
  'a forecast is close to what a server reports over %s, once it has answered some questions',
  async (api) => {
    // It counts a token for four characters: of German that is a quarter fewer than there are.
    const openai = await startOpenAi({ countTokens: true });
    try {
      const client = clientOf(openai, api);
      const estimates = createEstimates();
      const asking = async (sentences: number) => {
        openai.reply('Ein Wort nach dem anderen. '.repeat(20));
        const request = question('Der Hund läuft über die Straße und bellt laut. '.repeat(sentences));
        const estimatedInput =
          estimateFrame(request) + request.turns.reduce((sum, turn) => sum + estimateTurn(turn, model), 0);
        const expected = estimates.forecast(model, 'medium', estimatedInput);
        const { usage: counted } = (await collect(client.stream(request, AbortSignal.timeout(30_000)))).done!;
        estimates.learn(model, 'medium', { estimatedInput, usage: counted! });
        return {
          input: expected.inputTokens / counted!.inputTokens,
          output: expected.outputTokens / counted!.outputTokens,
        };
      };
      const first = await asking(50);
      for (let answer = 0; answer < 40; answer += 1) await asking(30 + answer);
      const last = await asking(200);
      expect(Math.abs(last.input - 1)).toBeLessThan(0.02);
      expect(Math.abs(last.output - 1)).toBeLessThan(0.1);
      expect(Math.abs(first.input - 1)).toBeGreaterThan(0.03);
      expect(first.output).toBeGreaterThan(10);
    } finally {
      await openai.close();
    }
  },
);
