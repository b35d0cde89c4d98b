import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pattern } from '../../src/rules/pattern.ts';
import { searchFor } from '../../src/rules/search.ts';

const SOURCES = [
  '\\berror\\b',
  '(?-i)TODO',
  '^hi',
  'bye$',
  '\\d{3}',
  'colou?r',
  'ä|ß',
  'a.c',
  '(x+)+y',
  '\\.$',
];
const patterns = SOURCES.map((source) => Pattern.parse(source));

test('many patterns looked for together are found where each would be found by itself', () => {
  const isIn = searchFor(patterns);
  const pieces = [
    'Error',
    'error',
    'TODO',
    'todo',
    'hi',
    'bye',
    '123',
    'colour',
    'Ä',
    'a c',
    'xxy',
    '.',
    '\n',
    ' ',
    '✓',
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 8 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, (said) => {
      expect(patterns.map((pattern) => isIn(pattern, said))).toEqual(
        patterns.map((pattern) => pattern.isIn(said)),
      );
    }),
    { numRuns: 500 },
  );
});

test('a pattern that is none of them is asked by itself', () => {
  const other = Pattern.parse('zebra');
  expect(searchFor(patterns)(other, 'a zebra')).toBe(true);
  expect(searchFor([other])(other, 'a horse')).toBe(false);
});
