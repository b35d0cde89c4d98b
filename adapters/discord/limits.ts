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
  /** Characters of a thread's title. */
  threadTitle: 100,
  /** Servers that one request for all of them gives. */
  guilds: 200,
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
  /** Requests a second to read with, and to do what nobody waits for, of the 50 that Discord allows a bot: the others are for answers. */
  readsPerSecond: 10,
  /** How long the gateway may take until it is ready, its servers included, besides the wait for the turns of the shards. */
  readyMs: 60_000,
  /** A pause until sessions may be begun again that is still waited for at the start. */
  sessionsMs: 60_000,
  /** A connection counts as lost after so long without a sign of life: Discord gives one every 41 s. */
  silentMs: 60_000,
  /**
   * How long another process may take to acknowledge an interaction, whose token Discord does not know until then: Discord gives
   * it three seconds, and the process that answers may be as much sooner. How often the token is tried meanwhile.
   */
  acknowledgedMs: 5000,
  /** Older than this by our clock, an interaction that Discord does not know will not be acknowledged any more. */
  youngMs: 60_000,
  tokenRetryMs: 250,
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
  everything: { writes: 40, windowMs: 1000 },
  /** Documented: beginnings of a session in each of the groups of shards that may begin at once, with some time to arrive. */
  identify: { writes: 1, windowMs: 5500 },
  /** So many places are remembered, each with so many counters: the ones written to last. */
  remembered: 5000,
  counters: 4,
} as const;

/** What is remembered of Discord in memory, of all servers together: what is not, is asked for again when it is needed. */
export const CACHE = {
  messages: 10_000,
  /** Besides the bot itself, which is a member of every server. */
  members: 20_000,
  users: 20_000,
  directChannels: 10_000,
  /** Servers that the gateway told nothing of, because they are another process's, and how long they are taken to be as they were. */
  servers: 100,
  serverMs: 5 * 60_000,
  /** What rights depend on is asked for again when it is older than this. */
  rightsMs: 60_000,
  /** People whose rights were asked for, and servers whose emoji were, each as they were within that time. */
  people: 1000,
  emojiServers: 100,
  /** People who are no members, and servers the bot is not on: how many, and for how long they are not asked for again. */
  strangers: 10_000,
  strangerMs: 10 * 60_000,
  /** Messages are forgotten after this time, threads so long after they were archived. */
  messageSeconds: 3600,
  threadSeconds: 3600,
  sweepSeconds: 600,
} as const;

/** Members whose names are asked for at once, where they are not known: one request each. */
export const NAMES_AT_ONCE = 20;

/** Messages that were sent before somebody died, and are looked for before they are sent again. */
export const LOOK = {
  /**
   * Documented: Discord keeps a nonce for "a few minutes". Within so many milliseconds the second try gives the first message
   * back; after that it is looked for.
   */
  nonceMs: 60_000,
  /** How far the clock of whoever tried first may be from Discord's, in milliseconds. */
  clockMs: 5 * 60_000,
  /** Requests of a hundred messages each. */
  pages: 10,
} as const;

/** The look through what was said while the bot was away. */
export const MISSED = {
  /** Channels that are read at the same time. */
  channelsAtOnce: 8,
  /** Requests of a hundred messages each for one channel; what was said there after that is left out. */
  pages: 50,
} as const;

/** Messages somebody is writing a question about, each for as long as Discord lets us answer, and forms that were sent. */
export const ASKED_ABOUT = { max: 500, ttl: LIMITS.interactionToken } as const;

/** Interactions of which it is known whether they were acknowledged, each for as long as its token lives. */
export const SETTLED = { max: 5000, ttl: LIMITS.interactionToken } as const;

/** Below this many session starts, a bot that restarts often may be locked out (Discord resets its token at zero). */
export const FEW_SESSION_STARTS = 50;

/** So many servers are named where something is missing on them. */
export const SERVERS_NAMED = 3;

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
