/** The numbers the judge goes by, each with its reason. */
export const JUDGE = {
  /** Messages of one call: in longer lists small models begin to mix up which is which. */
  messages: 20,
  /** Input tokens of the messages of one call: a small model's attention, and a cent at its price. */
  tokens: 12_000,
  /** Characters of a message that are shown, of its beginning and its end: a whole message of Discord. */
  text: { head: 3_000, tail: 1_000 },
  /** Files of a message that are looked at. */
  files: 4,
  /** Pictures of each: of a video or an animation, as many spread over all of it. */
  pictures: 6,
  /** Characters of what is said or written in each file, of its beginning and its end: two minutes of speech. */
  words: { head: 1_500, tail: 500 },
  /** The longest side of a picture and its 32×32 patches: what `low` detail is (OpenAI's images guide), a tenth of the usual price. */
  side: 512,
  patches: 256,
  /** Characters of the reason that is kept: a line. */
  why: 120,
  /** Tokens that the answer about one message takes: its id, a word, a number and a line. */
  answerTokens: 60,
  /** Tokens of an answer that are room for a model which always thinks a little; it is paid for as far as it is used. */
  thinkingTokens: 2_000,
  /** A call is given up after so long, in milliseconds: nobody waits for it, but runs are held meanwhile. */
  callMs: 90_000,
  /** Calls of one rule that are under way at once. */
  callsAtOnce: 4,
} as const;
