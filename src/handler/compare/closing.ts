/** What closes an answer, so that what stands below it is not taken for a part of it. */
import { parse } from '../../markdown/index.ts';
import { takePage } from '../../reply/index.ts';

/**
 * Whether something may be open at the end of a text: only fences and some HTML go on over blank lines (CommonMark 4.5 and 4.6).
 * Found without parsing, and rather too often than not.
 */
export const mayBeOpen = (text: string): boolean =>
  /^[ \t>*+\d.)-]*(?:`{3}|~{3}|<(?:[!?]|script|pre|style|textarea))/im.test(text);

/** What ends HTML that goes on over blank lines. */
const HTML_ENDS = ['-->', '</script>', '?>', '>', ']]>'];

/** @example closingOf('So:\n- ```js\n  let a;') // '\n  ```' */
export function closingOf(text: string): string {
  // A fence is closed where it stands, in its list or quote; a page without end is cut nowhere else.
  const { closing } = takePage(text, { size: Infinity, measure: () => 0 });
  if (isClosed(text + closing)) return closing;
  return HTML_ENDS.map((end) => `\n${end}`).find((end) => isClosed(text + end)) ?? closing;
}

/** Whether a heading below it would be one. */
function isClosed(text: string): boolean {
  const below = `${text}\n\n`;
  const last = parse(`${below}### A`).children.at(-1);
  return last?.type === 'heading' && last.position?.start.offset === below.length;
}
