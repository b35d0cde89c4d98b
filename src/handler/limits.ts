/** Every number the handler goes by, with its reason. */
export const LIMITS = {
  /** Messages of history a question brings along: a long thread. Slack gives them in one request, Discord in eight. */
  historyMessages: 800,
  /** Attachments of one message that are opened; more get a receipt that says so. Discord sends at most ten. */
  attachmentsPerMessage: 20,
  /** Attachments of earlier messages that are opened again, newest first: most are still known, the first time they cost minutes. */
  historyAttachments: 32,
  /** Of the room there is, what is filled when something has to go: the rest is for the questions that follow. */
  filledAnew: 0.75,
  /** Of the room there is, what stays as it was said when the messages before it are summed up: so it lasts for a while. */
  keptOfRoom: 0.5,
  /** The longest summary of what no longer fits, in tokens, thinking included: two or three pages ... */
  summaryTokens: 8_000,
  /** ... and of the room there is, where that is small. */
  summaryOfRoom: 0.2,
  /** Rounds of tool calls in one answer: twelve pictures each, so that a wandering model costs cents and not dollars. */
  toolRounds: 6,
  /** Input tokens kept free for what an estimate misses, as a share of the model's window. */
  inputReserve: 0.02,
  /** How far `/catchup` looks back where nothing is said of it and whoever asks has said nothing: a week, in milliseconds ... */
  lookBackMs: 7 * 24 * 3_600_000,
  /** ... and so many messages: what a lively team says in a week. */
  lookBackMessages: 3_000,
  /** Who comes back says hello before they ask: what they said this lately, in milliseconds, is not where they left. */
  backAgainMs: 10 * 60_000,
  /** How often it is told how far the reading is, in milliseconds. */
  readingToldMs: 1_000,
  /** Pictures and recordings of what was said that are looked at: the newest, as many as two answers bring along. */
  lookBackFiles: 20,
  /** The longest recording among them, in seconds: a voice note. */
  lookBackSoundSeconds: 120,
  /** The longest name of a person or a file that stands in words for a model, in characters: Slack's longest names of people. */
  nameCharacters: 80,
  /** A turn that takes longer is broken off, in milliseconds: half an hour covers the slowest reasoning. */
  turnMs: 30 * 60_000,
  /** Work that is broken off has this long to end and tell what it took, in milliseconds. */
  breakOffMs: 2_000,
  /** Reading the history may take this long, in milliseconds; the question is answered without it then. */
  historyMs: 15_000,
  /** Answering a command or a button may take this long, in milliseconds: pictures may have to be made again. */
  sayMs: 300_000,
  /** Files shown at once: as many as a message holds on Discord. */
  shownFiles: 10,
  /** Messages that reasoning is told in; longer reasoning is a file. Slack answers a press five times at most. */
  shownPages: 4,
  /** People whose usage is told by name; the others are added up. */
  usagePeople: 25,
  /** Rules whose usage is told by name, the dearest ones: their sum is that of all. */
  usageRules: 10,
  /** Rows of usage in one file: three megabytes. */
  usageRows: 20_000,
  /**
   * A turn that was begun this often and has failed each time is given up. Once its answer is complete, and only the writing is left,
   * it may fail as often again.
   */
  attempts: 3,
  /**
   * Where a rule asks about another platform, its turn waits so long for that platform to be ready here, in milliseconds, before it
   * is left to other processes: as long as a start takes ...
   */
  sourceWaitMs: 5_000,
  /** ... and, where this process has no such platform, is given up so long after it was asked for: others wait behind it. */
  sourceMs: 120_000,
  /** Whether a turn is still held is looked up for so long, in milliseconds: then it is left until that is known. */
  lookUpMs: 2_000,
  /** Events that are being written to the journal at once; a platform is not told of more, so that it delivers them again. */
  arriving: 10_000,
  /** Edits that are remembered in case their question arrives after them, and for how long, in milliseconds: connections differ by less. */
  editsKept: 1_000,
  editsKeptMs: 10_000,
  /** Whoever asks what cannot be journalled is told so within this time, in milliseconds. */
  unkeptMs: 30_000,
  /** A question waits so long, in milliseconds, for those of its conversation to be journalled that came before: as long as one is tried. */
  inTurnMs: 5 * 60_000,
  /** What somebody has pressed waits so long, in milliseconds, for what they asked before it: platforms wait three seconds. */
  afterMs: 2_000,
  /**
   * When something is looked for that was missed, what is said meanwhile waits so long for it, in milliseconds, so that nobody who
   * asked later comes before. Longer than Slack waits: it delivers again then, and a copy changes nothing.
   */
  missedFirstMs: 10_000,
  /** Turns that are not over in one conversation; further ones are declined with a sentence. The last waits ten minutes already ... */
  queuedPerConversation: 20,
  /** ... of one person, wherever they ask: more than anybody reads ... */
  queuedPerPerson: 50,
  /** ... of one workspace: everybody in a large company who asks within the same minute ... */
  queuedPerWorkspace: 1_000,
  /** ... and of all together: what two processes answer in half an hour, where an answer takes half a minute. */
  queuedByEveryone: 7_500,
  /** A question more of a person's own puts the next one back as far as so many questions more of their workspace. */
  rankPerPerson: 10,
  /** No rank is higher than this. */
  rankMost: 1_000,
  /** How often it is noted until when everything has been delivered, in milliseconds: what a crash makes us read again is small. */
  deliveredEveryMs: 30_000,
  /** What was said so long before that is asked for again, in milliseconds: clocks differ, and events take their time. */
  deliveredOverlapMs: 120_000,
  /** Places where something was asked so lately before a gap are looked at, in milliseconds: threads go on for a week ... */
  missedPlacesMs: 7 * 24 * 3_600_000,
  /** ... and so many of them, the latest first: one request each, half an hour at Slack's pace. */
  missedPlaces: 1_000,
  /** Looking for what was missed may take this long, in milliseconds: the places of a large workspace, one after the other ... */
  missedMs: 60 * 60_000,
  /** ... and give so many questions, more than are answered in an hour: then the rest is left. */
  missedQuestions: 2_000,
  /** When it fails it is tried again after this long, in milliseconds, then after twice as long each time ... */
  missedRetryMs: 5_000,
  /** ... up to this. */
  missedRetryMostMs: 300_000,
  /** Finding out what differs between two answers may take this long, reading them included, in milliseconds ... */
  compareMs: 6_000,
  /** Two answers of so many characters together, five pages, are compared in place: faster than a thread can be started. */
  compareInPlace: 10_000,
  /** From so many characters on, marks that only change how words look count as words: no model writes that much. */
  compareRead: 600_000,
  /** ... and the thread it is done in is ended when it takes so long: what was found still has to be written ... */
  compareEndMs: 10_000,
  /** ... or when it takes more memory, in MiB: several times what two answers of 60,000 words take. */
  compareMemory: 1_024,
  /** Words that two answers share between others that differ, and that are read as changed like these. */
  compareByChance: 2,
  /** From so many changed characters on, answers that share less than a quarter as many are not compared word by word. */
  compareUnlike: 400,
  /** Words that are shown on each side of a change. */
  compareBeside: 12,
  /** Lines of code that are shown on each side of a change. */
  compareLinesBeside: 2,
  /** From so many times the price that was agreed to on, it is asked about again: within it, a forecast may be off. */
  agreedAgain: 1.25,
  /** Models that are asked in place of the one that cannot answer, one after the other. */
  fallbacks: 2,
  /** Characters of each attempt that the judge reads: longer ones differ before that. */
  judgedCharacters: 40_000,
  /** The longest reason and the longest fault of a judge, in characters: a line. */
  judgedWhy: 200,
  /** Extracted data up to so many characters stands in the answer; more is in its file alone. */
  extractedCharacters: 3_000,
} as const;
