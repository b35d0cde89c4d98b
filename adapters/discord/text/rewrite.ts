/** Replacing stretches of a text, and leaving every other character as it is. */
import type { Nodes } from 'mdast';

/** A stretch of the source, and what stands there instead. */
export interface Rewrite {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const startOf = (node: Nodes): number => node.position?.start.offset ?? 0;
export const endOf = (node: Nodes): number => node.position?.end.offset ?? 0;
export const sourceOf = (source: string, node: Nodes): string => source.slice(startOf(node), endOf(node));

/** A part of the source with its rewrites; where two overlap, the one that begins first counts, or else the longer. */
export function rewritten(source: string, rewrites: readonly Rewrite[], from: number, to: number): string {
  const pieces: string[] = [];
  let at = from;
  for (const { start, end, text } of rewrites.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < at || end > to) continue;
    pieces.push(source.slice(at, start), text);
    at = end;
  }
  return pieces.join('') + source.slice(at, to);
}

export function lineBefore(source: string, at: number): string {
  return source.slice(source.lastIndexOf('\n', at - 1) + 1, at);
}

/** What a further line of the block that starts at an offset begins with: the marks of quotes, the width of a list's. */
export function prefixAt(source: string, start: number): string {
  return lineBefore(source, start).replaceAll(/[^>\s]/g, ' ');
}
