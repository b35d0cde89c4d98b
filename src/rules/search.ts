/** Looking for many patterns at once: what is said in a place is held against the patterns of all its rules in one go. */
import { RE2JS, RE2Set } from 're2js';
import { PATTERNS } from './limits.ts';
import type { Pattern } from './pattern.ts';

/** Whether a pattern is in a text. */
export type IsIn = (pattern: Pattern, text: string) => boolean;

/** Asks each pattern by itself. */
export const alone: IsIn = (pattern, text) => pattern.isIn(text);

/**
 * The same answers for some patterns. The small ones of them are looked for together when the first is asked about a text: a hundred
 * take little longer than one. Others are asked by themselves.
 */
export function searchFor(patterns: readonly Pattern[]): IsIn {
  const small = patterns.filter(({ size }) => size <= PATTERNS.together);
  if (small.length < 2) return alone;
  const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.CASE_INSENSITIVE);
  const places = new Map(small.map((pattern) => [pattern, set.add(pattern.source)]));
  set.compile();
  let last: { readonly text: string; readonly found: ReadonlySet<number> } | undefined;
  return (pattern, text) => {
    const place = places.get(pattern);
    if (place === undefined) return pattern.isIn(text);
    if (last?.text !== text) last = { text, found: new Set(set.match(text.slice(0, PATTERNS.text))) };
    return last.found.has(place);
  };
}
