/** Every number the store goes by, with its reason. Texts are counted in UTF-16 units. */
export const LIMITS = {
  /** What was said is kept for so long after its answer, in milliseconds: thirty days. Platforms deliver again for one. */
  keptMs: 30 * 24 * 3_600_000,
  /** What is older is looked for so often, in milliseconds: once a day. */
  pruneEveryMs: 24 * 3_600_000,
  /** What was used is told, and counts for budgets, for a month, wherever one begins: two of the longest, in milliseconds. */
  spendMs: 62 * 24 * 3_600_000,
  /** What a turn has set aside and never used is free again after so long, in milliseconds: a day. */
  reservedMs: 24 * 3_600_000,
  /** The longest answer kept: twice what today's models can write (128,000 tokens of four letters). */
  text: 1_000_000,
  /** The longest reasoning kept: more than anybody reads, and a hundredth of a megabyte in a backup. */
  reasoning: 200_000,
  /** The most sources kept of one answer: web searches name dozens. */
  sources: 100,
} as const;
