/** The numbers of `/watch`, each with its reason. */
export const COMMAND = {
  /** The longest rule that is read, in characters: a prompt of the largest size with all that stands around it. */
  written: 20_000,
  /** Messages that a rule is tried on: what a lively channel says in an hour or two. */
  tried: 100,
  /** Of those, how many its question is asked about, the latest: one call of a small model. */
  asked: 20,
  /** How many of them are told of one by one. */
  told: 10,
  /** Reasons why others were left, the most common ones. */
  misses: 4,
  /** The next times of a schedule that are told. */
  times: 3,
  /** Characters of a message that are quoted: enough to know it again. */
  words: 60,
  /** Reading the channel and its messages may take so long, in milliseconds: somebody waits for it. */
  lookMs: 30_000,
  /** Tokens that a message of a channel's history takes, and what is said in a file or seen in it: for a price before the call. */
  messageTokens: 40,
  fileTokens: 800,
  /** Messages that are read where a rule does not say how many. */
  readMessages: 500,
  /** Whatever is told of the last day. */
  dayMs: 24 * 3_600_000,
} as const;
