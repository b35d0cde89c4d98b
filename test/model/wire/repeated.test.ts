import { expect, it } from 'vitest';
import { repeatedIn } from '../../../src/model/wire/repeated.ts';

/** Which of the events with these numbers are taken for repeated ones. */
const repeats = (numbers: readonly unknown[]) => {
  const isRepeated = repeatedIn();
  return numbers.map((sequence_number) => isRepeated({ sequence_number }));
};

it.each([
  ['numbers that count up', [0, 1, 2, 3], [false, false, false, false]],
  ['an event that comes twice', [0, 1, 2, 2, 3], [false, false, false, true, false]],
  ['one that comes again later', [0, 1, 2, 1, 3], [false, false, false, true, false]],
  ['a server that does not count', [0, 0, 0], [false, false, false]],
  ['a server that numbers nothing', [undefined, undefined], [false, false]],
  ['numbers that have jumped', [0, 1, 9, 2, 2], [false, false, false, false, false]],
])('%s', (_, numbers, expected) => {
  expect(repeats(numbers)).toEqual(expected);
});
