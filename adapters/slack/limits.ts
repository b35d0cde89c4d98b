/** The numbers that Slack sets, and the ones chosen to stay clear of them. Times in milliseconds, sizes as named. */
export const LIMITS = {
  /** UTF-8 bytes of text on one streamed message: `msg_too_long` was seen from 10,600, so a page ends well before. */
  streamPageBytes: 9_000,
  /** UTF-8 bytes of everything a streamed message was ever sent, tasks included. */
  streamTotalBytes: 10_400,
  /** Of these, the bytes of the plan and its tasks: what is left beside a full page of text. Slack counts their details twice. */
  taskBytes: 1_400,
  /** UTF-8 bytes of a task's title, a plan's too. Slack documents 256 characters; every update sends it again. */
  titleBytes: 96,
  /** UTF-8 bytes of the details of one task: thoughts, what came of a step. */
  detailsBytes: 400,
  /** Slack ends a stream about 5 minutes after its start, even one that is written to. */
  streamLifetimeMs: 240_000,
  /** After so long a stream has ended by itself. */
  streamExpiryMs: 300_000,
  /** Streams of a workspace that may begin in a minute, and end in one: both are tier 2, 20 calls a minute. */
  streamsAMinute: 18,
  /** So many streams at once are fresher than edits would be. */
  streamsAlone: 4,
  /** Beyond, one answer of so many is edited: 100 appends a minute are twice as many as 50 edits. */
  editedOfCrowd: 3,
  /** How long an edited page that is not closed counts among those that will be. */
  editedMs: 900_000,
  /** How long a place for a stream is kept for an answer that has not begun: the way to its first page is short. */
  placeKeptMs: 15_000,
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
  /** Buttons of one row. */
  buttons: 25,
  /** Characters of a button's text. */
  buttonCharacters: 75,
  /** Characters of a question that is shown over its answer, before what is escaped grows: a section takes 3,000. */
  questionShown: 500,
  /** Steps that an edited answer shows while it has no text yet. */
  stepsShown: 8,
  /** Characters of thoughts it shows then. */
  thoughtsShown: 1_500,
  /** Characters of the comment that files are shared with. Slack advises 4,000 at most. */
  commentCharacters: 3_000,
  /** How often a status is shown anew: Slack takes it away after 2 minutes, but also with every message of ours. */
  statusRefreshMs: 15_000,
  /** A response address may be used five times within 30 minutes. */
  responseUses: 5,
  /** Messages that one page of `conversations.history` or `.replies` is asked for: the most that the SDK's types name. */
  messagesPage: 999,
  /** The fewest, where only a few more are wanted: some of them say nothing. */
  messagesPageLeast: 100,
  /** Pages of a thread that are read in search of its newest messages. */
  repliesPages: 15,
  /**
   * Threads whose replies are read in a look back at a channel, each with a call of its own: of the 50 that `.replies` (tier 3)
   * may be called in a minute, some are left to questions in threads.
   */
  threadsRead: 40,
  /**
   * How long a look back waits in all where Slack asks for pauses. Tier 3 is 50 calls a minute, so that even 50,000 messages
   * take one or two. An app that is sold outside Slack's marketplace gets 15 messages a minute: waiting on would take hours.
   */
  readingPauseMs: 120_000,
  /** The same where a rule acts: whoever works on its runs has others to do meanwhile. */
  actingPauseMs: 5_000,
  /** Calls a minute of a reading that nobody waits for, of the 50 of tier 3. */
  unhurriedCalls: 30,
  /** Workspaces that are looked at at the same time for what was missed. */
  missedWorkspaces: 8,
  /** Conversations of ours that are looked at for what was missed: half an hour of such calls. */
  missedConversations: 1_000,
  /** Pages of one of them that are looked at: the first of `messagesPageLeast`, the others of `messagesPage`. */
  missedPages: 5,
  /** Known threads that stand on none of these pages are read one by one; while there are more of them, another page is read. */
  missedThreads: 3,
  /** Messages of one thread that are looked at. */
  missedReplies: 1_000,
  /** The longest wait for one Web API call. */
  callMs: 15_000,
  /** The longest wait for names while Slack waits for its acknowledgement, which is due after 3 seconds. */
  namesMs: 800,
  /** The longest wait for the names of everybody on a page that is looked back at: nobody waits for an acknowledgement. */
  namesOfPageMs: 10_000,
  /** Workspaces whose clients are kept in memory, 50 kB each. Those of another one are made anew, in half a millisecond. */
  workspacesKept: 250,
  /** Workspaces whose streams and edits are counted. */
  workspacesCounted: 10_000,
  /** So long after its last answer a workspace is no longer counted: longer than a stream or an edited page may last. */
  countedMs: 3_600_000,
  /** Channels of which it is remembered that Slack refused something there ... */
  refusalsKept: 10_000,
  /** ... and for how long. */
  refusalAgeMs: 3_600_000,
  /** Installations that are remembered, half a kilobyte each. */
  installationsKept: 10_000,
  /** How long an installation is believed that another process may have replaced or removed. */
  installationAgeMs: 300_000,
  /** The share of its time after which a token is renewed: of the 12 hours that Slack gives one, two are left, as with @slack/oauth. */
  renewAfter: 5 / 6,
  /** So long before its end a token is no longer used. */
  renewLatestMs: 60_000,
  /** How long the next try waits where a token could not be renewed. */
  renewalRestMs: 30_000,
  /** How long somebody may take to allow an installation, in seconds. */
  installSeconds: 600,
  /** Installations whose token the check-up tries. */
  installationsChecked: 20,
  /** Users mentioned in a message of a channel that companies share, among whom our other bots are looked for. */
  botsLookedFor: 5,
  /** How long a name is believed. */
  nameAgeMs: 3_600_000,
  /** Names kept in memory, of all workspaces together. */
  namesKept: 20_000,
  /** How long it is believed what somebody may do, and what a channel is like. */
  standingAgeMs: 60_000,
  /** Of each, so many are kept in memory, of all workspaces together. */
  standingsKept: 5_000,
  /** Members of a channel that one page of `conversations.members` is asked for: Slack wants less than 1,000. */
  membersPage: 999,
  /** The longest wait for a message that a form asks about, while Slack waits for its acknowledgement. */
  aboutMs: 1_000,
  /** How long a message is kept for the one who writes a question about it: as long as a response address lasts. */
  aboutAgeMs: 1_800_000,
  /** Such messages kept in memory. Others are read again. */
  aboutsKept: 1_000,
  /** Characters that a form remembers: Slack takes 3,000. */
  metadataCharacters: 3_000,
  /** Of these, the characters of the files of a message. */
  metadataFiles: 1_500,
  /** How long prompts stand before they are offered again. */
  promptsAgeMs: 3_600_000,
  /** People of whom it is remembered that they were offered some. */
  promptedKept: 5_000,
  /** Characters of a question in a form: those of a plain text input. */
  questionCharacters: 3_000,
  /** Options of a select. */
  options: 100,
  /** Characters of an option's text. */
  optionCharacters: 75,
  /** Characters of an option's value. */
  optionValue: 150,
  /** Characters of a section's text. */
  sectionCharacters: 3_000,
  /** Sections of one text on the bot's own page, which holds 100 blocks. */
  homeSections: 40,
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
  /** Sockets of a process, of the ten that Slack takes for one app. */
  sockets: 2,
  /** How often it is looked whether events still arrive. */
  watchMs: 5_000,
  /**
   * A dead connection may go unnoticed for so long: 2.5 s without a pong, then 30 s of waiting for its goodbye, which the SDK
   * allows.
   */
  lostUnnoticedMs: 60_000,
  /** How long a socket that Slack asks to leave waits for the other one: Slack warns about 10 s before it closes. */
  leaveMs: 8_000,
  /** How often it looks meanwhile whether the other one is there. */
  leaveLookMs: 100,
  /** The wait before another socket is asked for where ten are open. Connections that broke count until Slack notices. */
  tooManySocketsMs: 60_000,
  /** Slack waits 3 seconds for its acknowledgement. */
  acknowledgeMs: 2_900,
  /** Events that are taken in at the same time: each waits where the database does. */
  eventsAtOnce: 1_000,
  /** The longest wait for the first hello of a socket. */
  connectMs: 30_000,
  /** The longest wait for a socket to say goodbye. */
  disconnectMs: 2_000,
  /** Without a pong for so long a socket counts as lost; after a lost one, the wait before the next. */
  socketPingMs: 2_500,
  /** How far the clocks of Slack's own servers may be apart, of which one tells the time and another one dates a message. */
  clocksApartMs: 2_000,
  /** After so long a message that Slack has taken shows where it stands: reading lags a moment behind writing. */
  arrivalMs: 3_000,
  /** How often a message is sent in a row that did not arrive, as far as one can see. */
  sendTries: 2,
  /** Letters and digits by which a text of ours is known again. */
  wordsCompared: 300,
  /** How far the clock may be from Slack's: signed requests older than 5 minutes are refused. */
  clockSkewMs: 60_000,
} as const;
