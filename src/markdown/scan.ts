/**
 * What of a Markdown text is code and what is a formula. Read once, from left to right, never looking further ahead than
 * `LONGEST`: so it can be told of a text that is still being written how much of this is decided.
 */
import { endOfDollars, isFormula, type Delimiter } from './delimiters.ts';
import { LONGEST, MOST } from './limits.ts';

/** A formula in a text: where it stands, its LaTeX without delimiters and the marks of quotes, and whether it stands alone. */
export interface FormulaStretch {
  readonly kind: 'formula';
  readonly start: number;
  readonly end: number;
  readonly latex: string;
  readonly display: boolean;
}

/** A stretch of a text that is not prose. */
export type Stretch =
  FormulaStretch | { readonly kind: 'code' | 'fence'; readonly start: number; readonly end: number };

export interface Scan {
  readonly stretches: readonly Stretch[];
  /** What comes before is decided; from here on, more text may still make something else of it. */
  readonly decided: number;
}

/** The marks of quotes and lists that a line begins with. */
const MARKS = /(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])))*[ \t]*/y;
const FENCE = /(`{3,})[^`\n]*$|(~{3,})[^\n]*$/my;
/** An end of a line after which no code in a line goes on. */
const BLOCK_END = /\n(?=[ \t>]*(?:\n|`{3}|~{3}|[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]))/g;
/** The same for formulas, whose lines may begin with a minus. */
const PARAGRAPH_END = /\n(?=[ \t>]*(?:\n|`{3}|~{3}))/g;
const CLOSERS: Readonly<Record<string, string>> = { '\\[': '\\]', '\\(': '\\)', $$: '$$', $: '$' };

/** What is found on the way. */
interface Progress {
  readonly stretches: Stretch[];
  /** Formulas that began and did not end, since the last that did. */
  unclosed: number;
  readonly undecided: (from: number) => void;
}

