/** Patterns in messages: regular expressions that never take longer than the message is long (RE2), so that no rule can hold the bot up. */
import { RE2JS } from 're2js';
import { z } from 'zod';
import { PATTERNS } from './limits.ts';
import { textOf } from './shape.ts';

export interface Pattern {
  readonly source: string;
  /** Instructions of its program: what it takes to look for it grows with them. */
  readonly size: number;
  /** Whether it is found in the beginning of a text: see `PATTERNS`. */
  isIn(text: string): boolean;
  /** What it finds first, and that in its groups; undefined where it finds nothing. It takes longer than `isIn`. */
  find(text: string): readonly string[] | undefined;
}

export const Pattern = textOf('a regular expression, such as "\\\\berror\\\\b"', PATTERNS.source).transform(
  (source, context): Pattern => {
    try {
      return patternOf(source);
    } catch (error) {
      context.addIssue(
        `expected a regular expression (RE2): ${error instanceof Error ? error.message : String(error)}`,
      );
      return z.NEVER;
    }
  },
);

/** Upper and lower case are the same unless it begins with `(?-i)`. */
function patternOf(source: string): Pattern {
  const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  const size = compiled.programSize();
  if (size > PATTERNS.program) throw new Error('it is too large. Fewer repetitions, or two rules, would do');
  return {
    source,
    size,
    isIn: (text) => compiled.test(text.slice(0, PATTERNS.text)),
    find(text) {
      const matcher = compiled.matcher(text.slice(0, PATTERNS.text));
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '');
    },
  };
}
