/** What a reader is shown of a model's reasoning while it happens. */
import { REASONING } from './limits.ts';

/** The last `length` units of a text, never half of a character, marked where something was left off. */
export function lastOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = text.slice(text.length - length + 1);
  return '…' + tail.replace(/^[\uDC00-\uDFFF]/, '');
}

/**
 * The line the model is at: the newest heading of a summary in parts (`**Reading the table**`), else the newest sentence
 * that is whole. Undefined when `piece`, the newest of it, ended neither.
 *
 * @example summaryOf('I look at the table. Then', ' Then') // undefined
 */
export function summaryOf(thought: string, piece: string): string | undefined {
  if (!/[.!?。！？\s]/.test(piece)) return undefined;
  const heading = [...thought.matchAll(/\*\*([^*\n]+)\*\*[ \t]*\n/g)].at(-1)?.[1];
  return shortened(heading ?? newestSentence(thought.slice(-REASONING.sentenceWithin)) ?? '') || undefined;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** What comes last may be going on. */
function newestSentence(text: string): string | undefined {
  const isWhole = /(?:[.!?]["'”’)]?\s|[。！？]|\n)\s*$/u;
  return Array.from(sentences.segment(text), ({ segment }) => segment)
    .filter((sentence) => isWhole.test(sentence) && /\p{L}/u.test(sentence))
    .at(-1);
}

/** One line without the marks of headings, lists and quotes. */
function shortened(text: string): string {
  const line = text
    .replace(/^[\s#>*\-+]+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= REASONING.summary) return line;
  return line.slice(0, REASONING.summary - 1).replace(/[\uD800-\uDBFF]$/, '') + '…';
}
