import { describe, expect, it } from 'vitest';
import { costUsd, findModel, type Usage } from '../../../src/model/index.ts';

/** 100,000 tokens in, of which 40,000 were cached and 20,000 are written to the cache, and 10,000 out. */
const SHORT: Usage = {
  inputTokens: 100_000,
  cachedInputTokens: 40_000,
  cacheWriteTokens: 20_000,
  outputTokens: 10_000,
  reasoningTokens: 4_000,
};
/** Five times that: beyond the 272,000 tokens from which the whole request costs more. */
const LONG: Usage = {
  inputTokens: 500_000,
  cachedInputTokens: 200_000,
  cacheWriteTokens: 100_000,
  outputTokens: 50_000,
  reasoningTokens: 20_000,
};

/** What tokens cost at prices of dollars for a million. */
const dollars = (...parts: readonly (readonly [tokens: number, price: number])[]): number =>
  parts.reduce((sum, [tokens, price]) => sum + tokens * price, 0) / 1e6;

describe('the price list of gpt-5.5: $5 in, $0.50 cached, $30 out; twice and one and a half times beyond 272,000', () => {
  it.each([
    ['a short request', SHORT, 'default', dollars([60_000, 5], [40_000, 0.5], [10_000, 30])],
    ['a short one with flex', SHORT, 'flex', dollars([60_000, 2.5], [40_000, 0.25], [10_000, 15])],
    ['a short one with priority', SHORT, 'priority', dollars([60_000, 12.5], [40_000, 1.25], [10_000, 75])],
    ['a long request', LONG, 'default', dollars([300_000, 10], [200_000, 1], [50_000, 45])],
    ['a long one with flex', LONG, 'flex', dollars([300_000, 5], [200_000, 0.5], [50_000, 22.5])],
    [
      'a long one, which priority does not take',
      LONG,
      'priority',
      dollars([300_000, 10], [200_000, 1], [50_000, 45]),
    ],
  ] as const)('%s', (_what, usage, service, usd) => {
    expect(costUsd(findModel('gpt-5.5'), { ...usage, service })).toBeCloseTo(usd, 12);
  });
});

it.each([
  ['gpt-5.5-pro', SHORT, dollars([100_000, 30], [10_000, 180])],
  ['gpt-5.5-pro', LONG, dollars([500_000, 60], [50_000, 270])],
  ['gpt-5.4', SHORT, dollars([60_000, 2.5], [40_000, 0.25], [10_000, 15])],
  ['gpt-5.4-mini', SHORT, dollars([60_000, 0.75], [40_000, 0.075], [10_000, 4.5])],
  ['gpt-5.4-nano', SHORT, dollars([60_000, 0.2], [40_000, 0.02], [10_000, 1.25])],
  ['gpt-5', SHORT, dollars([60_000, 1.25], [40_000, 0.125], [10_000, 10])],
  ['gpt-5-mini', SHORT, dollars([60_000, 0.25], [40_000, 0.025], [10_000, 2])],
  ['gpt-5-nano', SHORT, dollars([60_000, 0.05], [40_000, 0.005], [10_000, 0.4])],
  ['gpt-5.6-sol', SHORT, dollars([40_000, 4], [40_000, 0.4], [20_000, 5], [10_000, 20])],
  ['gpt-5.6-sol', LONG, dollars([200_000, 8], [200_000, 0.8], [100_000, 10], [50_000, 30])],
  ['gpt-5.6-terra', SHORT, dollars([40_000, 2], [40_000, 0.2], [20_000, 2.5], [10_000, 12])],
  ['gpt-5.6-luna', SHORT, dollars([40_000, 0.2], [40_000, 0.02], [20_000, 0.25], [10_000, 1.2])],
  ['gpt-6-astra', SHORT, dollars([40_000, 10], [40_000, 1], [20_000, 12.5], [10_000, 50])],
  ['gpt-6-sol', SHORT, dollars([40_000, 2], [40_000, 0.2], [20_000, 2.5], [10_000, 10])],
  ['gpt-6-luna', SHORT, dollars([40_000, 0.1], [40_000, 0.01], [20_000, 0.125], [10_000, 0.5])],
  ['gpt-6.1-sol', SHORT, dollars([40_000, 2], [40_000, 0.1], [20_000, 2.5], [10_000, 10])],
])('what is cached, written to the cache and said has each its price: %s', (id, usage, usd) => {
  expect(costUsd(findModel(id), usage)).toBeCloseTo(usd, 12);
});

it('a service without a price of its own costs what is usual', () => {
  const usual = costUsd(findModel('gpt-5.5-pro'), SHORT)!;
  expect(costUsd(findModel('gpt-5.5-pro'), { ...SHORT, service: 'flex' })).toBe(usual);
  expect(costUsd(findModel('gpt-5.5-pro'), { ...SHORT, service: 'default' })).toBe(usual);
});

it('a fast answer of gpt-5.4-mini costs twice', () => {
  const usd = costUsd(findModel('gpt-5.4-mini'), { ...SHORT, service: 'priority' });
  expect(usd).toBeCloseTo(dollars([60_000, 1.5], [40_000, 0.15], [10_000, 9]), 12);
});

it('counts that contradict each other never make an answer cheaper than nothing', () => {
  const odd = { ...SHORT, cachedInputTokens: 300_000, cacheWriteTokens: 300_000 };
  const usd = costUsd(findModel('gpt-5.6-sol'), odd);
  expect(usd).toBeCloseTo(dollars([100_000, 0.4], [10_000, 20]), 12);
});
