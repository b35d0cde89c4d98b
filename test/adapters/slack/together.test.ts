/** Several readings in one stream. */
import { expect, test } from 'vitest';
import { together } from '../../../adapters/slack/reading/together.ts';

function reading(name: string, count: number, log: string[]) {
  return async function* () {
    log.push(`${name} begins`);
    try {
      for (let i = 1; i <= count; i++) yield `${name}${i}`;
    } finally {
      log.push(`${name} ends`);
    }
  };
}

test('gives what all of them give, each in its order, and lets only so many run', async () => {
  const log: string[] = [];
  const all = await Array.fromAsync(
    together([reading('a', 3, log), reading('b', 2, log), reading('c', 2, log), reading('d', 0, log)], 2),
  );
  expect(all.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2']);
  for (const name of ['a', 'b', 'c'])
    expect(all.filter((one) => one.startsWith(name))).toEqual(
      all.filter((one) => one.startsWith(name)).toSorted(),
    );
  expect(log.indexOf('c begins')).toBeGreaterThan(log.indexOf('b ends'));
});

test('who has read enough leaves none of them running', async () => {
  const log: string[] = [];
  for await (const _ of together([reading('a', 9, log), reading('b', 9, log)], 2)) break;
  await new Promise(setImmediate);
  expect(log.filter((line) => line.endsWith('ends'))).toHaveLength(2);
});

test('one that fails ends them all', async () => {
  const log: string[] = [];
  async function* failing(): AsyncGenerator<string> {
    yield 'x';
    throw new Error('the network is away');
  }
  await expect(Array.fromAsync(together([reading('a', 9, log), failing], 2))).rejects.toThrow(
    'the network is away',
  );
  await new Promise(setImmediate);
  expect(log).toContain('a ends');
});
