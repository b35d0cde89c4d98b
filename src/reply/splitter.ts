/** The splitter: the only place that cuts an answer into pages. */
import { graphemes, RANKS, type Cut, type Finest } from './cut.ts';
import { closingFence, cutsOf } from './cuts.ts';
import { PAGE } from './limits.ts';

export interface PageOptions {
  /** The most a page holds, in the unit of `measure`. */
  readonly size: number;
  /** How much of `size` some Markdown takes once it is rendered. */
  readonly measure: (markdown: string) => number;
  /** So many characters of the page are visible already and may not change: it ends at or after them. */
  readonly posted?: number;
  /**
   * The page ends although there is room, at the best place after what is posted. `soon`: only where a word ends, so that
   * nothing is taken off yet where there is no such place. `now`: anywhere.
   */
  readonly roll?: 'soon' | 'now' | undefined;
}

export interface Page {
  /** The text of the page, closed: it measures at most `size` and renders alone. */
  readonly page: string;
  /** What comes after it, ready to be the next page's text. Empty when everything fitted. */
  readonly rest: string;
  /** What was added at the end of `page` to close it (a fence, an emphasis). */
  readonly closing: string;
  /** What was added at the start of `rest` to open it again (a fence with its info string, a table's header, list marks). */
  readonly reopening: string;
}

/**
 * Takes the first page off a Markdown text. Cuts between blocks, else between sentences, lines or rows, else between words;
 * inside a word, a table row, a link or code in a line only when it is longer than a page.
 * Apart from `closing`, `reopening` and white space at the cut, `page + rest` is the text.
 *
 * @example
 * takePage('One. Two.', { size: 5, measure: (text) => text.length })
 * // { page: 'One.', rest: 'Two.', closing: '', reopening: '' }
 */
export function takePage(text: string, { size, measure, posted = 0, roll }: PageOptions): Page {
  const fits = (page: string) => measure(page) <= size;
  const whole = text.length <= size * PAGE.sourcePerUnit ? wholePage(text) : undefined;
  const taken = whole ? measure(whole.page) : Infinity;
  if (whole && !roll && taken <= (posted > 0 ? size * PAGE.appendFill : size)) return whole;
  const reach = roll && taken <= size ? { least: 0, most: text.length } : reachOf(text, size, measure);
  const source = text.slice(0, reach.most + PAGE.lookAhead);
  // While there is room, a page waits for the end of a word.
  const mayWait = whole !== undefined && taken <= size && roll !== 'now';
  const cut = bestCut(source, reach, posted, fits, !mayWait);
  if (cut) return pageOf(text, cut);
  if (mayWait) return whole;
  return pageOf(text, forcedCut(text, reach.most, posted, fits));
}

function wholePage(text: string): Page {
  const closing = closingFence(text);
  return { page: text + closing, rest: '', closing, reopening: '' };
}

function pageOf(text: string, { end, resume, closing, reopening }: Cut): Page {
  const rest = text.slice(resume);
  const page = text.slice(0, end) + closing;
  if (reopening === '' && rest.trim() === '') return { page, rest: '', closing, reopening };
  return { page, rest: reopening + rest, closing, reopening };
}

/** Between which lengths the exact limit lies, as far as it is known without looking at the Markdown. */
function reachOf(
  text: string,
  size: number,
  measure: PageOptions['measure'],
): { least: number; most: number } {
  let least = 0;
  let most = Math.min(text.length, Math.ceil(size * PAGE.sourcePerUnit));
  let guess = Math.min(Math.floor(size), most);
  const near = Math.max(1, size * PAGE.guessedWithin);
  for (let tries = 0; most - least > near; tries += 1) {
    const measured = measure(text.slice(0, guess));
    if (measured <= size) least = guess;
    else most = guess;
    // What is left fills as what was measured did: that hits most texts at once, and halving the others.
    const likely = Math.floor((guess * size) / Math.max(1, measured) - near / 2);
    const isLikely = tries < PAGE.likelyGuesses && likely > least && likely < most;
    guess = isLikely ? likely : Math.floor((least + most) / 2);
  }
  return { least, most };
}

