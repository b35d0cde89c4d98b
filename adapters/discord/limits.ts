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
  buttonsPerRow: 5,
  /** Pictures of one gallery. */
  galleryPictures: 10,
  commandChoices: 25,
  choiceText: 100,
  /** Characters of a text that is written into a form. */
  formText: 4000,
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
  /** Messages that may follow the first answer to an interaction where the bot itself is not. */
  followUps: 5,
} as const;

export const PACE = {
  /** The pause when Discord asks for one without saying how long. */
  pauseMs: 5000,
  /** Typing shows for ten seconds. */
  typingMs: 8500,
  /** An interaction's token counts as dead this long before it is, so that no write is caught in between. */
  tokenMarginMs: 30_000,
  /** How often a token that runs out is looked after while nothing is written: twice within the margin at least. */
  tokenCheckMs: 10_000,
  /** How long the gateway may take until it is ready, its servers included. */
  readyMs: 60_000,
  /** How long the message a form is about may take to be read: Discord waits three seconds in all. */
  readAgainMs: 1500,
  /** How long a file may send nothing before it is given up. */
  fileIdleMs: 30_000,
} as const;

/** Writes in a window of time, as bots see them (Discord publishes no numbers): they hold until its answers have told. */
export const BUDGETS = {
  /** Messages of a channel, edits of them and signs of typing are counted apart. */
  post: { writes: 5, windowMs: 5000 },
  edit: { writes: 5, windowMs: 5000 },
  typing: { writes: 5, windowMs: 5000 },
  /** Writes by the token of an interaction. */
  webhook: { writes: 5, windowMs: 2000 },
  /** Documented: 50 requests a second for all a bot does. Some are left for reading. */
  everything: { writes: 45, windowMs: 1000 },
  /** So many places are remembered, each with so many counters: the ones written to last. */
  remembered: 5000,
  counters: 4,
} as const;

/** What is remembered of Discord in memory: enough to follow a conversation, bounded for a bot on many servers. */
export const CACHE = { messagesPerChannel: 50, membersPerServer: 200 } as const;

/** Messages somebody is writing a question about, each for as long as Discord lets us answer, and forms that were sent. */
export const ASKED_ABOUT = { max: 500, ttl: LIMITS.interactionToken } as const;

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
