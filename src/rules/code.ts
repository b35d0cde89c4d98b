/** Which part of a Markdown text is code. In time linear in its length, whatever it looks like. */

export interface Split {
  /** The text without its code. */
  readonly prose: string;
  /** There is code of several lines, or in a block of its own. */
  readonly hasBlock: boolean;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
  /** It is the first thing on its line, besides the marks of quotes. */
  readonly isFirst: boolean;
}

/** @example withoutCode('see `http://a.example`') // { prose: 'see  ', hasBlock: false } */
export function withoutCode(text: string): Split {
  if (!text.includes('`') && !text.includes('~~~')) return { prose: text, hasBlock: false };
  const runs = runsIn(text);
  const next = nextOfTheSame(runs);
  let [prose, at, hasBlock] = ['', 0, false];
  for (let index = 0; index < runs.length;) {
    const { start, end, mark } = runs[index]!;
    const close = isFence(index, runs, text) ? closingFence(index, runs) : next[index]!;
    if (close === undefined) {
      index += 1;
      continue;
    }
    const last = runs[close]?.end ?? text.length;
    // Three marks make a block of even one line, as people see it.
    hasBlock ||= mark.length >= 3 || text.slice(end, last).includes('\n');
    prose += `${text.slice(at, start)} `;
    at = last;
    index = close + 1;
  }
  return { prose: prose + text.slice(at), hasBlock };
}

function runsIn(text: string): readonly Run[] {
  let before = 0;
  return Array.from(text.matchAll(/`+|~{3,}/g), ({ index: start, 0: mark }) => {
    const isFirst = (before === 0 ? /(?:^|\n)[ \t>]*$/ : /\n[ \t>]*$/).test(text.slice(before, start));
    before = start + mark.length;
    return { start, end: before, mark, isFirst };
  });
}

/** For each run the next one as long as it is, which ends code that begins with it; undefined where there is none. */
function nextOfTheSame(runs: readonly Run[]): readonly (number | undefined)[] {
  const latest = new Map<string, number>();
  const next: (number | undefined)[] = [];
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const { mark } = runs[index]!;
    next[index] = mark.startsWith('`') ? latest.get(mark) : undefined;
    latest.set(mark, index);
  }
  return next;
}

/** What stands behind a fence on its line has no backtick. */
function isFence(index: number, runs: readonly Run[], text: string): boolean {
  const { mark, isFirst, end } = runs[index]!;
  const following = runs[index + 1];
  const isAlone = () => !following || text.slice(end, following.start).includes('\n');
  return isFirst && mark.length >= 3 && (mark.startsWith('~') || isAlone());
}

/** The run that closes a fence, or, where none does, the end of the text. */
function closingFence(index: number, runs: readonly Run[]): number {
  const { mark } = runs[index]!;
  for (let at = index + 1; at < runs.length; at += 1)
    if (runs[at]!.isFirst && runs[at]!.mark.startsWith(mark)) return at;
  return runs.length;
}
