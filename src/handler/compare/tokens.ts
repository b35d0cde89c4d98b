/** A text as the words and the blocks of code that two of them are compared by. */
import type { CodeBlock } from './stretches.ts';

/** What tokens are compared by, and how they stand in their text. */
export interface Token {
  readonly key: string;
  /** With the white space behind it; empty for a block of code. */
  readonly text: string;
  readonly code?: CodeBlock;
}

/** The words or lines of a text. Blocks of code are a token each, the first one like the first one of any other text. */
export function tokensOf(stretches: readonly (string | CodeBlock)[], by: 'word' | 'line'): readonly Token[] {
  const pieces = by === 'word' ? wordsOf : linesOf;
  let blocks = 0;
  return stretches.flatMap((stretch): readonly Token[] =>
    typeof stretch === 'string' ? pieces(stretch) : [{ key: `code ${blocks++}`, text: '', code: stretch }],
  );
}

const tokenOf = (text: string): Token => ({ key: text.trim(), text });

const linesOf = (text: string): readonly Token[] => (text.match(/[^\n]*\S[^\n]*\n*/g) ?? []).map(tokenOf);

const wordsOf = (text: string): readonly Token[] =>
  (text.match(/\S+\s*/g) ?? []).flatMap((word) =>
    UNSPACED.test(word) ? unspacedWords(word) : [tokenOf(word)],
  );

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });

/** What is no word belongs to the one before it. */
function unspacedWords(text: string): readonly Token[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of SEGMENTER.segment(text))
    if (isWordLike || words.length === 0) words.push(segment);
    else words[words.length - 1] += segment;
  return words.map(tokenOf);
}
