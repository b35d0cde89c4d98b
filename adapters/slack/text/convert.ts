/**
 * The model's Markdown as Slack shows it, written from left to right: what has been written never depends on what comes
 * later, so that a text can be appended to while it grows.
 */
import {
  drawFormula,
  entity,
  footnoteMark,
  htmlAt,
  scan,
  type FormulaStretch,
} from '../../../src/markdown/index.ts';
import { emphasisAt, type Emphasis } from './emphasis.ts';
import { harmless, mentionAt, UNFINISHED } from './mentions.ts';
import type { Piece } from './piece.ts';

/** Characters at which something may have to be rewritten. */
const SPECIAL = /[<!@&[*_~\n]/g;
const IMAGE =
  /!\[([^\]\n]{0,500})\]\((<[^>\n]{0,1000}>|[^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)(?:\s+"[^"\n]{0,200}")?\)/y;
/** The longest that `IMAGE` matches. */
const LONGEST_IMAGE = 3_000;
const FOOTNOTE = /\[\^([^\]\s^]{1,30})\](:?)/y;
const TASK = /\[([ xX])\](?=[ \t])/y;
const LIST_MARK = /^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+$/;
const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,10});/y;

/** `isWhole`: nothing follows. Else the result is what no continuation of the text can change. */
export function convert(text: string, isWhole: boolean): string {
  const { stretches, decided } = scan(text);
  const limit = isWhole
    ? text.length
    : Math.min(decided, text.length - (UNFINISHED.exec(text)?.[0].length ?? 0));
  const emphasis: Emphasis = { open: new Set(), stars: new Set() };
  const pieces: string[] = [];
  let at = 0;
  for (const stretch of [...stretches, undefined]) {
    const start = Math.min(stretch?.start ?? text.length, limit);
    const end = prose(text, at, start, start === limit && !isWhole, emphasis, pieces);
    if (end < start || !stretch || start >= limit) break;
    at = Math.min(stretch.end, limit);
    pieces.push(stretch.kind === 'formula' ? formula(text, stretch) : harmless(text.slice(start, at)));
  }
  return pieces.join('');
}

/** Writes the prose between two offsets; gives where it had to stop. `isOpen`: more prose may follow there. */
function prose(
  text: string,
  from: number,
  to: number,
  isOpen: boolean,
  emphasis: Emphasis,
  pieces: string[],
): number {
  const known = isOpen ? text : text.slice(0, to);
  let at = from;
  for (;;) {
    SPECIAL.lastIndex = at;
    const found = SPECIAL.exec(known);
    if (!found || found.index >= to) {
      pieces.push(text.slice(at, to));
      return to;
    }
    pieces.push(text.slice(at, found.index));
    at = found.index;
    const piece = isEscaped(text, at) ? undefined : pieceAt(text, known, at, isOpen, emphasis);
    if (piece === 'more' || (piece && piece.end > to)) return at;
    pieces.push(piece?.text ?? text[at]!);
    at = piece?.end ?? at + 1;
  }
}

function pieceAt(text: string, known: string, at: number, isOpen: boolean, emphasis: Emphasis): Piece {
  switch (text[at]) {
    case '\n':
      if (lineBefore(text, at).trim() === '') emphasis.open.clear();
      return undefined;
    case '<':
    case '@': {
      const mention = mentionAt(known, at);
      if (mention !== undefined) return { end: at + 1, text: mention };
      return text[at] === '@' ? undefined : htmlPiece(text, known, at, isOpen);
    }
    case '!':
      return imageAt(known, at, isOpen);
    case '&': {
      const found = matchAt(ENTITY, known, at)?.[0];
      if (found === undefined) return isOpen && /^&#?\w{0,10}$/.test(known.slice(at)) ? 'more' : undefined;
      const character = entity(found);
      return character === undefined ? undefined : { end: at + found.length, text: character };
    }
    case '[':
      return bracketAt(text, known, at, isOpen);
    default:
      return emphasisAt(text, at, isOpen, emphasis);
  }
}

/** A new line keeps the marks of quotes and the indent of lists; inside a table's row there is none. */
function htmlPiece(text: string, known: string, at: number, isOpen: boolean): Piece {
  const html = htmlAt(known, at, !isOpen);
  if (typeof html !== 'object') return html;
  const line = lineBefore(text, at);
  const newLine = /^[ \t>]*\|/.test(line) ? ' ' : `\n${prefixOf(line)}`;
  return { end: html.end, text: html.markdown.replaceAll('\n', newLine) };
}

function imageAt(known: string, at: number, isOpen: boolean): Piece {
  const found = matchAt(IMAGE, known, at);
  if (!found) {
    const tail = known.slice(at, at + LONGEST_IMAGE);
    return isOpen && tail.length < LONGEST_IMAGE && /^!(?:\[[^\n]*)?$/.test(tail) ? 'more' : undefined;
  }
  return { end: at + found[0].length, text: `[${found[1]!.trim() || 'image'}](${found[2]!})` };
}

/** A box of a task, a footnote or what it points to. */
function bracketAt(text: string, known: string, at: number, isOpen: boolean): Piece {
  const tail = known.slice(at, at + 40);
  const line = lineBefore(text, at);
  if (
    isOpen &&
    (/^\[(?:\^[^\]\s^]*\]?)?$/.test(tail) || (/^\[[ xX]?\]?$/.test(tail) && LIST_MARK.test(line)))
  )
    return 'more';
  const task = LIST_MARK.test(line) ? matchAt(TASK, known, at) : undefined;
  if (task) return { end: at + 3, text: task[1] === ' ' ? '☐' : '☑' };
  const footnote = matchAt(FOOTNOTE, known, at);
  if (!footnote) return undefined;
  const [whole, label = '', colon] = footnote;
  const isDefinition = colon === ':' && line.trim() === '';
  return { end: at + whole.length, text: footnoteMark(label) + (isDefinition ? '' : colon!) };
}

function formula(text: string, { start, end, latex, display }: FormulaStretch): string {
  const line = lineBefore(text, start);
  const alone = display && /^[ \t>]*$/.test(line.replace(LIST_MARK, '')) && /[\r\n]/.test(text[end] ?? '\n');
  return harmless(drawFormula(latex, display, { alone, prefix: prefixOf(line), escape: (drawn) => drawn }));
}

function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

/** What a further line of the same block begins with. */
function prefixOf(line: string): string {
  return /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*/.exec(line)![0].replaceAll(/[^>\s]/g, ' ');
}

function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
