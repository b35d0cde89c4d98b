/** The numbers of this part, each with its reason. Times are in milliseconds, lengths in UTF-16 units. */

/** How much of a model's reasoning a view keeps, counted from its end: readers follow the newest thought. */
export const REASONING_KEPT = 4_000;

/** Where a page may end, and how much of the text is read to find out. */
export const PAGE = {
  /** A better kind of place (the end of a block) wins over a worse one (a space) only if the page is at least so full. */
  leastFill: 0.5,
  /** A page whose text is already visible is ended at a good place from here on, while there is room to find one. */
  appendFill: 0.9,
  /** The most source text that can fit one unit of a page: rendering may drop escapes and link addresses, but not more. */
  sourcePerUnit: 2,
  /** How close to the exact limit the first guess comes, as a share of the page. What is cut is measured exactly. */
  guessedWithin: 1 / 16,
  /** Text read beyond the limit, so that a link that starts before it is seen whole: most addresses are shorter. */
  lookAhead: 500,
  /** How far back from the newest character a link may have started that is still being written. */
  unfinishedLink: 300,
  /** How wide the marks of lists and quotes around a cut may be. What is nested deeper is not text but mischief. */
  deepest: 100,
} as const;

/** How a rate bucket slows down and recovers. */
export const PACE = {
  /** Each rate-limit answer doubles the interval: the platforms publish no exact budget, so we search from above. */
  slowDown: 2,
  /** Each success gives back a tenth of it: slower than it grew, so that one lucky write starts no new storm. */
  recover: 0.9,
  /** The longest interval the search reaches. Readers lose patience with an answer that moves less than every 10 s. */
  longestIntervalMs: 10_000,
  /** The longest pause a platform may ask for. Discord's and Slack's are seconds; more is a fault or a ban. */
  longestPauseMs: 15 * 60_000,
  /** A bucket that nothing was written to for so long is forgotten, and with it what was learnt. */
  idleMs: 60_000,
} as const;

/** How a write is tried again. */
export const RETRY = {
  /** Tries of one step that fail for a passing reason: with the waits between, about five minutes of an outage. */
  tries: 16,
  /** Times one step may be turned away by the rate limit, each waited out in full. */
  rateLimited: 10,
  /** The wait after the first failure; each further one doubles it. */
  firstWaitMs: 500,
  /** The longest wait between two tries. */
  longestWaitMs: 30_000,
  /** A write that has not ended by then has failed. Twice the 15 s that the platforms' own clients allow. */
  deadlineMs: 30_000,
} as const;
