/** Every number of the playground in one table: how much it takes in, and how long it keeps it. */

const MINUTE = 60_000;
const MEBIBYTE = 2 ** 20;

/** What one message may carry. The page shows and checks these before it sends; the server holds them. */
export interface UploadLimits {
  readonly maxBytesPerFile: number;
  readonly maxFilesPerMessage: number;
}

/** Discord's largest upload (500 MB, with Nitro) still fits, so a file that works there can be tried here. */
export const UPLOAD_LIMITS: UploadLimits = { maxBytesPerFile: 512 * MEBIBYTE, maxFilesPerMessage: 50 };

export const LIMITS = {
  /** A long report fits in a question; a runaway paste does not. UTF-16 units. */
  textLength: 200_000,
  /** The longest JSON body: every character of the longest text written as an escape of six bytes, and room to spare. */
  jsonBytes: 2 * MEBIBYTE,
  /** A login form holds one password. */
  formBytes: 4096,
  /** File systems stop at 255 bytes; nobody reads that far in a list. */
  nameLength: 200,

  /** A file of ours for the reader: a picture of many frames at full size is far smaller. */
  outgoingFileBytes: 64 * MEBIBYTE,
  /** Files wait on disk so that follow-up questions can look at them again, but not for ever. */
  uploadLifetimeMs: 24 * 60 * MINUTE,
  uploadTotalBytes: 4096 * MEBIBYTE,
  sweepIntervalMs: 60 * MINUTE,
  /** The largest file over a slow home connection. */
  requestTimeoutMs: 30 * MINUTE,

  /** Conversations in memory; the one untouched for longest makes room. */
  conversations: 50,
  /** Characters one conversation keeps in memory; beyond that its oldest messages go. */
  conversationLength: 2_000_000,

  /** Proxies close a silent connection after 30 seconds at the earliest. */
  keepAliveMs: 15_000,
  /** How long a page waits before it reconnects to a lost event stream. */
  reconnectMs: 1000,
  /** How often an answer may be redrawn: a local page can keep up with 20 pictures a second. */
  drawIntervalMs: 50,

  /** Deeper nesting of quotes and lists is drawn as plain text. */
  markdownDepth: 50,

  sessionLifetimeMs: 7 * 24 * 60 * MINUTE,
  sessions: 100,
  /** Wrong passwords that cost nothing; each further one doubles the wait, from a second up to the longest. */
  freeGuesses: 5,
  longestGuessWaitMs: 15 * MINUTE,
  /** Addresses whose wrong guesses are remembered. */
  guessers: 1000,

  /** How long requests under way may take to end when the server stops. */
  stopGraceMs: 2000,
} as const;
