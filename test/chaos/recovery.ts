/** How long answers stood still after the process that wrote them was gone. Pure. */
import type { Written } from './wire.ts';

export interface Death {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
  readonly name: string;
}

/**
 * Milliseconds from the death of a process until each answer that it was writing went on.
 *
 * @param questionOf the question that a message belongs to
 */
export function recoveries(
  deaths: readonly Death[],
  written: readonly Written[],
  questionOf: (message: string) => number | undefined,
): readonly number[] {
  const byQuestion = Map.groupBy(written, ({ message }) => questionOf(message));
  byQuestion.delete(undefined);
  return deaths.flatMap(({ at, name }) =>
    byQuestion
      .values()
      .flatMap((writes) => {
        const before = writes.findLast((write) => write.at <= at);
        const after = writes.find((write) => write.at > at);
        return before?.by === name && after ? [after.at - at] : [];
      })
      .toArray(),
  );
}
