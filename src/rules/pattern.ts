/** Patterns in messages: regular expressions that never take longer than the message is long (RE2), so that no rule can hold the bot up. */
import { RE2JS, RE2Set } from 're2js';
import { z } from 'zod';
import { PATTERNS } from './limits.ts';

export interface Pattern {
  readonly source: string;
  /** Instructions of its program: what it takes to look for it grows with them. */
  readonly size: number;
  /** Whether it is found in the beginning of a text: see `PATTERNS`. */
  isIn(text: string): boolean;
  /** What it finds first, and that in its groups; undefined where it finds nothing. It takes longer than `isIn`. */
  find(text: string): readonly string[] | undefined;
}

const EXPECTED = 'expected a regular expression, such as "\\\\berror\\\\b"';

/** Spaces alone are one as well. */
export const Pattern = z
  .string({ error: EXPECTED })
  .min(1, { error: `${EXPECTED}, got nothing` })
  .max(PATTERNS.source, { error: `${EXPECTED}, of ${PATTERNS.source} characters at most` })
  .transform((source, context): Pattern => {
    try {
      return patternOf(source);
    } catch (error) {
      context.addIssue(`expected a regular expression (RE2): ${faultOf(source, error)}`);
      return z.NEVER;
    }
  });

/** Upper and lower case are the same unless it begins with `(?-i)`. */
const FLAGS = RE2JS.CASE_INSENSITIVE;

function patternOf(source: string): Pattern {
  const compiled = RE2JS.compile(source, FLAGS);
  const size = compiled.programSize();
  if (size > PATTERNS.program) throw new Error('it is too large. Fewer repetitions, or two rules, would do');
  // A set of one remembers no more than it is told to: what remembers more takes longer to write it down than it saves.
  const alone = new RE2Set(RE2Set.UNANCHORED, FLAGS, PATTERNS.memoryBytes);
  alone.add(source);
  alone.compile();
  return {
    source,
    size,
    isIn: (text) => alone.match(text.slice(0, PATTERNS.text)).length > 0,
    find(text) {
      const matcher = compiled.matcher(text.slice(0, PATTERNS.text));
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? '');
    },
  };
}

/** With the expression as it was written: the library shows its flags in front of it. */
function faultOf(source: string, error: unknown): string {
  const told = error instanceof Error ? error.message : String(error);
  return told.replace(`(?i)${source}`, () => source);
}
