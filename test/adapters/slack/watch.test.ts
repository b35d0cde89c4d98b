/** When nothing can have arrived: told once, with since when, as soon as something can arrive again. */
import { expect, test } from 'vitest';
import { LIMITS } from '../../../adapters/slack/limits.ts';
import { createWatch } from '../../../adapters/slack/intake/watch.ts';
import { createLogger } from '../../../src/ops/index.ts';

function watching() {
  let now = 1_000_000_000;
  let connected = true;
  let refusals = 0;
  const told: number[] = [];
  const watch = createWatch(
    () => connected,
    createLogger('silent'),
    () => now,
  );
  const begunAt = now;
  watch.begin(async (since) => {
    if (refusals-- > 0) throw new Error('the database is away');
    told.push(since - begunAt);
  });
  return {
    watch,
    told,
    /** Looks as often as it is looked while so much time passes. */
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += LIMITS.watchMs) {
        now += LIMITS.watchMs;
        watch.look();
        await Promise.resolve();
      }
    },
    sleep: (ms: number) => void (now += ms),
    become: (state: boolean) => {
      connected = state;
      watch.look();
    },
    refuse: () => void (refusals = 1),
  };
}

test('while something is connected there is nothing to tell', async () => {
  const { watch, told, pass } = watching();
  await pass(600_000);
  expect([told, watch.isSure()]).toEqual([[], true]);
});

test('a time without any connection is told when there is one, with some time before: a dead one goes unnoticed', async () => {
  const { watch, told, pass, become } = watching();
  await pass(100_000);
  become(false);
  await pass(50_000);
  expect([told, watch.isSure()]).toEqual([[], false]);
  become(true);
  await Promise.resolve();
  expect(told).toEqual([100_000 - LIMITS.lostUnnoticedMs]);
  await pass(50_000);
  expect([told.length, watch.isSure()]).toEqual([1, true]);
});

test('a computer that slept has not heard, though its connections look alive at first', async () => {
  const { watch, told, pass, sleep } = watching();
  await pass(100_000);
  sleep(8 * 3_600_000);
  expect(watch.isSure()).toBe(false);
  watch.look();
  expect(told).toEqual([]);
  await pass(10_000);
  expect(told).toEqual([100_000 - LIMITS.lostUnnoticedMs]);
});

test('what could not be told is told again', async () => {
  const { watch, told, pass, become, refuse } = watching();
  await pass(100_000);
  refuse();
  become(false);
  become(true);
  await pass(5_000);
  expect(told).toEqual([]);
  expect(watch.isSure()).toBe(false);
  await pass(10_000);
  expect(told).toEqual([100_000 - LIMITS.lostUnnoticedMs]);
});
