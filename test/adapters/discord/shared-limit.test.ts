/** How much is remembered of Discord: one limit for all servers and channels together. */
import { expect, test } from 'vitest';
import { sharedLimit } from '../../../adapters/discord/gateway/shared-limit.ts';

const entry = (name: string) => ({ name });

test('what was added longest ago is forgotten, whichever cache it is in', () => {
  const make = sharedLimit<{ name: string }>(3);
  const [one, other] = [make(), make()];
  one.set('a', entry('a'));
  other.set('b', entry('b'));
  one.set('c', entry('c'));
  other.set('d', entry('d'));
  expect([[...one.keys()], [...other.keys()]]).toEqual([['c'], ['b', 'd']]);
});

test('what is deleted makes room, and so does what is replaced', () => {
  const make = sharedLimit<{ name: string }>(2);
  const [one, other] = [make(), make()];
  one.set('a', entry('a'));
  one.set('a', entry('again'));
  other.set('b', entry('b'));
  other.delete('b');
  other.set('c', entry('c'));
  expect([one.size, other.size]).toEqual([1, 1]);
  one.clear();
  one.set('d', entry('d'));
  expect([one.size, other.size]).toEqual([1, 1]);
});

test('what is always kept takes no room', () => {
  const make = sharedLimit<{ name: string }>(1, { isKept: ({ name }) => name === 'us' });
  const caches = [make(), make(), make()];
  for (const cache of caches) cache.set('us', entry('us'));
  caches[0]!.set('a', entry('a'));
  caches[1]!.set('b', entry('b'));
  expect(caches.map(({ size }) => size)).toEqual([1, 2, 1]);
});

test('what is refused is not remembered, and nothing is forgotten for it', () => {
  const make = sharedLimit<{ name: string }>(2, { isRefused: ({ name }) => name === 'partial' });
  const cache = make();
  cache.set('a', entry('a')).set('b', entry('b'));
  for (let n = 0; n < 10; n++) cache.set(`p${n}`, entry('partial'));
  expect([...cache.keys()]).toEqual(['a', 'b']);
});

test('what is made of a cache is no cache', () => {
  const make = sharedLimit<{ name: string }>(2);
  const cache = make();
  cache.set('a', entry('a')).set('b', entry('b'));
  const copy = cache.filter(() => true);
  copy.set('c', entry('c'));
  expect([cache.size, copy.size]).toEqual([2, 3]);
});
