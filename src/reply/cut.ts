/** A cut: one place where a Markdown text may be parted, and what both sides need to render alone. */
import type { Nodes } from 'mdast';

/** How good a place is, best first: between blocks, between sentences, lines or rows, between words, between characters. */
export const RANKS = ['block', 'sentence', 'word', 'character'] as const;
export type Rank = (typeof RANKS)[number];

/** How finely a text is cut: between words, characters, or the characters of what is kept whole while it fits on a page. */
export type Finest = 'word' | 'character' | 'inside';

/** One place to cut: `text.slice(0, end) + closing` goes on one side, `reopening + text.slice(resume)` on the other. */
export interface Cut {
  readonly rank: Rank;
  readonly end: number;
  /** From `end` to here is only white space, and the quote marks of the next line, which `reopening` gives back. */
  readonly resume: number;
  /** Ends what the cut is inside of: a fence, an emphasis. */
  readonly closing: string;
  /** Begins it again: list and quote marks, the fence with its info string, the header of a table. */
  readonly reopening: string;
}

/** The containers around a block. */
export interface Around {
  /** Their marks on the line that opens them again. */
  readonly first: string;
  /** Their marks on every further line. */
  readonly next: string;
  /** How many of them are block quotes. */
  readonly quotes: number;
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The places between the characters of a text as readers see them: no half emoji, no letter without its accent. */
export function graphemes(text: string): number[] {
  return Array.from(characters.segment(text), ({ index }) => index).slice(1);
}

/** Where a node starts and ends. Only nodes that extensions make up have no place, and those are never asked. */
export function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

export function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}
