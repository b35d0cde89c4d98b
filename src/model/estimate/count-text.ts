/** How many tokens a text has, in a time that is bounded whatever it says. */
import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { LRUCache } from 'lru-cache';

/**
 * Text is counted in slices of so many characters, because counting takes time that grows with the square of an unbroken
 * run of characters: 100,000 times "a" takes seven seconds in one piece and a few milliseconds in slices. The cuts cost
 * less than 0.1 %.
 */
const SLICE_CHARS = 2000;
/** A slice with so long a run without a space is cut once more: 2,000 rare Han characters take three times as long whole. */
const RUN_CHARS = 256;

/**
 * Slices of one text that are counted. Of a longer one these stand for the others: 128 of prose are within 2 % of all of
 * them. Every character counted may take four microseconds in the worst of texts, so that a text takes a second at most.
 */
const SLICES_MOST = 128;

/** A text from this length on is counted once, in characters: a shorter one is counted faster than it is looked up. */
const REMEMBERED_CHARS = 1000;
/** Counts that are remembered: those of a hundred long conversations. */
const REMEMBERED_TEXTS = 5000;

/** Text that looks like a special token (`<|endoftext|>`) is text. */
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

const require = createRequire(import.meta.url);
let counter: typeof countTokens | undefined;

/** The o200k tokenizer, loaded when first needed: its tables take a third of a second and 70 MB. */
function tokenizer(): typeof countTokens {
  counter ??= (require('gpt-tokenizer/encoding/o200k_base') as { countTokens: typeof countTokens })
    .countTokens;
  return counter;
}

/** By a digest of the text: a conversation is counted with every question, and is not to be kept here. */
const remembered = new LRUCache<string, number>({ max: REMEMBERED_TEXTS });

/** Tokens of a text: counted as the model counts them, up to 256,000 characters; estimated beyond. */
export function countText(text: string): number {
  if (text.length < REMEMBERED_CHARS) return countSlice(text);
  const key = hash('sha256', text, 'base64');
  const known = remembered.get(key) ?? countSlices(text);
  remembered.set(key, known);
  return known;
}

/** Of each stretch of a text that is very long one slice is counted: any, so that no text can be made to look short. */
function countSlices(text: string): number {
  const slices = Math.ceil(text.length / SLICE_CHARS);
  const counted = Math.min(slices, SLICES_MOST);
  let tokens = 0;
  for (let stretch = 0; stretch < counted; stretch += 1) {
    const first = Math.floor((stretch * slices) / counted);
    const end = Math.floor(((stretch + 1) * slices) / counted);
    const pick = first + Math.floor(Math.random() * (end - first));
    const slice = text.slice(pick * SLICE_CHARS, (pick + 1) * SLICE_CHARS);
    const chars = Math.min(end * SLICE_CHARS, text.length) - first * SLICE_CHARS;
    tokens += (countSlice(slice) * chars) / slice.length;
  }
  return Math.round(tokens);
}

function countSlice(slice: string): number {
  const count = tokenizer();
  if (!hasLongRun(slice)) return count(slice, AS_PLAIN_TEXT);
  let tokens = 0;
  for (let start = 0; start < slice.length; start += RUN_CHARS)
    tokens += count(slice.slice(start, start + RUN_CHARS), AS_PLAIN_TEXT);
  return tokens;
}

/** Looks back from where a run would be too long, so that of most text only the ends of a few words are looked at. */
function hasLongRun(slice: string): boolean {
  for (let begin = 0; begin + RUN_CHARS <= slice.length;) {
    let at = begin + RUN_CHARS - 1;
    while (at >= begin && slice.charCodeAt(at) > SPACE) at -= 1;
    if (at < begin) return true;
    begin = at + 1;
  }
  return false;
}

/** The space is the last of the characters that every text breaks at; the others are line breaks and tabs. */
const SPACE = 32;
