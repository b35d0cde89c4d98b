/** Which answers are streamed: only those whose beginning and end need not wait. */
import { expect, test } from 'vitest';
import { createStarts } from '../../../adapters/slack/reading/starts.ts';

function ledger() {
  let now = 0;
  const starts = createStarts(() => now);
  return {
    reserve: (workspace = 'T1') => starts.reserve(workspace),
    isCrowded: () => starts.isCrowded('T1'),
    pass: (ms: number) => {
      now += ms;
    },
    /** Takes places until there are none. */
    takeAll: () => {
      const places = [];
      for (let place = starts.reserve('T1'); place; place = starts.reserve('T1')) places.push(place);
      return places;
    },
  };
}

test('eighteen streams begin in a minute; another workspace counts for itself', () => {
  const { takeAll, reserve } = ledger();
  expect(takeAll()).toHaveLength(18);
  expect(reserve()).toBeUndefined();
  expect(reserve('T2')).toBeDefined();
});

test('a place that is given back, or kept too long, is free again', () => {
  const { takeAll, reserve, pass } = ledger();
  const [first] = takeAll();
  first?.release();
  expect(first?.isKept()).toBe(false);
  const again = reserve();
  expect(again?.isKept()).toBe(true);
  expect(reserve()).toBeUndefined();
  pass(15_000);
  expect(again?.isKept()).toBe(false);
  expect(takeAll()).toHaveLength(18);
});

test('a stream that still runs keeps the place of its stop, until it has ended by itself', () => {
  const { takeAll, pass } = ledger();
  for (const place of takeAll()) place.started();
  pass(60_000);
  expect(takeAll()).toHaveLength(0);
  pass(239_999);
  expect(takeAll()).toHaveLength(0);
  pass(1);
  expect(takeAll()).toHaveLength(18);
});

test('the place of a stream that has begun cannot be given back', () => {
  const { takeAll, reserve } = ledger();
  const [first] = takeAll();
  first?.started();
  first?.release();
  expect(reserve()).toBeUndefined();
});

test('a stop counts for a minute', () => {
  const { takeAll, pass } = ledger();
  const places = takeAll();
  for (const place of places) place.started();
  pass(50_000);
  for (const place of places.slice(0, 10)) place.stopped();
  pass(59_999);
  expect(takeAll()).toHaveLength(0);
  pass(1);
  expect(takeAll()).toHaveLength(10);
});

test('few answers at once are all streamed; of many, every third is edited, until they are few again', () => {
  const { reserve, isCrowded, pass } = ledger();
  const ways = Array.from({ length: 10 }, () => (isCrowded() ? 'edited' : reserve() && 'streamed'));
  expect(ways.slice(0, 4)).toEqual(Array(4).fill('streamed'));
  expect(ways.filter((way) => way === 'edited')).toHaveLength(2);
  pass(15_000);
  expect(isCrowded()).toBe(false);
});
