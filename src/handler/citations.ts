/** Turns the numbers of messages that a model cites, `[12]` or `[12, 15-17]`, into links while its answer is written. */

export interface CitedMessage {
  readonly number: number;
  readonly link: string;
}

export interface Citing {
  /** What can be shown after one more stretch of the answer: a citation may go on in the next one. */
  push(text: string): string;
  /** The rest. */
  end(): string;
}

const NUMBER = /\d{1,6}/;
const LIST = new RegExp(
  `\\[(${NUMBER.source}(?:\\s?[-–]\\s?${NUMBER.source})?(?:[,;] ?${NUMBER.source}(?:\\s?[-–]\\s?${NUMBER.source})?)*)\\]`,
  'y',
);
/** What may become a list of numbers: no longer than dozens of them. */
const BEGUN = /\[[\d,;\s–-]{0,200}$/y;
const RUN = /`+|~+/y;
/** Up to three spaces before three or more marks open a block of code. */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * @param linkTo the address of a message; undefined where there is no such message, or it has none
 * @param onCited is told each message that becomes a link, whenever it does
 */
export function createCiting(
  linkTo: (number: number) => string | undefined,
  onCited: (message: CitedMessage) => void,
): Citing {
  let held = '';
  /** The line so far, as far as it was given out. */
  let line = '';
  /** The marks that end the block of code we are in. */
  let fence: string | undefined;
  /** The backticks that end the code we are in. */
  let code: string | undefined;

  const cite = (digits: string): string => {
    const number = Number(digits);
    const link = linkTo(number);
    if (link === undefined) return `[${digits}]`;
    onCited({ number, link });
    return `[${digits}](${/[()\s<>]/.test(link) ? `<${link.replace(/[\s<>]/g, encodeURIComponent)}>` : link})`;
  };
  const citeAll = (list: string): string => list.replace(/\d+/g, cite).replace(/\s?[-–]\s?(?=\[)/g, '–');

  /** The next stretch that belongs together; undefined where what follows it must be known first. */
  function next(
    rest: string,
    isEnd: boolean,
  ): { readonly taken: number; readonly shown: string } | undefined {
    const plain = { taken: 1, shown: rest[0]! };
    if (rest[0] === '`' || (rest[0] === '~' && line.trim() === '')) {
      RUN.lastIndex = 0;
      const run = RUN.exec(rest)![0];
      if (run.length === rest.length && !isEnd) return undefined;
      const opened = FENCE.exec(line + run)?.[1];
      if (fence !== undefined) {
        if (opened?.startsWith(fence)) fence = undefined;
      } else if (code === undefined && opened !== undefined) fence = opened;
      else if (run[0] === '`') code = code === undefined ? run : code === run ? undefined : code;
      return { taken: run.length, shown: run };
    }
    if (rest[0] !== '[' || fence !== undefined || code !== undefined) return plain;
    LIST.lastIndex = 0;
    const list = LIST.exec(rest);
    if (list) {
      const after = rest[list[0].length];
      if (after === undefined && !isEnd) return undefined;
      // A link that the model made itself.
      const shown = after === '(' ? list[0] : citeAll(list[1]!);
      return { taken: list[0].length, shown };
    }
    BEGUN.lastIndex = 0;
    return BEGUN.test(rest) && !isEnd ? undefined : plain;
  }

  function take(isEnd: boolean): string {
    let shown = '';
    let at = 0;
    while (at < held.length) {
      const step = next(held.slice(at), isEnd);
      if (!step) break;
      const read = held.slice(at, at + step.taken);
      // A paragraph ends what was not closed.
      if (read === '\n' && line.trim() === '') code = undefined;
      line = read === '\n' ? '' : line + read;
      at += step.taken;
      shown += step.shown;
    }
    held = held.slice(at);
    return shown;
  }

  return {
    push(text) {
      held += text;
      return take(false);
    },
    end: () => take(true),
  };
}
