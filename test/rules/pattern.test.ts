/** Patterns: what they find, and that nobody can hold the bot up with one. */
import { describe, expect, it } from 'vitest';
import { readRule } from '../../src/rules/index.ts';
import { ruleOf } from './rule-of.ts';

const patternOf = (matches: string) => {
  const { when } = ruleOf(JSON.stringify({ when: { on: 'message', matches }, then: { react: '👀' } }));
  return 'matches' in when ? when.matches! : expect.unreachable();
};

const faultOf = (matches: unknown) => {
  const read = readRule({ when: { on: 'message', matches }, then: { react: '👀' } });
  return 'faults' in read ? read.faults.join('\n') : undefined;
};

describe('a pattern', () => {
  it('is found anywhere in a message, in upper and lower case', () => {
    const pattern = patternOf('\\b(error|exception)\\b');
    expect(pattern.isIn('It says ERROR 5.')).toBe(true);
    expect(pattern.isIn('terrors')).toBe(false);
  });

  it('tells upper from lower case where it says so', () => {
    expect(patternOf('(?-i)TODO').isIn('todo')).toBe(false);
  });

  it('may be nothing but spaces', () => {
    expect(patternOf('  ').isIn('two  spaces')).toBe(true);
    expect(patternOf('  ').isIn('one space')).toBe(false);
  });

  it('is found where more is to be remembered than it may remember', () => {
    const letters = Array.from(
      { length: 7000 },
      (_, at) => 'ab'[Math.trunc(Math.abs(Math.sin(at)) * 1e6) % 2],
    ).join('');
    const pattern = patternOf('a[ab]{200}c');
    expect(pattern.isIn(letters)).toBe(false);
    expect(pattern.isIn(`${letters}${'a'.repeat(201)}c`)).toBe(true);
  });

  it('tells what it has found, and that in its groups', () => {
    const pattern = patternOf('#(\\d+)(?: by (\\w+))?');
    expect(pattern.find('see #12, #13')).toEqual(['#12', '12', '']);
    expect(pattern.find('nothing')).toBeUndefined();
  });

  it.each([
    ['(', 'missing closing ): `(`.'],
    ['(?=a)', 'invalid or unsupported Perl syntax'],
    ['(a)\\1', 'invalid escape sequence'],
    ['(?i)(', 'missing closing ): `(?i)(`.'],
    ['a[ab]{900}c', 'it is too large. Fewer repetitions, or two rules, would do'],
    ['(a?){1000}a{1000}', 'it is too large. Fewer repetitions, or two rules, would do'],
    ['x'.repeat(1001), 'of 1000 characters at most'],
    ['', 'expected a regular expression'],
    [5, 'expected a regular expression'],
  ])('that is none, or takes too much, is refused: %s', (source, sentence) => {
    expect(faultOf(source)).toContain(sentence);
  });

  it.each(['(x+x+)+y', '(a|aa)+$', '(.*)*z', '(?:(?:\\p{L}|x){0,15}){0,15}z'])(
    'that would take others a lifetime takes this a moment: %s',
    (source) => {
      const pattern = patternOf(source);
      const before = performance.now();
      expect(pattern.isIn(`${'x'.repeat(40_000)}!`)).toBe(pattern.isIn('!'));
      // Backtracking would take longer than the universe has been there: any machine can tell the difference.
      expect(performance.now() - before).toBeLessThan(5_000);
    },
  );
});
