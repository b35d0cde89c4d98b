/** What rules may spend: no more than their own budget and those of everybody, and nobody is asked for a price. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Changes, useBench } from '../harness.ts';
import { type Asks, createWatcher, POSTED, ruleAsk, type Watcher } from './asking.ts';

const bench = useBench();
let watcher: Watcher;
let asked: number;

const restart = (budgets: Changes['budgets'] = {}) => bench.restart({ onlooker: watcher, budgets });
const answered = async (asks: Asks = {}) => {
  asked += 1;
  await bench.chat.deliver(ruleAsk({ id: `run-${asked}`, ...asks }));
  return watcher.untilEnded(asked);
};
const ada = { author: { id: 'U1', name: 'Ada', roles: [] } };

beforeEach(async () => {
  asked = 0;
  watcher = createWatcher();
  await restart();
});

describe('the budget of a rule', () => {
  it('is for the day, for all its answers, and for none of another rule', async () => {
    const rule = { usdPerDay: 0.07 };
    expect(await answered({ rule })).toEqual(POSTED);
    bench.openai.reply('Much. ', {
      end: 'complete',
      usage: { input: 100, cached: 0, output: 2_000, reasoning: 0 },
    });
    await answered({ rule });
    expect(await answered({ rule })).toMatchObject({
      outcome: 'hindered',
      isBroken: false,
      why: expect.objectContaining({ whose: 'rule' }),
    });
    expect(await answered({ rule: { ...rule, key: 'other' } })).toEqual(POSTED);
    expect(bench.chat.pages).toHaveLength(3);
    expect(bench.openai.requests).toHaveLength(3);
  });
});

describe('a price above which people are asked', () => {
  it('ends the turn of a rule with a sentence that says what to do', async () => {
    await restart({ askAbove: 0.001 });
    expect(await answered()).toMatchObject({
      outcome: 'failed',
      isBroken: false,
      why: { code: 'tooDear', price: expect.stringMatching(/^\$0\.\d+$/), most: '$0.0010' },
    });
    expect(bench.chat.pages).toEqual([]);
    expect(bench.openai.requests).toEqual([]);
  });

  it('does not matter to a rule that has a budget of its own', async () => {
    await restart({ askAbove: 0.001 });
    expect(await answered({ rule: { usdPerDay: 1 } })).toEqual(POSTED);
  });
});

describe('the budgets of people', () => {
  it('are drawn on by the rules they made, and by nobody’s rules', async () => {
    await restart({ limits: [{ for: 'person', per: 'day', tokens: 100 }] });
    expect(await answered({ message: ada })).toMatchObject({
      why: { code: 'budgetTooSmall', whose: 'person' },
    });
    expect(await answered()).toEqual(POSTED);
  });
});
