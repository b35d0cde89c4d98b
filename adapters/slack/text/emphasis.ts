/**
 * Emphasis in scripts that write no spaces. By the rules of Markdown `**「強調」**の` is none, and Slack is stricter still:
 * invisible spaces beside the marks make it one.
 */
import { NOTHING } from './mentions.ts';
import type { Piece } from './piece.ts';

/** What is emphasised where the text stands. */
export interface Emphasis {
  /** The marks that are open. */
  readonly open: Set<string>;
  /** Where an underscore closes what a star has opened. */
  readonly stars: Set<number>;
}

const RUN = /\*+|_+|~~+/y;
const UNDERSCORED = /_([^_\s\n](?:[^_\n]{0,80}[^_\s\n])?)_(?![\w_])/y;
const LONGEST_UNDERSCORED = 90;
const WIDE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
const PUNCTUATION = /[\p{P}\p{S}]/u;

export function emphasisAt(text: string, at: number, isOpen: boolean, emphasis: Emphasis): Piece {
  RUN.lastIndex = at;
  const run = RUN.exec(text)?.[0];
  if (run === undefined) return isOpen && at + 1 === text.length ? 'more' : undefined;
  const end = at + run.length;
  const [before, after] = [text[at - 1] ?? '\n', text[end]];
  if (after === undefined) {
    if (isOpen) return 'more';
    return { end, text: marks(emphasis, run, at, before, '\n') };
  }
  if (run === '_' && WIDE.test(before) && !emphasis.stars.has(at)) {
    UNDERSCORED.lastIndex = at;
    const closing = UNDERSCORED.exec(text);
    if (closing) emphasis.stars.add(at).add(at + closing[0].length - 1);
    else if (isOpen && !/\n/.test(text.slice(at)) && text.length - at < LONGEST_UNDERSCORED) return 'more';
    if (closing && at + closing[0].length === text.length && isOpen) {
      emphasis.stars.clear();
      return 'more';
    }
  }
  return { end, text: marks(emphasis, run, at, before, after) };
}

function marks({ open, stars }: Emphasis, run: string, at: number, before: string, after: string): string {
  const mark = stars.has(at) ? '*' : run;
  const isWide = WIDE.test(before) || WIDE.test(after);
  const closes = open.has(mark) && !/\s/.test(before);
  if (closes) open.delete(mark);
  else if (/\s/.test(after)) return run;
  else open.add(mark);
  if (!isWide) return mark;

  const [inner, outer] = closes ? [before, after] : [after, before];
  const inside = PUNCTUATION.test(inner) && !/\s/.test(outer) && !PUNCTUATION.test(outer) ? NOTHING : '';
  const outside = WIDE.test(outer) ? NOTHING : '';
  return closes ? inside + mark + outside : outside + mark + inside;
}
