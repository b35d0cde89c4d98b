/** The numbers of this part, each with its reason. Times are in milliseconds, lengths in UTF-16 units. */

/** How much of a model's reasoning is shown. */
export const REASONING = {
  /** Counted from its end: readers follow the newest thought. */
  kept: 4_000,
  /** The longest line that says where the model is: two lines of a phone. */
  summary: 200,
  /** How far back the newest sentence is looked for: a longer one would not be shown whole anyway. */
  sentenceWithin: 600,
} as const;

export const CODE = {
  /** Lines from which on a block of code is offered as a file: fewer are copied faster than downloaded. */
  linesWorthAFile: 10,
} as const;

/** What is too long for a chat. */
export const CAP = {
  /** Pages after which an answer becomes a file: 50,000 characters on Discord, more than anybody reads in a channel. */
  pages: 25,
  /** What that file is called. */
  file: 'answer.md',
  /** Files of one message: Discord takes ten. */
  filesAtOnce: 10,
} as const;

/** Messages beside an answer. */
export const LINES = {
  /** Messages of one text; what is longer becomes a file. Slack takes five answers to a press. */
  pages: 4,
  /** The longest text that stands with files in one message, in the unit of pages: Slack takes 3,000, Discord 2,000. */
  caption: 1_000,
  /** What that file is called. */
  file: 'text.md',
} as const;

/** Where a page may end, and how much of the text is read to find out. */
export const PAGE = {
  /** A better kind of place (the end of a block) wins over a worse one (a space) only if the page is at least so full. */
  leastFill: 0.5,
  /** A page whose text is already visible is ended at a good place from here on, while there is room to find one. */
  appendFill: 0.9,
  /** A page whose time is over waits for the end of a word for so much longer, as a share of its time. */
  overtime: 0.1,
  /** The most source text that can fit one unit of a page: rendering may drop escapes and link addresses, but not more. */
  sourcePerUnit: 2,
  /** How close to the exact limit the first guess comes, as a share of the page. What is cut is measured exactly. */
  guessedWithin: 1 / 16,
  /** So many first guesses go by how full the last one was; a text of very different parts is then halved. */
  likelyGuesses: 3,
  /** Text read beyond the limit, so that a link that starts before it is seen whole: most addresses are shorter. */
  lookAhead: 500,
  /** How far back from the newest character a link or formula may have started that is still being written. */
  unfinishedLink: 300,
  /** How wide the marks of lists and quotes around a cut may be. What is nested deeper is not text but mischief. */
  deepest: 100,
} as const;

/** How the writes of a rate bucket are spread, and how it slows down and recovers. */
export const PACE = {
  /** Windows are taken to be so much longer than they are, as a share: clocks, timers and the platform's own rounding. */
  margin: 0.01,
  /** The share of a budget that is kept for the first words and the ends of answers. Of a small one that is nothing. */
  kept: 0.05,
  /** News beside an answer leaves one write even of a small budget, but not of one that would have none left. */
  leastToKeep: 3,
  /** How much closer together the first writes to an idle bucket are than an even spread, as a share of it. */
  haste: 0.3,
  /** Windows up to this long need no spreading: nobody sees the difference, and many replies would wait for each other. */
  shortWindowMs: 2_000,
  /** Writes to a full bucket keep at least this share of the even distance: hurried ones would else come back every window. */
  leastSpread: 0.95,
  /** The least time between two writes of one answer whose text is growing: the eye follows no faster. */
  leastGapMs: 250,
  /** How long a page without text may wait for its first words, where a sign says meanwhile that somebody is at work. */
  openingMs: 1_500,
  /** How long an answer that is over may wait for what comes beside it before it is shown without. */
  closingMs: 1_000,
  /** Each rate-limit answer doubles the distance: what the platforms publish is not exact, so we search from above. */
  slowDown: 2,
  /** Each success gives back a tenth of it: slower than it grew, so that one lucky write starts no new storm. */
  recover: 0.9,
  /** The longest distance the search reaches. Readers lose patience with an answer that moves less than every 10 s. */
  longestSpacingMs: 10_000,
  /** The longest pause a platform may ask for. Discord's and Slack's are seconds; more is a fault or a ban. */
  longestPauseMs: 15 * 60_000,
  /** Two buckets turned away within so long point to one they share. */
  suspectedMs: 1_000,
  /** A bucket that nothing was written to for so long is forgotten, and with it what was learnt. Slack's windows are as long. */
  idleMs: 60_000,
} as const;

/** Rate budgets that are shared with other processes. */
export const SHARED = {
  /** While they cannot be reached, they are not asked for so long: the own count keeps most of what they would. */
  withoutMs: 5_000,
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
  /** A new message that is on its way when an answer is left may arrive for so long: whoever goes on would have to ask for it. */
  arrivalMs: 5_000,
} as const;

/** The sign that an answer is being worked on. */
export const PRESENCE = {
  /** A call that shows or clears it: nobody waits longer for a sign. */
  deadlineMs: 5_000,
  /** Times it is cleared when that fails. */
  tries: 3,
} as const;
