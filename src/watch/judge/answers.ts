/** What the judge has written, held against what it was asked: each answer by itself, so that one bad one spoils no other. */
import { z } from 'zod';
import { JUDGE } from './limits.ts';
import type { Shown } from './shown.ts';

const Answer = z.object({
  id: z.string(),
  answer: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['yes', 'no'])),
  confidence: z.number().min(0).max(1),
  why: z.string().transform(lineOf),
});
export type Answer = z.infer<typeof Answer>;

const Written = z.object({ answers: z.array(z.unknown()) });

/**
 * The answers by the marks of the messages that were asked about. Those that name another mark, come twice or do not fit are
 * left out, as is everything where the whole is no such JSON.
 */
export function answersIn(text: string, shown: readonly Shown[]): ReadonlyMap<string, Answer> {
  const answers = entriesIn(text).flatMap((entry) => Answer.safeParse(entry).data ?? []);
  const known = new Set(shown.map(({ mark }) => mark));
  const times = Map.groupBy(answers, ({ id }) => id);
  return new Map(
    answers.flatMap((answer): readonly [string, Answer][] =>
      known.has(answer.id) && times.get(answer.id)?.length === 1 ? [[answer.id, answer]] : [],
    ),
  );
}

/** Servers that hold no model to a shape let it put a fence around its JSON, and words before and after it. */
function entriesIn(text: string): readonly unknown[] {
  try {
    const json: unknown = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
    return Written.safeParse(json).data?.answers ?? [];
  } catch {
    return [];
  }
}

function lineOf(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= JUDGE.why ? line : `${line.slice(0, JUDGE.why - 1)}…`;
}
