/** Words that carry their number, so that what an answer lost, doubled or put out of order can be counted exactly. */

/** Replies are told apart by their numbers: each has so many to itself. */
export const NUMBERS_EACH = 10_000;

/** What ends a number: without it, half of a word that is just being written would pass for another one. */
export const wordOf = (noun: string, number: number): string => `${noun}${number}x`;
export const cjkWordOf = (noun: string, number: number): string => `${noun}${number}号`;

const WORD = /\p{L}(\d+)[x号]/gu;

/** The numbers of the words in a text, in order. */
export function wordsIn(text: string): number[] {
  return Array.from(text.matchAll(WORD), ([, number]) => Number(number));
}

export interface Account {
  /** Words that are nowhere, neither in the messages nor in files. */
  readonly lost: readonly number[];
  /** Words that stand in the messages more than once: every further time counts. */
  readonly doubled: readonly number[];
  /** Words that come before one that was written earlier. */
  readonly disordered: number;
  /** Words that only files hold. */
  readonly onlyInFiles: readonly number[];
}

/**
 * Compares an answer with what stands in its messages, in their order, and in its files.
 *
 * @example account([1, 2, 3], [1, 1, 3], []) // { lost: [2], doubled: [1], disordered: 0, onlyInFiles: [] }
 */
export function account(
  written: readonly number[],
  messages: readonly number[],
  files: readonly number[],
): Account {
  const times = Map.groupBy(messages, (number) => number);
  const inFiles = new Set(files);
  const firsts = [...times.keys()];
  return {
    lost: written.filter((number) => !times.has(number) && !inFiles.has(number)),
    doubled: [...times].flatMap(([number, all]) => all.slice(1).map(() => number)),
    disordered: firsts.filter((number, at) => at > 0 && number < firsts[at - 1]!).length,
    onlyInFiles: written.filter((number) => !times.has(number) && inFiles.has(number)),
  };
}
