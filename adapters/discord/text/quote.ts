/** Quotes as Discord knows them: at the start of a line, one deep, with a space after the mark. */
import type { Blockquote, Nodes } from 'mdast';
import { endOf, lineBefore, startOf, type Rewrite } from './rewrite.ts';

/**
 * Rewrites the marks of a quote's lines: `>>> x` would quote all that follows, `>x` nothing, and a line that only goes on
 * with the paragraph of a quote would fall out of it.
 */
export function quoteRewrites(source: string, quote: Blockquote): readonly Rewrite[] {
  if (lineBefore(source, startOf(quote)).trim() !== '') return [];
  const quotes = quotesIn(quote);
  const rewrites: Rewrite[] = [];
  for (let start = startOf(quote); start <= endOf(quote);) {
    const feed = source.indexOf('\n', start);
    const end = feed < 0 ? source.length : feed;
    const depth = quotes.filter((other) => startOf(other) <= end && endOf(other) >= start).length;
    const marks = new RegExp(`[ \\t]*(?:>[ \\t]?){1,${Math.max(1, depth)}}|`, 'y');
    marks.lastIndex = start;
    const written = marks.exec(source)![0];
    if (written !== '> ') rewrites.push({ start, end: start + written.length, text: '> ' });
    start = end + 1;
  }
  return rewrites;
}

/** A quote and those inside it. */
function quotesIn(quote: Blockquote): readonly Nodes[] {
  const found: Nodes[] = [];
  const waiting: Nodes[] = [quote];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.type === 'blockquote') found.push(node);
    if ('children' in node) waiting.push(...node.children);
  }
  return found;
}
