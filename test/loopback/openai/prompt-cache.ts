/** A prompt cache as OpenAI's: what a request begins with as an earlier one of the same key did is counted as cached. */
import { createHash } from 'node:crypto';
import { partTokens, textTokens } from '../../../src/demo/index.ts';
import type { AskedPart } from './kinds.ts';
import type { AskedModel } from './rules.ts';

/** OpenAI's prompt-caching guide: nothing below this is cached, and the count is rounded down. */
const LEAST_TOKENS = 1024;
const ROUNDED_TO = 128;
const CHARS_PER_TOKEN = 4;

/** One piece of a prompt: words, of which the beginning may be the same, or something that is the same or not. */
interface Piece {
  readonly text: string;
  readonly tokens: number;
  readonly isWords: boolean;
}

function pieceOf(part: AskedPart): Piece {
  if (part.type === 'text') return { text: part.text, tokens: textTokens(part.text), isWords: true };
  const hash = createHash('sha1').update(part.data).digest('hex');
  return { text: hash, tokens: partTokens(part), isWords: false };
}

const piecesOf = ({ instructions, turns }: AskedModel): readonly Piece[] => [
  { text: instructions, tokens: textTokens(instructions), isWords: true },
  ...turns.flatMap(({ parts }) => parts.map(pieceOf)),
];

/** All tokens of a request. */
export const inputTokens = (asked: AskedModel): number =>
  piecesOf(asked).reduce((sum, { tokens }) => sum + tokens, 0) +
  Math.ceil(asked.compacted.length / CHARS_PER_TOKEN);

function sameTokens(one: readonly Piece[], other: readonly Piece[]): number {
  let tokens = 0;
  for (const [index, piece] of one.entries()) {
    const beside = other[index];
    if (piece.text === beside?.text) {
      tokens += piece.tokens;
      continue;
    }
    if (!piece.isWords || !beside?.isWords) return tokens;
    let length = 0;
    while (length < piece.text.length && piece.text[length] === beside.text[length]) length += 1;
    return tokens + Math.floor(length / CHARS_PER_TOKEN);
  }
  return tokens;
}

/** Gives a function that tells how many tokens of a request are cached, and then caches it. */
export function createPromptCache(): (asked: AskedModel) => number {
  const known = new Map<string, (readonly Piece[])[]>();
  return (asked) => {
    const { model, cacheKey, tools, format, effort, compacted } = asked;
    // Another model, other tools, another shape or effort: nothing of the cache fits.
    const key = JSON.stringify([model, cacheKey, tools, format, effort, compacted]);
    const earlier = known.get(key) ?? [];
    const pieces = piecesOf(asked);
    known.set(key, [...earlier, pieces]);
    const tokens = Math.max(0, ...earlier.map((one) => sameTokens(pieces, one)));
    return tokens < LEAST_TOKENS ? 0 : Math.floor(tokens / ROUNDED_TO) * ROUNDED_TO;
  };
}
