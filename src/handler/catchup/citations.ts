/**
 * Turns the numbers of messages that a model cites, `[12]` or `[12, 15-17]`, into links while its answer is written. Brackets
 * that belong to code, to an address or to a link of the model's own stay as they are.
 */
import { createLines } from './lines.ts';

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
/**
 * Behind these a bracket is not a citation: letters and digits of the scripts that code is written in (`list[3]`; others put no
 * space before it), what makes it a picture or no bracket at all, and other brackets.
 */
const NO_CITATION = [
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*$/u,
  /[\p{N}\\!\]]$/u,
  // Addresses, bare or of a link.
  /https?:\/\/[\x21-\x7e]*$/i,
  /\]\([^()\s]*$/,
  // The number of what stands in a list, not of what it rests on.
  /^\s*(?:[-*+]|\d{1,9}[.)])\s+$/,
];

/**
 * @param linkTo the address of a message; undefined where there is no such message, or it has none
 * @param onCited is told each message that becomes a link, whenever it does
 */
export function createCiting(
  linkTo: (number: number) => string | undefined,
  onCited: (message: CitedMessage) => void,
): Citing {
  let held = '';
  const lines = createLines();
  /** Where in the line the last citation ended: the next one may stand right behind it. */
  let cited: number | undefined;

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
    const run = lines.marksIn(rest);
    if (run !== '') return run === rest && !isEnd ? undefined : { taken: run.length, shown: run };
    if (rest[0] !== '[' || lines.isCode) return plain;
    const { line } = lines;
    const isBehindOne = cited === line.length;
    if (!isBehindOne && NO_CITATION.some((behind) => behind.test(line))) return plain;
    LIST.lastIndex = 0;
    const list = LIST.exec(rest);
    if (list) {
      const after = rest.slice(list[0].length, list[0].length + 2);
      if ((after === '' || after === ']') && !isEnd) return undefined;
      // The words of a link that the model made itself.
      const isLink = after.startsWith('(') || after === '](';
      if (!isLink) cited = line.length + list[0].length;
      return { taken: list[0].length, shown: isLink ? list[0] : citeAll(list[1]!) };
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
      lines.read(read);
      if (lines.line === '') cited = undefined;
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
