/** Adding up what was used. */
import type { DayUsage } from './usage.ts';

/** Adds up the rows that have the same key; the first of them says what else there is to say. */
export function summed<Row extends Summable>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | undefined,
): readonly Row[] {
  const sums = new Map<string | undefined, Row>();
  for (const row of rows) {
    const before = sums.get(keyOf(row));
    sums.set(keyOf(row), before ? { ...before, ...sumOf(before, row) } : row);
  }
  return [...sums.values()];
}

type Summable = Omit<DayUsage, 'person' | 'rule' | 'model' | 'day'>;

const sumOf = (a: Summable, b: Summable): Summable => ({
  answers: a.answers + b.answers,
  questions: a.questions + b.questions,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  knownUsd: a.knownUsd + b.knownUsd,
  usd: a.usd === undefined || b.usd === undefined ? undefined : a.usd + b.usd,
});
