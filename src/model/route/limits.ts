/** The numbers the router goes by. Those without a source are judgements, checked with the labelled requests in bench/model. */
import type { Effort } from '../../chat/index.ts';

/** What is looked at of a text: people put what they want first or last, and what it is about in between. Characters. */
export const LOOKED_AT = { head: 1500, tail: 500, before: 600 } as const;

export const LENGTHS = {
  /** From so many characters on there is much to read: about three pages. */
  long: 6000,
  /** Up to so many characters, putting a text into other words is a small thing. */
  short: 1500,
  /** Less than so many characters are taken in at a glance. */
  glance: 400,
  /** So many words are a short question at most. */
  shortWords: 14,
  /** A question after one fact, that may also hold a word of something larger, has so many words at most. */
  factWords: 10,
  /** So many words, of which none tells anything, are more likely a simple question than not. */
  fewWords: 8,
  /** Several questions in so many words are ordinary ones; in more, they may hang together. */
  listWords: 60,
  /** Up to so many words can go on from what was said before. */
  furtherWords: 12,
  /** Up to so many words can be a complaint about the last answer; more tell of what does not work elsewhere. */
  complaintWords: 30,
} as const;

/** How the small model is asked. */
export const JUDGE = {
  /** Longer than a person would wait to be told that there is an answer to come. */
  deadlineMs: 3000,
  /** Characters of the question it is shown, of its beginning and its end. */
  head: 1200,
  tail: 400,
  /** Characters it is shown of each message before. */
  before: 300,
  /** So many files it is told of. */
  files: 10,
  /** Its answer has about 20 tokens; the rest is room for a model that always thinks a little. */
  maxOutputTokens: 300,
  /** It moves what the rules think by so many levels at most: a text that talks it into anything gains no more. */
  maxMove: 1,
} as const;

/** From so much of the tightest budget on, a tier less is chosen, and an effort of at most so much. The tightest first. */
export const SAVING: readonly { readonly from: number; readonly most: Effort }[] = [
  { from: 0.95, most: 'low' },
  { from: 0.8, most: 'medium' },
];

/** Where saving begins: from there on nothing is spent on finding out either. */
export const SAVES_FROM = Math.min(...SAVING.map(({ from }) => from));
