/** Every number the handler goes by, with its reason. */
export const LIMITS = {
  /** Messages of history a question brings along: enough for a long thread, few enough to fetch in one page. */
  historyMessages: 50,
  /** Attachments of one message that are opened; more get a receipt that says so. Discord sends at most ten. */
  attachmentsPerMessage: 20,
  /** Attachments of earlier messages that are opened again, newest first. */
  historyAttachments: 10,
  /** Rounds of tool calls in one answer: twelve pictures each, so that a wandering model costs cents and not dollars. */
  toolRounds: 6,
  /** Input tokens kept free for what an estimate misses, as a share of the model's window. */
  inputReserve: 0.05,
  /** A turn that takes longer is broken off, in milliseconds: half an hour covers the slowest reasoning. */
  turnMs: 30 * 60_000,
  /** Reading the history may take this long, in milliseconds; the question is answered without it then. */
  historyMs: 15_000,
  /** Answering a command or a button may take this long, in milliseconds: pictures may have to be made again. */
  sayMs: 300_000,
  /** Files shown at once: as many as a message holds on Discord. */
  shownFiles: 10,
  /** Messages that reasoning is told in; longer reasoning is a file. Slack answers a press five times at most. */
  shownPages: 4,
  /** A turn that has failed the process this often is given up. */
  attempts: 3,
  /** Turns waiting in one conversation; further ones are declined with a sentence. */
  queuedPerConversation: 20,
} as const;
