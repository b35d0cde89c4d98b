/** What the words of a document are written on: bounded in length and in time, without idle blank space. Pure. */

export interface PaperBounds {
  readonly mostChars: number;
  /** Milliseconds from now after which nothing more is begun. */
  readonly mostMs: number;
}

export interface Paper {
  write(words: string): void;
  /** Says where in the document the next words are: "[page 3]". Left out where no word follows. */
  mark(place: string): void;
  /** Asked before more is read: whether to stop instead. */
  isFull(): boolean;
  /** All that was written, empty where there was no word; and whether there was more to read. */
  take(): { readonly text: string; readonly isCut: boolean };
}

export function createPaper({ mostChars, mostMs }: PaperBounds): Paper {
  const until = performance.now() + mostMs;
  const written: string[] = [];
  let chars = 0;
  let place = '';
  let isCut = false;
  const isFull = (): boolean => (isCut ||= chars > mostChars || performance.now() > until);
  const add = (text: string): void => {
    if (isFull()) return;
    // One word can be as long as the document.
    written.push(text.slice(0, mostChars + 1));
    chars += text.length;
  };
  return {
    isFull,
    mark: (next) => void (place = `\n\n[${next}]\n`),
    write(words) {
      if (place !== '' && /\S/.test(words)) {
        add(place);
        place = '';
      }
      add(words);
    },
    take() {
      const text = tidy(written.join(''));
      return { text: cutText(text, mostChars), isCut: isCut || text.length > mostChars };
    },
  };
}

/** The first so many characters, without half of a pair at the end. */
export const cutText = (text: string, mostChars: number): string =>
  text.slice(0, mostChars).replace(/[\uD800-\uDBFF]$/, '');

/** Without control characters, blanks at the ends of lines, and more than one empty line in a row. */
const tidy = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\t]+/gu, '')
    .replace(/[ \t]+(?=\n)| +(?=\t)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
