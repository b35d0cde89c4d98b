/** Whether pages are the beginning of an answer, character by character, by the rules that pages are cut by. Pure. */

export interface Joined {
  /** Characters of the answer that the pages reach to. */
  readonly covered: number;
  /** Characters that are missing, too many or wrong on the pages there are. */
  readonly wrong: number;
  /** A block of code goes on on another page. */
  readonly isCodeCut: boolean;
}

const CLOSED_FENCE = /\n```\s*$/;
const OPENED_FENCE = /^```[a-z]*\n/;
/** What a wrong last page is compared with is so much longer than the page. */
const REACH = 200;

/**
 * White space at the edges of pages is free, and a block of code that is cut is closed and opened again.
 *
 * @example joined('One. Two.', ['One.', 'Two.']) // { covered: 9, wrong: 0, isCodeCut: false }
 */
export function joined(text: string, pages: readonly string[]): Joined {
  let at = 0;
  let wrong = 0;
  let isCodeCut = false;
  /** Pages that are not what should stand there, until one comes that stands further on. */
  let strangers: string[] = [];
  for (const page of pages) {
    at += /^\s*/.exec(text.slice(at))![0].length;
    const found = readings(page)
      .map((reading) => ({ ...reading, start: text.indexOf(reading.shown, at) }))
      .find(({ start }) => (strangers.length > 0 ? start >= 0 : start === at));
    if (!found) {
      strangers.push(page.trim());
      continue;
    }
    if (strangers.length > 0)
      wrong += distances(strangers.join('\n\n'), text.slice(at, found.start).trimEnd()).at(-1)!;
    strangers = [];
    at = found.start + found.shown.length;
    isCodeCut ||= found.isCut;
  }
  if (strangers.length > 0) {
    const shown = strangers.join('\n\n');
    const rest = distances(shown, text.slice(at, at + shown.length + REACH));
    const least = Math.min(...rest);
    wrong += least;
    at += rest.indexOf(least);
  }
  return { covered: at + /^\s*/.exec(text.slice(at))![0].length, wrong, isCodeCut };
}

/** A page as it is, and without the marks that a cut through code has put around it. */
function readings(page: string): readonly { readonly shown: string; readonly isCut: boolean }[] {
  const shown = page.trim();
  const [closed, opened] = [shown.replace(CLOSED_FENCE, ''), shown.replace(OPENED_FENCE, '')];
  return [
    { shown, isCut: false },
    { shown: closed.trimEnd(), isCut: true },
    { shown: opened.trimStart(), isCut: true },
    { shown: closed.replace(OPENED_FENCE, '').trim(), isCut: true },
  ];
}

/** Characters to change (the edit distance) to make a text each beginning of another one, from the empty one on. */
function distances(shown: string, text: string): readonly number[] {
  let row = Array.from({ length: text.length + 1 }, (_, column) => column);
  for (let line = 1; line <= shown.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= text.length; column += 1)
      next.push(
        shown[line - 1] === text[column - 1]
          ? row[column - 1]!
          : 1 + Math.min(row[column - 1]!, row[column]!, next[column - 1]!),
      );
    row = next;
  }
  return row;
}
