/** Every number the store goes by, with its reason. Texts are counted in UTF-16 units. */
export const LIMITS = {
  /** What was said is kept for so long after its answer, in milliseconds: thirty days. Platforms deliver again for one. */
  keptMs: 30 * 24 * 3_600_000,
  /** What is older is looked for so often, in milliseconds: once a day. */
  pruneEveryMs: 24 * 3_600_000,
  /** What was used is told, and counts for budgets, for a month, wherever one begins: two of the longest, in milliseconds. */
  spendMs: 62 * 24 * 3_600_000,
  /** The most rows that are moved with one statement, of thirty columns: PostgreSQL takes 65,535 values. */
  movedRows: 1_000,
  /** The most characters and bytes that are held while rows are moved, but for one row. */
  movedSize: 8_000_000,
  /** What was used is added up in parts of so many answers: on SQLite, each holds up all else for 15 milliseconds. */
  usageAtOnce: 1_000,
  /** What a turn has set aside and never used is free again after so long, in milliseconds: a day. */
  reservedMs: 24 * 3_600_000,
  /** The longest answer kept: twice what today's models can write (128,000 tokens of four letters). */
  text: 1_000_000,
  /** The longest reasoning kept: more than anybody reads, and a hundredth of a megabyte in a backup. */
  reasoning: 200_000,
  /** The most sources kept of one answer: web searches name dozens. */
  sources: 100,
  /**
   * The most connections to PostgreSQL in one process, queue and signals included: a query takes a few milliseconds, and ten
   * processes fit into the hundred connections that a server has by default.
   */
  connections: 10,
  /** How long a connection to PostgreSQL may take, in milliseconds. */
  connectMs: 5_000,
  /** How long an idle connection may be silent before it is looked at, in milliseconds: firewalls forget after minutes. */
  keepAliveMs: 30_000,
  /** The longest query, and the longest pause within a transaction, in milliseconds: a hundred times what is usual under load. */
  queryMs: 60_000,
  /** A server that has not ended a query by itself so long after its deadline is gone, in milliseconds. */
  queryGraceMs: 15_000,
  /** A database that is just starting is waited for so long, in milliseconds. */
  startMs: 5_000,
  /** The first pause before something is tried again, and the longest, in milliseconds. */
  retryMs: 50,
  retryMostMs: 2_000,
  /** Looking something up is tried for so long while a database is away, in milliseconds: somebody is waiting to be told. */
  lookUpMs: 20_000,
  /** Keeping something is tried for so long, in milliseconds: a server restarts in seconds, a full disk takes a person. */
  keepMs: 5 * 60_000,
  /** An errand that was taken so often and never done has failed the process each time: it is dropped. */
  errandAttempts: 3,
  /** A run of a rule that was taken so often and never done has failed the process each time: it has failed. */
  runAttempts: 3,
  /** The most runs of one group that are taken together: a prompt has no room for the words of more. */
  groupedRuns: 1_000,
  /** So many of the runs that are due are looked at in one go, the oldest ones: it takes some milliseconds. */
  dueRuns: 5_000,
  /** So many processes may take runs at the same moment without being in each other's way. */
  takersAtOnce: 10,
  /** The most runs that are told of one message: a rule may be set off by each reaction to it. */
  toldRuns: 100,
  /** So many of the last ends of runs are looked at for failures in a row: whoever waits for more has noticed long ago. */
  failuresSeen: 50,
  /** What rules have posted is recognised for so long, in milliseconds: a day. Whoever repeats it does so at once. */
  postedMs: 24 * 3_600_000,
  /** What was taken from a lane and is still there is not taken again at once, in milliseconds: what has failed may fail on. */
  againMs: 1_000,
  /** A process says so often that it is there, in milliseconds ... */
  beatMs: 5_000,
  /** ... and is taken for dead after three times that. */
  leaseMs: 15_000,
  /** How often a process looks whether it has been silent for too long itself, in milliseconds. */
  watchMs: 1_000,
  /** How often lanes are looked for in which something waits and nobody is, in milliseconds: none should be found. */
  sweepMs: 30_000,
  /** The most of them that are woken in one go: the next sweep finds the others. */
  wokenAtOnce: 1_000,
  /** How often the queue looks for lanes that nobody told it of, in milliseconds: news of them may be lost with a connection. */
  pollMs: 1_000,
  /** How often what jobs and rate budgets have left behind is removed, in milliseconds. */
  tidyQueueMs: 3_600_000,
  /** Things done alone at the same time, each with a connection to itself. */
  latches: 3,
  /** Rate windows are taken to be so much longer than they are, as a share: clocks, timers and the platform's rounding ... */
  windowMargin: 0.01,
  /** ... and so much more, in milliseconds: one write may be counted late, the next ones at once. */
  windowGraceMs: 100,
  /** The shared rate budgets are asked for so long, in milliseconds; what has to be written is written without them then. */
  ledgerMs: 2_000,
} as const;
