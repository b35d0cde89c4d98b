/** The numbers of this part, each with its reason. Lengths in UTF-16 units. */

export const TEXTS = {
  /** What a rule is for: a line of `/watch list`. */
  about: 300,
  /** A prompt or a sentence: longer ones belong into `instructions`. */
  template: 8000,
  /** A question is answered about each message by itself: it is paid for again and again. */
  question: 1000,
  /** Ids of the platforms have 9 to 20 characters, names of models up to a hundred. */
  word: 200,
  /** Names of rules and webhooks; schemas have the same. */
  name: 64,
} as const;

export const PATTERNS = {
  source: 1000,
  /**
   * Instructions of a compiled pattern: see the figures there. A list of sixty words has 500.
   */
  program: 500,
  /** What is remembered of a pattern to look for it faster: a list of sixty words needs a fifth of it. */
  memoryBytes: 512 * 1024,
  /** Patterns of so many instructions are looked for together: of larger ones, together takes longer than one after the other can. */
  together: 60,
  /** So much of a message is looked at: Discord's have 4,000 at the most, Slack's may have 40,000. */
  text: 8000,
} as const;

/** The longest times, as people write them: what is longer is a slip, or belongs into a schedule. */
export const TIMES = {
  unanswered: '7d',
  cooldown: '30d',
  debounce: '1d',
  batch: '1h',
} as const;

/** How much of what people wrote goes into a prompt or a sentence. */
export const VALUES = {
  /** Discord's names have up to 32 characters, Slack's up to 80. */
  name: 80,
  /** An excerpt: the message itself stands below. */
  text: 300,
  link: 2000,
} as const;

export const EMOJI = {
  /** A family of four with skin tones has 19. */
  units: 40,
} as const;
