/** Where running text may be cut: between sentences, words or characters, never inside a link, an image or code. */
import type { Nodes } from 'mdast';
import { scan } from '../markdown/index.ts';
import { endOf, graphemes, startOf, type Around, type Cut, type Finest, type Rank } from './cut.ts';
import { PAGE } from './limits.ts';

/** A stretch that is emphasised: a cut inside closes it with `mark`, and the other side opens it again. */
interface Emphasis {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** A stretch that is never cut. */
interface Solid {
  readonly start: number;
  readonly end: number;
}

/** What at the start of a line would be read as a block: a cut before it would change what the text means. */
const BLOCK_START =
  /(?:[-+*]|\d{1,9}[.)])(?=\s|$)|#{1,6}(?=\s|$)|[>|=]|`{3}|~{3}|[-*_](?:[ \t]*[-*_]){2}|\[[^\]]*\]:/y;

/** Scripts that write no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const words = new Intl.Segmenter('en', { granularity: 'word' });

/** The cuts inside a paragraph, a heading, or any other block that is only text. */
export function proseCuts(text: string, node: Nodes, around: Around, finest: Finest): Cut[] {
  const [start, end] = [startOf(node), endOf(node)];
  const source = text.slice(start, end);
  const { solids, emphases } = stretchesOf(text, node, finest);
  // A line that begins like a fence but is none would become one when cut short.
  for (const { index, 0: line } of source.matchAll(/^[ \t>]*(?:`{3}|~{3}).*/gm))
    solids.push({ start: start + index, end: start + index + line.length });
  const headingMark = node.type === 'heading' ? (/^#+[ \t]+/.exec(source)?.[0] ?? '') : '';

  const cutAt = (rank: Rank, from: number, to: number): Cut[] => {
    if (from <= start + headingMark.length) return [];
    if (solids.some((solid) => from < solid.end && to > solid.start)) return [];
    const open = emphases.filter((emphasis) => from > emphasis.start && to < emphasis.end);
    const marks = open.map(({ mark }) => mark);
    if (open.some(({ start: s, end: e, mark }) => from <= s + mark.length || to >= e - mark.length))
      return [];
    if (marks.length === 0 && headingMark === '' && matchesAt(BLOCK_START, text, to)) return [];
    const closing = marks.toReversed().join('');
    return [{ rank, end: from, resume: to, closing, reopening: around.first + headingMark + marks.join('') }];
  };

  if (finest !== 'word') {
    const escapes = Array.from(source.matchAll(/\\.|&#?\w+;|([*_~`])\1+/g), ({ index, 0: { length } }) => ({
      start: index,
      end: index + length,
    }));
    return graphemes(source)
      .filter((at) => !/\s/.test(source[at]!) && !/\s/.test(source[at - 1]!))
      .filter((at) => !escapes.some((escape) => at > escape.start && at < escape.end))
      .flatMap((at) => cutAt('character', start + at, start + at));
  }

  const ends = new Set(Array.from(sentences.segment(source), ({ index }) => index));
  const gap = new RegExp(`\\\\?[ \\t]*\\r?\\n(?:[ \\t]*>){0,${around.quotes}}[ \\t]*|[ \\t\\u3000]+`, 'g');
  const spaced = Array.from(source.matchAll(gap)).flatMap(({ index, 0: { length } }) => {
    const to = index + length;
    if (index === 0 || to === source.length) return [];
    const sentence = ends.has(to) || ends.has(index + 1) || ends.has(to - 1);
    return cutAt(sentence ? 'sentence' : 'word', start + index, start + to);
  });
  if (!UNSPACED.test(source)) return spaced;
  const unspaced = Array.from(words.segment(source), ({ index }) => index)
    .filter((at) => at > 0 && UNSPACED.test(source.slice(at - 1, at + 1)) && !/[\s\p{P}]/u.test(source[at]!))
    .filter((at) => !/[\s\p{Ps}\p{Pi}]/u.test(source[at - 1]!))
    .flatMap((at) => cutAt(ends.has(at) ? 'sentence' : 'word', start + at, start + at));
  return [...spaced, ...unspaced].sort((a, b) => a.end - b.end);
}

/** The solid and emphasised stretches of a block, outer ones first; what is still being written at its end is solid. */
function stretchesOf(text: string, block: Nodes, finest: Finest): { solids: Solid[]; emphases: Emphasis[] } {
  const solids: Solid[] = [];
  const emphases: Emphasis[] = [];
  const visit = (node: Nodes) => {
    for (const child of 'children' in node ? node.children : []) {
      if (!child.position || child.type === 'text' || child.type === 'break') continue;
      const [start, end] = [startOf(child), endOf(child)];
      const first = 'children' in child ? child.children[0] : undefined;
      if (
        (child.type === 'emphasis' || child.type === 'strong' || child.type === 'delete') &&
        first?.position
      ) {
        emphases.push({ start, end, mark: text.slice(start, startOf(first)) });
        visit(child);
      } else if (finest !== 'inside') solids.push({ start, end });
      // Three backticks would begin a fence on the next page.
      else if (child.type === 'inlineCode')
        emphases.push({ start, end, mark: /^`{1,2}(?!`)/.exec(text.slice(start))?.[0] ?? '' });
    }
  };
  visit(block);
  if (endOf(block) === text.length && finest !== 'inside') {
    const whole = Math.max(startOf(block), ...solids.map(({ end }) => end));
    const tail = text.slice(Math.max(whole, text.length - PAGE.unfinishedLink));
    const unfinished = /(?:\[[^[\]]*(?:\]|\]\([^)\s]*)?|`[^`]*|<[^<>\s]*)$/.exec(tail);
    if (unfinished) solids.push({ start: text.length - unfinished[0].length, end: text.length + 1 });
    const { decided } = scan(text);
    if (decided >= text.length - PAGE.unfinishedLink) solids.push({ start: decided, end: text.length + 1 });
  }
  return { solids, emphases };
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
