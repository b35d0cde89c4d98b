/** The numbers Discord enforces, by its documentation or, where that is silent, by what bots see. */

export const MESSAGE = { content: 2000, embeds: 10, rows: 5, nonce: 25, uploads: 10 };
export const EMBED = {
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  author: 256,
  total: 6000,
};
/** A message of components: how many in all, characters of all texts together, pictures of one gallery. */
export const LAYOUT = { components: 40, text: 4000, galleryItems: 10 };
export const BUTTON = { perRow: 5, label: 80, customId: 100 };
export const COMMAND = {
  options: 25,
  choices: 25,
  choiceName: 100,
  choiceValue: 100,
  description: 100,
  menuName: 32,
  /** Characters of all texts of a command together. */
  total: 8000,
};
/** Commands of one bot, by type: slash commands, entries in the menu of people and of messages. */
export const COMMANDS: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };
/** The most messages that one request for the past gives, and how many it gives unless told otherwise. */
export const HISTORY = { most: 100, usual: 50 };
export const MODAL = { title: 45, rows: 5, label: 45, description: 100, text: 4000, placeholder: 100 };
/** Follow-ups in a place that the bot itself is not in. */
export const FOLLOW_UPS_ABROAD = 5;
/** Different emoji on one message. */
export const REACTIONS = 20;
/** Characters of a thread's name, and threads of one server that are not archived. */
export const THREAD = { name: 100, active: 1000 };
/** Servers that one request for all servers of the bot gives. */
export const GUILDS_PER_PAGE = 200;
/** Bytes of one file and of one request: the cap of a server without boosts. */
export const UPLOAD = { file: 10 * 1024 * 1024, request: 25 * 1024 * 1024, description: 1024 };
/** An interaction is answered within 3 s; its token then lives for 15 min. */
export const INTERACTION = { answerMs: 3000, tokenMs: 15 * 60_000 };
/** A message with the same nonce counts as the same message for "a few minutes". */
export const NONCE_MS = 5 * 60_000;
/**
 * Sessions that a bot may begin a day, and so many at once in a window of time, by the number of the shard. Beginning more
 * resets the token.
 */
export const SESSIONS = { total: 1000, maxConcurrency: 1, windowMs: 5000, resetMs: 24 * 60 * 60_000 };
/** A shard that has more servers than this must be divided. */
export const GUILDS_PER_SHARD = 2500;
/** Messages older than this may be edited a few times per channel only, whatever the other limits say. */
export const OLD_MESSAGE = { ageMs: 60 * 60_000, edits: 3, windowMs: 20_000 };
/** A signed link to a file works for about a day. */
export const LINK_MS = 24 * 60 * 60_000;
/** Requests a bot may make per second over all routes. */
export const GLOBAL_PER_SECOND = 50;

/** Requests per window, by route. Discord publishes no numbers; these are what bots see. */
export const ROUTE_LIMITS = {
  createMessage: { requests: 5, windowMs: 5000 },
  editMessage: { requests: 5, windowMs: 5000 },
  typing: { requests: 5, windowMs: 5000 },
  reaction: { requests: 1, windowMs: 250 },
  webhook: { requests: 5, windowMs: 2000 },
  createCommand: { requests: 5, windowMs: 20_000 },
  other: { requests: 50, windowMs: 1000 },
} as const;
