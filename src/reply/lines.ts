/** Text beside an answer, as the messages it takes: whole pages, and a file where they would be too many. */
import type { OutgoingFile, SurfaceLimits } from '../chat/index.ts';
import { LINES } from './limits.ts';
import { takePage } from './splitter.ts';

/** One message beside an answer: Markdown, with files or without. */
export interface Line {
  readonly markdown: string;
  readonly files?: readonly OutgoingFile[];
}

/** The messages that say one line: each fits the place it is said in. */
export function linesOf({ markdown, files = [] }: Line, limits: SurfaceLimits): readonly Line[] {
  const { pageSize, measure, fileBytes } = limits;
  if (files.length > 0 && measure(markdown) > LINES.caption)
    return [...linesOf({ markdown }, limits), { markdown: '', files }];
  if (measure(markdown) <= pageSize) return [{ markdown, files }];
  const pages: Line[] = [];
  let rest = markdown;
  while (rest !== '' && pages.length < LINES.pages) {
    const cut = takePage(rest, { size: pageSize, measure });
    pages.push({ markdown: cut.page });
    ({ rest } = cut);
  }
  if (rest === '') return pages;
  const data = new TextEncoder().encode(markdown);
  if (data.byteLength > fileBytes) {
    const left = rest.length.toLocaleString('en');
    return [...pages, { markdown: `_The last ${left} characters do not fit here._` }];
  }
  const whole = { name: LINES.file, mediaType: 'text/markdown', data, altText: 'The whole text' };
  return [pages[0]!, { markdown: `_All of it is in ${LINES.file}._`, files: [whole] }];
}
