/** A text as the words and the blocks of code that two of them are compared by. */

/** A fenced block of code; one in a list or a quote is taken for text. */
export interface Fence {
  /** Where its first line begins, and where its last one ends. */
  readonly start: number;
  readonly end: number;
  readonly code: string;
  /** What closes it. */
  readonly mark: string;
  readonly isClosed: boolean;
}

/** The fenced blocks of a Markdown text, in order (CommonMark 4.5). */
export function fencesIn(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  const opening = /^ {0,3}(`{3,}(?=[^`\n]*$)|~{3,})[^\n]*\n?/gm;
  for (let match = opening.exec(markdown); match; match = opening.exec(markdown)) {
    const mark = match[1]!;
    const inside = opening.lastIndex;
    const closing = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`, 'm');
    const found = closing.exec(markdown.slice(inside));
    const codeEnd = found ? inside + found.index : markdown.length;
    const end = found ? codeEnd + found[0].length : markdown.length;
    const code = markdown.slice(inside, codeEnd).replace(/\n$/, '');
    fences.push({ start: match.index, end, code, mark, isClosed: found !== null });
    opening.lastIndex = end;
  }
  return fences;
}

/** What tokens are compared by, and how they stand in their text. */
export interface Token {
  readonly key: string;
  /** With the white space behind it; empty for a block of code. */
  readonly text: string;
  readonly code?: string;
}

/**
 * The words or lines of a Markdown text, as plain as can be: marks that only change how a word looks are left out. Blocks of code
 * are a token each, the first one like the first one of any other text.
 */
export function tokensOf(markdown: string, by: 'word' | 'line'): readonly Token[] {
  const fences = fencesIn(markdown);
  const pieces = (text: string) => (by === 'word' ? wordsOf : linesOf)(plainOf(text));
  const tokens = fences.flatMap(({ start, code }, index): readonly Token[] => [
    ...pieces(markdown.slice(fences[index - 1]?.end ?? 0, start)),
    { key: `code ${index}`, text: '', code },
  ]);
  return [...tokens, ...pieces(markdown.slice(fences.at(-1)?.end ?? 0))];
}

/** Without the marks of headings, bold words and code, and without indentation. */
const plainOf = (markdown: string): string =>
  markdown
    .replace(/^[ \t]+/gm, '')
    .replace(/^#{1,6}[ \t]+/gm, '')
    .replace(/\*\*|`/g, '')
    .trimStart();

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
