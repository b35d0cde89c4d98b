/** Where in a Markdown text one is while it is written: the line so far, and whether that is code. */

export interface Lines {
  /** The line so far. */
  readonly line: string;
  readonly isCode: boolean;
  /** The marks at the beginning of what comes next that may open or end code; they are to be read at once. */
  marksIn(rest: string): string;
  /** Takes in what comes next: marks, or anything that does not go beyond a line. */
  read(text: string): void;
}

const RUN = /^(?:`+|~+)/;
/** Three or more marks open a block of code. Within a list it may stand further in. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const FENCE_IN_LIST = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/;
/** Four columns further in, behind an empty line, is code. */
const INDENTED = /^(?: {4}| {0,3}\t)/;
/** An item, a heading or a quotation begins: what was open in the text before it is over. */
const BEGUN = /^\s*(?:[-*+>]|\d{1,9}[.)]|#{1,6})\s$/;
const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;
const HEADING = /^ {0,3}#{1,6}\s/;

export function createLines(): Lines {
  let line = '';
  /** The marks that end the block of code we are in. */
  let fence: string | undefined;
  /** The backticks that end the code we are in. */
  let code: string | undefined;
  let isInList = false;
  /** The line before was empty, or code by its indentation. */
  let isApart = true;
  const isIndented = () => isApart && !isInList && INDENTED.test(line);

  function readMarks(run: string): void {
    const opened = (isInList || ITEM.test(line) ? FENCE_IN_LIST : FENCE).exec(line + run)?.[1];
    if (fence !== undefined) {
      if (opened?.startsWith(fence)) fence = undefined;
    } else if (code === undefined && opened !== undefined) fence = opened;
    else if (run[0] === '`') code = code === undefined ? run : code === run ? undefined : code;
  }

  function endLine(): void {
    const isEmpty = line.trim() === '';
    if (isEmpty) code = undefined;
    if (fence === undefined && !isEmpty) {
      if (ITEM.test(line) && !isIndented()) isInList = true;
      else if (HEADING.test(line) || (isApart && /^\S/.test(line))) isInList = false;
    }
    isApart = isEmpty || isIndented();
    line = '';
  }

  return {
    get line() {
      return line;
    },
    get isCode() {
      return fence !== undefined || code !== undefined || isIndented();
    },
    marksIn(rest) {
      const run = RUN.exec(rest)?.[0] ?? '';
      return run[0] === '~' && line.trim() !== '' ? '' : run;
    },
    read(text) {
      if (text === '\n') return endLine();
      if (RUN.test(text) && !isIndented()) readMarks(text);
      line += text;
      if (fence === undefined && BEGUN.test(line)) code = undefined;
    },
  };
}
