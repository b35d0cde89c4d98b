/** The model's Markdown as Slack takes it: `markdown_text` is standard Markdown, without formulas, HTML or footnotes. */
import { LRUCache } from 'lru-cache';
import { convert } from './text/convert.ts';
import { broadcastsNothing } from './text/mentions.ts';

/** A page is measured before it is written, often more than once. Counted in characters. */
const converted = new LRUCache<string, string>({
  maxSize: 1_000_000,
  sizeCalculation: (after, before) => before.length + after.length + 1,
});

/**
 * Rewrites what Slack would show wrongly, and what would mention somebody.
 *
 * @example toSlack('- [x] $x^2$') // '- ☑ x²'
 */
export function toSlack(markdown: string): string {
  const known = converted.get(markdown);
  if (known !== undefined) return known;
  const text = convert(markdown, true);
  converted.set(markdown, text);
  return text;
}

/**
 * The part of a growing text that will not change any more, so that it can be appended for good: a beginning of `toSlack`
 * of whatever the text becomes.
 *
 * @example settled('Dear <!chan') // 'Dear '
 */
export function settled(markdown: string): string {
  return convert(markdown, false);
}

/** Plain text for a `mrkdwn` field, as it stands. */
export function escapeMrkdwn(text: string): string {
  return broadcastsNothing(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
}

/** What a text weighs on a streamed message: UTF-8 bytes once rendered. */
export function measure(markdown: string): number {
  return Buffer.byteLength(toSlack(markdown));
}
