/** Never in circles: recognises what this bot has posted when another bot repeats it, by hashes of a few words in a row. */
import { createHash } from 'node:crypto';
import type { Store } from '../../store/index.ts';
import { LIMITS } from '../limits.ts';

/** What is kept of something that is posted: all of its words in pieces, the last of which overlaps the one before. */
export function hashesOfPost(text: string): readonly string[] {
  const words = wordsOf(text);
  const last = Math.max(0, words.length - LIMITS.repeatedWords);
  const starts = Array.from(
    { length: Math.ceil(last / LIMITS.repeatedWords) },
    (_, index) => index * LIMITS.repeatedWords,
  );
  return hashed(
    [...starts, last].map((start) => words.slice(start, start + LIMITS.repeatedWords)),
    LIMITS.postedHashes,
  );
}

/** Whether a message repeats something that was posted lately, whatever a bridge has put before, between and behind it. */
export async function repeatsUs(
  text: string,
  now: number,
  store: Pick<Store, 'hasPosted'>,
): Promise<boolean> {
  const words = wordsOf(text);
  const pieces = words.map((_, start) => words.slice(start, start + LIMITS.repeatedWords));
  const hashes = hashed(
    // One word by itself is repeated by chance.
    pieces.filter((piece) => piece.length > 1 || words.length === 1),
    LIMITS.heardHashes,
  );
  return hashes.length > 0 && (await store.hasPosted(hashes, now - LIMITS.repeatedMs));
}

/** Platforms and bridges change marks, white space and case; words stay. Where they are written without spaces, letters do. */
const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+/gu) ?? [];

const hashed = (pieces: readonly (readonly string[])[], most: number): readonly string[] =>
  [...new Set(pieces.filter(({ length }) => length > 0).map((piece) => piece.join(' ')))]
    .slice(0, most)
    .map((piece) => createHash('sha256').update(piece).digest('base64url').slice(0, HASH_CHARACTERS));

/** 132 bits. */
const HASH_CHARACTERS = 22;
