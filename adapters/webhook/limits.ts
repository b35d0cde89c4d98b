/** The numbers of this adapter, each with its reason. */

export const LIMITS = {
  /** Receivers are asked to answer at once and to work afterwards; the usual is 15 to 30 seconds. Milliseconds. */
  timeoutMs: 15_000,
  /** A pause that a receiver asks for without saying how long. */
  pauseMs: 30_000,
  /** The longest pause it may ask for: after that it is tried again. */
  longestPauseMs: 10 * 60_000,
  /** Requests to one webhook: rules act seldom, and what runs wild is slowed down here. */
  writes: 5,
  windowMs: 1_000,
  /** The largest JSON file of an answer that is sent as data, in bytes. */
  dataBytes: 1_000_000,
} as const;
