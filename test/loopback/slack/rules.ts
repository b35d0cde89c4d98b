/** Slack's published and observed rules, as numbers: what the loopback server enforces. */
export const RULES = {
  /** `chat.postMessage` cuts text here. */
  textCut: 40_000,
  /** `chat.update` refuses longer text. */
  updateText: 4_000,
  /** Characters of `markdown_text`, and of all markdown blocks of a message. */
  markdownText: 12_000,
  blocks: 50,
  /** Characters of a block's id, which is its own in the message. */
  blockId: 255,
  sectionText: 3_000,
  contextElements: 10,
  contextText: 3_000,
  /** Characters of a file's description. */
  altText: 1_000,
  actionsElements: 25,
  buttonText: 75,
  /** A stream ends so many milliseconds after its start. */
  streamMs: 300_000,
  /** UTF-8 bytes a streamed message takes in all (observed between 10,600 and 11,300, not documented). */
  streamBytes: 10_600,
  /** Characters of the title of a task or plan. */
  taskTitle: 256,
  /** Characters of what a button sends when it is pressed. */
  buttonValue: 2_000,
  /** A status goes away after so many milliseconds. */
  statusMs: 120_000,
  /** Messages a minute and workspace, and statuses. */
  postsAMinute: 300,
  statusesAMinute: 600,
  /** A trigger opens a form for so long, once. */
  triggerMs: 3_000,
  viewBlocks: 100,
  /** Characters of a form's title and of its buttons. */
  viewTitle: 24,
  viewMetadata: 3_000,
  headerText: 150,
  inputLabel: 2_000,
  inputText: 3_000,
  actionId: 255,
  optionText: 75,
  optionValue: 150,
  selectOptions: 100,
  checkboxes: 10,
  prompts: 4,
  responseUses: 5,
  responseMs: 1_800_000,
  /** Events are to be acknowledged within so many milliseconds. */
  ackMs: 3_000,
  /** Sockets that one app may have open. */
  sockets: 10,
  /** Waits before the three retries. */
  retryDelaysMs: [0, 60_000, 300_000],
  /** Messages that one call of `conversations.history` gives at most, and unless told otherwise. */
  history: { most: 999, usual: 100 },
  /** People that the first message of a thread names of those who have replied. */
  replyUsers: 5,
  /** The same for `conversations.replies`. */
  replies: { most: 1_000, usual: 1_000 },
  /** Conversations that one call of `users.conversations` gives. */
  conversations: { most: 999, usual: 100 },
  /** Members that one call of `conversations.members` gives. */
  members: { most: 999, usual: 100 },
  /** Of an app that is sold outside the marketplace: messages of one call of either, and calls a minute. */
  sold: { messages: 15, callsAMinute: 1 },
  /** Calls a minute, by tier. */
  tiers: { 1: 1, 2: 20, 3: 50, 4: 100 },
  /** One message a second and channel. */
  postIntervalMs: 1_000,
} as const;
