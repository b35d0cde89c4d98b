/** A store that is opened with a clock goes by it in all that it notes and decides. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { ENGINES } from '../support/engines.ts';
import { askEvent, conversation } from '../support/events.ts';
import { accepted, begun } from './steps.ts';
import { useStore } from './use-store.ts';
import {
  acting,
  answered,
  channel,
  keptRule,
  newRun,
  ruleEvent,
  takeAll,
  takenRun,
} from './watching/runs.ts';

/** Long before these tests are run. */
const THEN = Date.UTC(2001, 1, 3);
const HOUR = 3_600_000;

describe.each(ENGINES)('on %s, a store with a clock of its own', (engine) => {
  let store: Store;
  let time: number;
  beforeEach(() => {
    time = THEN;
  });
  useStore(engine, (opened) => ({ store } = opened), { now: () => time });

  it('tells what it shows', () => {
    time = THEN + 1;
    expect(store.now()).toBe(THEN + 1);
  });

  it('notes by it when a question was answered', async () => {
    const turn = await begun(store, await accepted(store, askEvent()));
    time = THEN + HOUR;
    const cost = { model: 'gpt-5.5', effort: 'low', inputTokens: 1, cachedInputTokens: 0 } as const;
    const more = { cacheWriteTokens: 0, outputTokens: 1, reasoningTokens: 0, usd: 1, calls: [] };
    await store.finish(turn.id, 'done', { ...cost, ...more });
    expect(await store.usage({ since: THEN + HOUR })).toMatchObject([{ answers: 1 }]);
    expect(await store.usage({ since: THEN + HOUR + 1 })).toEqual([]);
  });

  it('counts by it what is spent, and what is set aside', async () => {
    const drawer = (turn: string) => ({ turn, person: 'ada', channel: 'tea', workspace: 'house' });
    const since = (at: number) => ({ of: 'person', unit: 'usd', most: 1, since: at }) as const;
    await store.settleSpend(drawer('a'), { usd: 0.5, tokens: 0 });
    expect(await store.used(drawer('b'), [since(THEN), since(THEN + 1)])).toEqual([0.5, 0]);
    await store.reserve(drawer('lost'), { usd: 0.25, tokens: 0 }, [since(THEN)]);
    time = THEN + 24 * HOUR - 1;
    expect(await store.used(drawer('b'), [since(THEN)])).toEqual([0.75]);
    time = THEN + 24 * HOUR;
    expect(await store.used(drawer('b'), [since(THEN)])).toEqual([0.5]);
  });

  it('keeps a rule waiting by it', async () => {
    const cooldown = { scope: 'test:W1:C1', ms: HOUR };
    const [first, next] = [await takenRun(store), await takenRun(store)];
    expect(await store.askFor(acting([first.id], cooldown), ruleEvent(first))).toEqual([]);
    time = THEN + HOUR - 1;
    expect(await store.isCooling('tea', [next.id], cooldown)).toBe(true);
    time = THEN + HOUR;
    expect(await store.actFor(acting([next.id], cooldown))).toEqual([]);
  });

  it('puts off by it what comes again and again', async () => {
    const later = () => newRun({ group: 'C1', dueAt: time + 10_000, putOffMs: 25_000 });
    await store.addRuns([later()]);
    time = THEN + 20_000;
    await store.addRuns([later()]);
    expect(await store.nextDue()).toBe(THEN + 25_000);
  });

  it('knows by it when rules acted, for bots and for people', async () => {
    const run = await takenRun(store, { isFromBot: true });
    await store.askFor(acting([run.id]), ruleEvent(run));
    await answered(store, [run]);
    expect(await store.setOffByBots(channel, THEN)).toBe(1);
    expect(await store.setOffByBots(channel, THEN + 1)).toBe(0);
    expect(await store.standings(THEN)).toMatchObject([{ acted: 1, lastAt: THEN }]);
    expect(await store.latestRuns('tea', 1)).toMatchObject([{ endedAt: THEN }]);
  });

  it('forgives by it the failures of a rule that is resumed', async () => {
    const { key } = keptRule();
    const failed = await takenRun(store, { key });
    await store.endRuns([failed.id], 'failed', 'It went wrong.');
    await store.pause({ key, why: 'broken', sentence: 'It is broken.', at: THEN });
    time = THEN + 1;
    await store.resume(key);
    expect(await store.failuresInARow(key)).toBe(0);
    expect(await takeAll(store)).toEqual([]);
  });

  it('recognises by it what was posted', async () => {
    await store.keepPosted(['a']);
    expect(await store.hasPosted(['a'], THEN)).toBe(true);
    expect(await store.hasPosted(['a'], THEN + 1)).toBe(false);
  });

  it('keeps by it what stands for the older part of a conversation', async () => {
    const place = { conversation: conversation(), model: 'gpt-5.5' };
    const content = { kind: 'summary', text: 'Tea was drunk.' } as const;
    await store.keepCompaction(place, { throughId: 'M1', throughAt: 1, messages: 9, content }, THEN);
    time = THEN + 30 * 24 * HOUR;
    expect(await store.compaction(place)).toMatchObject({ content });
    time += 1;
    expect(await store.compaction(place)).toBeUndefined();
    await store.forgetPerson('test:U1');
    await store.keepCompaction(place, { throughId: 'M1', throughAt: 1, messages: 9, content }, time);
    expect(await store.compaction(place)).toBeUndefined();
  });
});
