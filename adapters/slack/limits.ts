/** The numbers that Slack sets, and the ones chosen to stay clear of them. Times in milliseconds, sizes as named. */
export const LIMITS = {
  /** UTF-8 bytes of text on one streamed message: `msg_too_long` was seen from 10,600, so a page ends well before. */
  streamPageBytes: 9_000,
  /** UTF-8 bytes of everything a streamed message was ever sent, titles and thoughts included. */
  streamTotalBytes: 10_400,
  /** UTF-8 bytes of thoughts shown while they happen. Slack counts them twice. */
  reasoningBytes: 500,
  /** Slack ends a stream about 5 minutes after its start, even one that is written to. */
  streamLifetimeMs: 240_000,
  /** `chat.appendStream` is tier 4: 100 calls a minute for all streams of a workspace. */
  streamIntervalMs: 750,
  /** `chat.update` is tier 3: 50 calls a minute. */
  editIntervalMs: 1_250,
  /** Characters of a `markdown` block or `markdown_text`: 12,000, less some room for what is added around them. */
  markdownCharacters: 11_000,
  /** Characters of `text` beside blocks: `chat.update` refuses more than 4,000 with `msg_too_long`. */
  fallbackCharacters: 3_000,
  /** Characters of one text of a context block: 3,000. */
  contextCharacters: 3_000,
  /** Elements of a context block. */
  contextElements: 10,
  /** Blocks of a message: 50, of which these are left to receipts, notices and footer. */
  contextBlocks: 40,
  /** A response address may be used five times within 30 minutes. */
  responseUses: 5,
  /** Messages that one page of `conversations.replies` is asked for. */
  repliesPage: 200,
  /** Pages of a thread that are read in search of its newest messages. */
  repliesPages: 15,
  /** The longest wait for one Web API call. */
  callMs: 15_000,
  /** The longest wait for names while Slack waits for its acknowledgement, which is due after 3 seconds. */
  namesMs: 800,
  /** How long a name is believed. */
  nameAgeMs: 3_600_000,
  /** Names kept in memory. */
  namesKept: 5_000,
  /** The longest silence of a file on its way. */
  fileIdleMs: 30_000,
  /** Redirects followed on the way to a file. */
  fileRedirects: 5,
  /** Link previews of a message that are looked at: the first ones tell what its links lead to. */
  previews: 4,
  /**
   * Bytes of a file of ours. Slack takes far more, but a picture that shows what was seen never needs them, and all of it
   * is held in memory.
   */
  outgoingFileBytes: 20 * 2 ** 20,
  /** Characters of its description: Slack answers `alt_txt_too_large` beyond. */
  altText: 1_000,
  /** The longest wait while one is sent. */
  outgoingFileMs: 60_000,
  /** The longest wait for the first hello of a socket. */
  connectMs: 30_000,
  /** The longest wait for a socket to say goodbye. */
  disconnectMs: 2_000,
  /** Without a pong for so long a socket counts as lost; after a lost one, the wait before the next. */
  socketPingMs: 2_500,
  /** How far the clock may be from Slack's: signed requests older than 5 minutes are refused. */
  clockSkewMs: 60_000,
} as const;
