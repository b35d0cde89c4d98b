/** The numbers of a replay, each with its reason. */
export const REPLAY = {
  /** The largest history that is read, in bytes: a year of a lively channel is a tenth of it. */
  bytes: 500e6,
  /** Characters at its beginning that tell whether it is a text … */
  looked: 4_096,
  /** … and by which people recognise it where it is no history. */
  begin: 40,
  /** Faults of a file that are told at once. */
  faults: 10,
  /** Of one message. */
  faultsEach: 3,
  /** Characters of a message in the line that tells of it. */
  words: 50,
  /** After the last message, what waits is waited for, so many times at most: a rule that is put off again and again has an end. */
  endSteps: 10_000,
  /** It pauses after so many milliseconds, so that it can be stopped and tell how far it is: a person waits no longer for that. */
  breathMs: 100,
} as const;
