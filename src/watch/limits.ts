/** Every number that watching goes by, with its reason. */
export const LIMITS = {
  /** How often it is looked for what is due, in milliseconds, where no news come of it: a connection may have lost them. */
  pollMs: 5_000,
  /** Looking again after the database has refused, in milliseconds. */
  againMs: 1_000,
  /** Rules that are decided on at once: what takes long in it is waiting for platforms and models. */
  rulesAtOnce: 16,
  /** Runs that are taken in one go. */
  taken: 200,
  /** Runs that a process has in hand … */
  inHand: 2_000,
  /** … and of one rule: what floods one leaves the others their room. */
  inHandOfRule: 200,
  /** Looks at messages and rights that one rule has under way at once: platforms count requests. */
  looksAtOnce: 4,
  /** Deciding on what was taken of a rule may take this long, in milliseconds: a question about clips transcribes them first. */
  decideMs: 10 * 60_000,
  /** A run that fails for a reason that passes is tried so often … */
  attempts: 3,
  /** … after this pause, in milliseconds, then after ten times as long: half a minute, then five. */
  retryMs: 30_000,
  retryFactor: 10,
  /** A rule that has failed so often in a row is paused: once is chance, and twice may be an outage. */
  failuresInARow: 3,
  /** Telling an author may take this long, in milliseconds: a platform that is away is asked again later. */
  tellMs: 60_000,
  /** A pause that is older, in milliseconds, is not told of any more: by then what was told of it may be forgotten. */
  tellBrokenMs: 7 * 24 * 3_600_000,

  /** Runs that other bots may set off and that are acted on, in one conversation … */
  actsForBots: 3,
  /** … in so many milliseconds. */
  botsMs: 10 * 60_000,
  /** Words that are recognised when a bot repeats them: so many in a row are hardly ever the same by chance … */
  repeatedWords: 6,
  /** … so many of them at most of one post, and of one message of a bot: a page of text … */
  postedHashes: 100,
  heardHashes: 1_000,
  /** … and so long after they were posted, in milliseconds: whoever repeats something does so at once. */
  repeatedMs: 24 * 3_600_000,

  /** How far the clock of a platform may be from this machine's, in milliseconds: beyond that, people are told to set it. */
  clocksApartMs: 60_000,
  /**
   * What waits for a rule that another process has, and nobody takes it, is given up so long after it was due, in milliseconds:
   * by then the last process of a deployment is replaced, or the version that had the rule was taken back.
   */
  elsewhereMs: 3_600_000,

  /** A debounced rule that is set off all the time acts after so many times its debounce all the same. */
  debounces: 10,
  /** What was missed is taken together when nothing more of it was found for so long, in milliseconds … */
  digestMs: 30_000,
  /** … but at the latest after this: looking through what was missed takes minutes. */
  digestMostMs: 15 * 60_000,

  /** An occurrence of a schedule that is later than this was missed, in milliseconds: a restart takes a minute. */
  lateMs: 5 * 60_000,
  /** Missed occurrences that are made up for, the latest ones: nobody reads more of them … */
  madeUp: 10,
  /** … of the last week, in milliseconds. */
  madeUpMs: 7 * 24 * 3_600_000,
  /** Occurrences that may wait for their answers: a schedule that comes more often than it is answered is too much of it … */
  unansweredTimes: 10,
  /** … of so many that are looked at. */
  lookedBack: 100,

  /** What somebody may do is looked up again after so long, in milliseconds. */
  rightsMs: 30_000,
  /** Looking something up on a platform may take this long, in milliseconds. */
  lookMs: 30_000,
  /** Messages that are read to see whether somebody has answered: fifty requests on Discord, one after the other within `lookMs`. */
  answersRead: 5_000,
  /** Messages that are told of together … */
  joined: 50,
  /** … with so many characters: ten pages … */
  joinedCharacters: 30_000,
  /** … and so many files, the newest first. */
  joinedFiles: 20,
  /** The title of a thread, in characters: what fits in a list of threads. */
  titleCharacters: 80,
} as const;
