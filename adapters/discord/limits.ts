/** Discord's numbers, as its developer documentation gives them unless said otherwise. */

export const LIMITS = {
  /** Characters (UTF-16 units) of a message a bot may send. */
  content: 2000,
  /** Characters of an embed's description, of its footer, and of all its text together. */
  embedDescription: 4096,
  embedFooter: 2048,
  embedTotal: 6000,
  buttonLabel: 80,
  customId: 100,
  commandChoices: 25,
  choiceText: 100,
  /** The most messages one request for history gives. */
  history: 100,
  /** Bytes of one file a bot may send, in a server without boosts and in direct messages; files of one message. */
  fileBytes: 10 * 2 ** 20,
  files: 10,
  /** Bytes of one request: 25 MiB, less some room for what is not files. */
  requestBytes: 24 * 2 ** 20,
  /** Characters of a file's description. */
  altText: 1024,
  /** Milliseconds an interaction's token lives. */
  interactionToken: 15 * 60_000,
} as const;

export const PACE = {
  /** Least milliseconds between two writes in a channel: bots see about five per five seconds, and a margin. */
  writeIntervalMs: 1250,
  /** An interaction's token counts as dead this long before it is, so that no write is caught in between. */
  tokenMarginMs: 30_000,
  /** How long the gateway may take until it is ready, its servers included. */
  readyMs: 60_000,
  /** How long a file may send nothing before it is given up. */
  fileIdleMs: 30_000,
} as const;

/** What is remembered of Discord in memory: enough to follow a conversation, bounded for a bot on many servers. */
export const CACHE = { messagesPerChannel: 50, membersPerServer: 200 } as const;

/** Below this many session starts, a bot that restarts often may be locked out (Discord resets its token at zero). */
export const FEW_SESSION_STARTS = 50;

/** Where Discord keeps files, and hands out pictures of link previews, which it fetches from strangers itself. */
export const FILE_HOSTS = /^(?:cdn\.discordapp\.com|media\.discordapp\.net|images-ext-\d+\.discordapp\.net)$/;
export const FILE_REDIRECTS = 3;

/** Pictures that come along with a message without being sent as files: chosen, so that they do not crowd out files. */
export const ALONG = {
  /** A message may hold ten previews; the first ones tell what its links lead to. */
  previews: 4,
  emoji: 5,
  /** Pixels of a custom emoji's side: it is drawn with 48 at most, and a model reads its letters from 128. */
  emojiSize: 128,
} as const;
