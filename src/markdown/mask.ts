/**
 * Hides from the parser what it should take for letters: formulas, and marks that are nested absurdly deep. One character
 * stands for one, so that every offset stays what it was; afterwards each node gets its own characters back.
 */
import { MOST } from './limits.ts';
import type { FormulaStretch, Scan } from './scan.ts';

/** A character that Unicode promises never to assign: a letter to the parser, and in nobody's text. */
const HIDDEN = '\ufdd0';

export interface Mask {
  /** The text with what is hidden replaced, as long as the original. */
  readonly text: string;
  /** Gives hidden characters back, from an offset on: call after call in the order of the source. */
  from(offset: number): (value: string) => string;
  /** The text that stands between two offsets as what it is made of. */
  pieces(value: string, from: number, to: number): readonly (string | FormulaStretch)[];
}

/** Nothing when there is nothing to hide, as in most texts. */
export function maskOf(text: string, { stretches }: Scan): Mask | undefined {
  const formulas = stretches.filter((stretch) => stretch.kind === 'formula');
  const hidden = [
    ...formulas.flatMap((formula) => offsetsOf(text, formula)),
    ...deepContainers(text),
    ...tooManyMarks(text),
    ...Array.from(text.matchAll(/\ufdd0/g), ({ index }) => index),
  ].sort((a, b) => a - b);
  if (hidden.length === 0) return undefined;
  const offsets = hidden.filter((offset, index) => offset !== hidden[index - 1]);
  const starts = new Map(formulas.map((formula) => [formula.start, formula]));

  return {
    text: replaced(text, offsets),
    from(offset) {
      let next = indexFrom(offsets, offset);
      return (value) => value.replaceAll(HIDDEN, () => text[offsets[next++]!] ?? '');
    },
    pieces(value, from, to) {
      const pieces: (string | FormulaStretch)[] = [];
      let next = indexFrom(offsets, from);
      let plain = '';
      for (let at = 0; at < value.length; at += 1) {
        if (value[at] !== HIDDEN) {
          plain += value[at];
          continue;
        }
        const formula = starts.get(offsets[next]!);
        if (!formula || formula.end > to) {
          plain += text[offsets[next]!] ?? '';
          next += 1;
          continue;
        }
        for (next += 1; offsets[next]! < formula.end; next += 1) at = value.indexOf(HIDDEN, at + 1);
        pieces.push(plain, formula);
        plain = '';
      }
      return [...pieces, plain].filter((piece) => piece !== '');
    },
  };
}

function replaced(text: string, offsets: readonly number[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const offset of offsets) {
    pieces.push(text.slice(at, offset), HIDDEN);
    at = offset + 1;
  }
  return pieces.join('') + text.slice(at);
}

/** All of a formula but the ends of its lines and the marks that its lines begin with. */
function offsetsOf(text: string, { start, end }: FormulaStretch): number[] {
  const offsets: number[] = [];
  let begun = true;
  for (let at = start; at < end; at += 1) {
    if (text[at] === '\n') begun = false;
    else if (begun || !/[ \t>]/.test(text[at]!)) {
      begun = true;
      offsets.push(at);
    }
  }
  return offsets;
}

/** The marks of lists and quotes that a line begins with, but the first of them. */
function deepContainers(text: string): number[] {
  const line = new RegExp(`^(?:[ \\t]*(?:>|[-+*]|\\d{1,9}[.)])){${MOST.containers}}(.*)$`, 'gm');
  return Array.from(text.matchAll(line)).flatMap(({ index, 0: whole, 1: rest = '' }) => {
    const from = index + whole.length - rest.length;
    return Array.from(rest.matchAll(/[-+*>.)]/g), (mark) => from + mark.index);
  });
}

/** The marks of emphasis and links in a paragraph, but the first of them. */
function tooManyMarks(text: string): number[] {
  const offsets: number[] = [];
  let count = 0;
  for (const { index, 0: found } of text.matchAll(/\n[ \t]*(?=\n)|\*+|_+|~+|[[\]]/g)) {
    if (found.startsWith('\n')) count = 0;
    else count += 1;
    if (count > MOST.marks) for (let at = index; at < index + found.length; at += 1) offsets.push(at);
  }
  return offsets;
}

/** The index of the first offset that is not before another. */
function indexFrom(offsets: readonly number[], from: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