/** The last cut of the best rank that fills the page well; else the last of any rank that fits, characters coming last. */
function bestCut(
  source: string,
  { least, most }: { least: number; most: number },
  posted: number,
  fits: (page: string) => boolean,
  withCharacters: boolean,
): Cut | undefined {
  const usable = (finest: Finest) =>
    cutsOf(source, finest)
      .filter(({ end, resume }) => end > 0 && end <= most && resume >= posted && resume < source.length)
      // Never more added than taken: every page brings the end nearer.
      .filter(({ resume, reopening }) => reopening.length < resume)
      .map((cut) => (cut.end < posted ? { ...cut, end: posted } : cut));
  const fitting = (cuts: readonly Cut[]) =>
    lastFitting(
      cuts,
      (cut) => fits(source.slice(0, cut.end) + cut.closing),
      cuts.findLastIndex(({ end }) => end <= least),
    );
  const coarse = usable('word');
  for (const rank of RANKS) {
    const cut = fitting(coarse.filter((other) => other.rank === rank && other.end >= least * PAGE.leastFill));
    if (cut) return cut;
  }
  const fine = (finest: Finest) => fitting(usable(finest).filter(({ rank }) => rank === 'character'));
  return fitting(coarse) ?? (withCharacters ? (fine('character') ?? fine('inside')) : undefined);
}

/** Something longer than a page has no good place inside: the last end of a character that fits, at least one. */
function forcedCut(text: string, most: number, posted: number, fits: (page: string) => boolean): Cut {
  const source = text.slice(0, most);
  const places = [graphemes(source), codePoints(source)].map((ends) => ends.filter((at) => at >= posted));
  // On the tiniest of pages there is no room to close anything.
  for (const closingAt of [(at: number) => closingFence(text.slice(0, at)), () => '']) {
    for (const ends of places) {
      const at = lastFitting(ends, (end) => fits(text.slice(0, end) + closingAt(end)));
      if (at !== undefined)
        return { rank: 'character', end: at, resume: at, closing: closingAt(at), reopening: '' };
    }
  }
  const at = Math.max(posted, String.fromCodePoint(text.codePointAt(0)!).length);
  return { rank: 'character', end: at, resume: at, closing: '', reopening: '' };
}

function codePoints(text: string): number[] {
  let at = 0;
  return Array.from(text, (point) => (at += point.length));
}

/** The last of some places in order that fits: what fits up to a place is taken to fit before it. `likely`: one near it. */
function lastFitting<T>(places: readonly T[], fits: (place: T) => boolean, likely = -1): T | undefined {
  let found: T | undefined;
  let low = 0;
  let high = places.length - 1;
  let at = likely >= 0 ? likely : high;
  while (low <= high) {
    const place = places[at]!;
    if (fits(place)) {
      found = place;
      low = at + 1;
    } else high = at - 1;
    // What is likely is wrong by little: its neighbour ends the search.
    const isFirst = likely >= 0 && (at === likely || at === likely + 1) && found === place;
    at = isFirst ? Math.min(at + 1, high) : (low + high) >> 1;
  }
  return found;
}

/**
 * How a page goes on with `tail`, which follows a cut: `skip` characters of it are left out. They are blank lines, or the
 * end of a fence that was reopened and holds nothing.
 */
export function continued(reopening: string, tail: string): { reopening: string; skip: number } {
  const fence = /(?:^|[\s>])(`{3,}|~{3,})[^\n]*\n[^\n]*$/.exec(reopening)?.[1];
  const end = fence ? new RegExp(`^[\\s>]*${fence}${fence[0]}*[ \\t]*(?:\\n|$)`).exec(tail) : null;
  if (reopening !== '' && !end) return { reopening, skip: 0 };
  const skip = end?.[0].length ?? 0;
  return { reopening: '', skip: skip + /^(?:[ \t]*\r?\n)*/.exec(tail.slice(skip))![0].length };
}
