/** Which rules attache.yaml has, and since when each of them is known. */
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../src/store/index.ts';
import { ENGINES, freshPlace } from '../../support/engines.ts';
import { useStore } from '../use-store.ts';
import { newRun, newsOf } from './runs.ts';

const tea = { key: 'tea', setsOff: 'the word tea', whole: 'the word tea: 👀' };
const coffee = { key: 'coffee', setsOff: 'the word coffee', whole: 'the word coffee: 👀' };

describe.each(ENGINES)('on %s, a rule of attache.yaml', (engine) => {
  let store: Store;
  let time: number;
  beforeEach(() => {
    time = 1_000;
  });
  const reopen = useStore(engine, (opened) => ({ store } = opened), { now: () => time });

  /** The next start, with these rules. */
  async function start(...rules: readonly (typeof tea)[]) {
    time += 1_000;
    await reopen();
    return Object.fromEntries(await store.knowRules(rules));
  }

  it('is known since the first start that has it, for as long as the same sets it off', async () => {
    expect(await start(tea)).toEqual({ tea: 2_000 });
    expect(await start(tea, coffee)).toEqual({ tea: 2_000, coffee: 3_000 });
    expect(await start({ ...tea, setsOff: 'the words green tea' }, coffee)).toEqual({
      tea: 4_000,
      coffee: 3_000,
    });
    expect(await start(tea)).toEqual({ tea: 5_000 });
    expect(await start()).toEqual({});
    expect(await start(tea)).toEqual({ tea: 7_000 });
  });

  it('goes on as soon as it says something else, where it was paused because it broke', async () => {
    const broken = { key: 'tea', why: 'broken', sentence: 'No such model.', at: 1 } as const;
    const paused = async () => (await store.pauses()).map(({ key }) => key);
    await start(tea, coffee);
    await store.pause(broken);
    await store.pause({ ...broken, key: 'coffee', why: 'asked' });
    await start(tea, coffee);
    expect(await paused()).toEqual(['coffee', 'tea']);
    await start({ ...tea, whole: 'the word tea: 🍵' }, { ...coffee, whole: 'the word coffee: 🍵' });
    expect(await paused()).toEqual(['coffee']);
  });

  it('that was taken out is no longer broken when it comes back', async () => {
    await start(tea);
    await store.pause({ key: 'tea', why: 'broken', sentence: 'No such model.', at: 1 });
    await start();
    await start(tea);
    expect(await store.pauses()).toEqual([]);
  });

  it('is known to everybody, whoever was started last', async () => {
    await start(tea, coffee);
    expect(await store.knownRules()).toEqual(['coffee', 'tea']);
    await start(tea);
    expect(await store.knownRules()).toEqual(['tea']);
  });

  it('is told of when it comes or goes, and not when a process is just started again', async () => {
    expect(await newsOf(store, 'rules', () => store.knowRules([tea]))).toBe(1);
    expect(await newsOf(store, 'rules', () => store.knowRules([tea]))).toBe(0);
    expect(await newsOf(store, 'rules', () => store.knowRules([coffee]))).toBe(1);
    expect(await newsOf(store, 'rules', () => store.knowRules([]))).toBe(1);
  });

  it('that is left to others is not what is due next', async () => {
    await store.addRuns([newRun({ dueAt: 5 }), newRun({ key: 'coffee', dueAt: 9 })]);
    expect([
      await store.nextDue(),
      await store.nextDue(['tea']),
      await store.nextDue(['tea', 'coffee']),
    ]).toEqual([5, 9, undefined]);
  });
});

it('a rule of attache.yaml is known since the same time to all processes that start at once', async () => {
  const place = await freshPlace('PostgreSQL');
  const stores = await Promise.all(
    [1_000, 2_000, 3_000].map((time) => openStore({ ...place, now: () => time })),
  );
  const known = await Promise.all(stores.map((store) => store.knowRules([tea])));
  expect(new Set(known.map((since) => since.get('tea'))).size).toBe(1);
  await Promise.all(stores.map((store) => store.close()));
  await place.remove();
});