export function scan(text: string): Scan {
  let decided = text.length;
  const undecided = (from: number) => {
    decided = Math.min(decided, from);
  };
  const progress: Progress = { stretches: [], unclosed: 0, undecided };
  const { stretches } = progress;
  /** The columns at which the items of the lists that we are in begin. */
  let items: number[] = [];

  let at = 0;
  while (at < text.length) {
    const marks = matchAt(MARKS, text, at)!;
    const start = at + marks.length;
    const lineEnd = endOfLine(text, at);
    if (lineEnd === text.length && /^[`~]*[ \t]*$/.test(text.slice(start))) undecided(start);
    if (start < lineEnd) {
      const indent = /^[ \t>]*/.exec(marks)![0].length;
      items = items.filter((column) => column <= indent);
      for (const { index, 0: mark } of marks.matchAll(/(?:[-+*]|\d+[.)])[ \t]/g))
        items.push(index + mark.length);
    }
    const fence = matchAt(FENCE, text, start);
    if (fence !== undefined) {
      if (lineEnd === text.length) undecided(start);
      const column = items.findLast((item) => item <= marks.length) ?? 0;
      const end = endOfFence(text, lineEnd, fence, column, countQuotes(marks), undecided);
      stretches.push({ kind: 'fence', start, end });
      at = end + 1;
    } else {
      at = scanLine(text, start, lineEnd, countQuotes(marks), progress);
    }
  }
  return { stretches, decided };
}

/** Where the next line to look at begins: code and formulas may reach into further lines. */
function scanLine(text: string, start: number, lineEnd: number, quotes: number, progress: Progress): number {
  const special = /[`$\\]/g;
  let end = lineEnd;
  for (let at = start; ;) {
    special.lastIndex = at;
    const found = special.exec(text);
    if (!found || found.index >= end) return end + 1;
    const from = found.index;
    const [stretch, next] =
      found[0] === '`' ? codeAt(text, from, progress) : formulaAt(text, from, quotes, progress);
    if (stretch) {
      progress.stretches.push(stretch);
      end = endOfLine(text, next);
    }
    at = next;
  }
}

type Found = readonly [stretch: Stretch | undefined, next: number];

function codeAt(text: string, start: number, { undecided }: Progress): Found {
  const mark = matchAt(/`+/y, text, start)!;
  const inner = start + mark.length;
  const limit = limitOf(text, inner, LONGEST.code, BLOCK_END);
  const closing = /`+/g;
  closing.lastIndex = inner;
  for (let found = closing.exec(text); found && found.index < limit; found = closing.exec(text)) {
    if (found[0].length !== mark.length) continue;
    const end = closing.lastIndex;
    if (end === text.length) undecided(start);
    return [{ kind: 'code', start, end }, end];
  }
  if (limit === text.length) undecided(start);
  return [undefined, inner];
}

function formulaAt(text: string, start: number, quotes: number, progress: Progress): Found {
  const { undecided } = progress;
  const opening = matchAt(/\\.|\${1,3}|\\/sy, text, start)!;
  const inner = start + opening.length;
  if (inner === text.length) undecided(start);
  const closing = CLOSERS[opening];
  if (closing === undefined || (opening === '$' && /[\s$]/.test(text[inner] ?? ' ')))
    return [undefined, inner];
  if (progress.unclosed >= MOST.unclosed) return [undefined, inner];

  const limit =
    opening === '$'
      ? endOfDollars(text, inner, limitOf(text, inner, LONGEST.dollars, /\n/g))
      : limitOf(text, inner, LONGEST.formula, PARAGRAPH_END);
  const close = closerIn(text, inner, limit, closing);
  if (close === undefined) {
    if (limit === text.length) undecided(start);
    if (opening !== '$') progress.unclosed += 1;
    return [undefined, inner];
  }
  progress.unclosed = 0;
  const end = close + closing.length;
  if (end === text.length) undecided(start);
  const latex = unquoted(text.slice(inner, close), quotes);
  if (latex === undefined || !isFormula(text, { start, end, latex, opening: opening as Delimiter }))
    return [undefined, inner];
  return [
    { kind: 'formula', start, end, latex: latex.trim(), display: /^(?:\\\[|\$\$)$/.test(opening) },
    end,
  ];
}

/** Where a formula is closed: not by what is escaped. */
function closerIn(text: string, from: number, limit: number, closing: string): number | undefined {
  const tokens = closing.startsWith('$') ? /\\.|\$+/gs : /\\./gs;
  tokens.lastIndex = from;
  for (let found = tokens.exec(text); found && found.index < limit; found = tokens.exec(text)) {
    if (found[0] === closing) return found.index;
    if (found[0].startsWith('$')) return undefined;
  }
  return undefined;
}

/** The lines of a formula without the marks of the quotes it stands in; nothing when it leaves them. */
function unquoted(source: string, quotes: number): string | undefined {
  if (quotes === 0) return source;
  const [first = '', ...lines] = source.split('\n');
  const marks = new RegExp(`^(?:[ \\t]*>){${quotes}} ?`);
  if (lines.some((line) => !marks.test(line))) return undefined;
  return [first, ...lines.map((line) => line.replace(marks, ''))].join('\n');
}

/** The end of the last line of a fence that opens on the line that ends at `lineEnd`. */
function endOfFence(
  text: string,
  lineEnd: number,
  fence: string,
  column: number,
  quotes: number,
  undecided: (from: number) => void,
): number {
  const mark = /^(?:`+|~+)/.exec(fence)![0];
  const closing = new RegExp(`^[ \\t>]*${mark}${mark[0]}*[ \\t]*$`);
  let end = lineEnd;
  while (end < text.length) {
    const start = end + 1;
    const next = endOfLine(text, start);
    const line = text.slice(start, next);
    if (next === text.length && /^[ \t>]*[`~]*[ \t]*$/.test(line)) undecided(start);
    const marks = /^[ \t>]*/.exec(line)![0];
    const isBlank = marks.length === line.length;
    if (countQuotes(marks) < quotes || (!isBlank && marks.length < column)) return end;
    end = next;
    if (closing.test(line)) return end;
  }
  return end;
}

/** The first place at which a search from `from` ends in any case. */
function limitOf(text: string, from: number, longest: number, end: RegExp): number {
  end.lastIndex = from;
  const window = text.slice(0, from + longest);
  return end.exec(window)?.index ?? window.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function countQuotes(marks: string): number {
  return marks.split('>').length - 1;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
