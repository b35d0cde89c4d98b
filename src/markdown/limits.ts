/** The numbers of this part, each with its reason. Lengths are in UTF-16 units. */

/** How far ahead is looked for the end of what has begun: a text that is still being written waits no longer for it. */
export const LONGEST = {
  /** A formula. Derivations of a page are rare; a lone `\[` must not hold up the rest of an answer. */
  formula: 1_500,
  /** A formula between single dollars: it stands inside a sentence. */
  dollars: 200,
  /** Code in a line. */
  code: 1_000,
} as const;

/**
 * What is more than this is not text but mischief, and is read as plain characters: the parser's time grows with the square
 * of it (2,000 nested lists in one line take it two seconds).
 */
export const MOST = {
  /** Lists and quotes that begin on one line. */
  containers: 24,
  /** Runs of `*`, `_`, `~` and brackets between two blank lines. */
  marks: 600,
  /** Formulas in a row that begin and never end. */
  unclosed: 50,
  /** Groups inside groups of one formula. */
  groups: 40,
} as const;
