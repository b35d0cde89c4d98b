/** What stands below one another in a comparison: both answers, what differs, and what each of them took. */
import { sentenceFor, type Words } from '../../chat/index.ts';
import { priceOf } from '../../reply/index.ts';
import type { Spent } from '../answer/ledger.ts';

/** One side, as far as it has come. */
export interface Side {
  /** A or B. */
  readonly letter: string;
  /** @example 'gpt-5.5 · low' */
  readonly name: string;
  text: string;
  /** What closes the text at its end, where something is open there. */
  closing: string;
  /** Milliseconds to its first word, and to its end. */
  firstMs?: number;
  ms?: number;
  isOver: boolean;
  /** Why it has no answer, or not all of one. */
  error?: unknown;
}

type Compared = Words['said']['compared'];

/** Gives what can be added by now to a text that only grows: the first side as it comes, then the second. */
export function createPost(sides: readonly Side[], words: Compared): () => string {
  let current = 0;
  let posted = 0;
  let text = '';
  const add = (more: string) => {
    text += more;
  };
  const hasAnswer = (side: Side) => side.text.trim() !== '';
  return () => {
    const begun = text.length;
    for (let side = sides[current]; side; side = sides[current]) {
      // One that has failed is told of as soon as there is something to read beside it.
      const isNothing = side.isOver && !hasAnswer(side);
      if (isNothing && !sides.some(hasAnswer)) break;
      if (posted === 0 && (hasAnswer(side) || side.isOver)) {
        add(`${text === '' ? '' : '\n\n'}### ${side.letter} · ${side.name}\n\n`);
        posted = side.text.length - side.text.trimStart().length;
      }
      if (hasAnswer(side)) {
        add(side.text.slice(posted));
        posted = side.text.length;
      }
      if (!side.isOver) break;
      add(endOf(side, words));
      current += 1;
      posted = 0;
    }
    return text.slice(begun);
  };
}

/** What closes a side: what was left open would swallow what comes below. */
function endOf(side: Side, { failed }: Compared): string {
  const { closing } = side;
  const sentence = side.error === undefined ? '' : sentenceFor(side.error).trim();
  if (side.text.trim() === '') return `_${failed}._ ${sentence}`.trimEnd();
  return sentence === '' ? closing : `${closing}\n\n> ${sentence.replaceAll('\n', '\n> ')}`;
}

/** Whether there are two whole answers. */
export const areComparable = (sides: readonly Side[]): boolean =>
  sides.every(({ text, error }) => error === undefined && text.trim() !== '');

/** What stands below both: what differs, where there are two answers, and a table of what they took. */
export function belowOf(
  sides: readonly Side[],
  difference: string | undefined,
  spent: readonly Spent[],
  words: Compared,
): string {
  const differs = difference === undefined ? '' : `### ${words.difference}\n\n${difference}\n\n`;
  return `\n\n${differs}${tableOf(sides, spent, words)}`;
}

function tableOf(sides: readonly Side[], spent: readonly Spent[], { measures }: Compared): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const count = (tokens: number) => tokens.toLocaleString('en');
  return [
    row(['', ...sides.map(({ letter }) => letter)]),
    row(['---', ...sides.map(() => '---:')]),
    row([measures.first, ...sides.map(({ firstMs }) => secondsOf(firstMs))]),
    row([measures.all, ...sides.map(({ ms }) => secondsOf(ms))]),
    row([measures.input, ...spent.map(({ usage }) => count(usage.inputTokens))]),
    row([measures.output, ...spent.map(({ usage }) => count(usage.outputTokens))]),
    row([measures.price, ...spent.map(({ usd }) => (usd === undefined ? '–' : priceOf(usd)))]),
  ].join('\n');
}

/** @example secondsOf(3_240) // '3.2 s' */
export const secondsOf = (ms: number | undefined): string =>
  ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`;
