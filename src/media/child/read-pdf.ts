/** Run by `readWords`: the words of a PDF, page by page. */
import { getDocumentProxy } from 'unpdf';
import { z } from 'zod';
import { createPaper } from '../document/paper.ts';
import { isProtected, type Words, WordsOrder } from '../document/words.ts';
import { answerParent } from './answer.ts';

/** Of all that a page is made of, its words. */
const TextContent = z.object({
  items: z.array(z.object({ str: z.string().optional(), hasEOL: z.boolean().optional() })),
});

answerParent(async (input): Promise<Words> => {
  const { data, ...bounds } = WordsOrder.parse(input);
  const paper = createPaper(bounds);
  // A plain array: a `Buffer` is refused. Nothing is drawn, so no font of the system is needed.
  const pdf = await getDocumentProxy(new Uint8Array(data), { verbosity: 0, useSystemFonts: false }).catch(
    (error: unknown) => {
      throw error instanceof Error && error.name === 'PasswordException' ? isProtected() : error;
    },
  );
  let read = 0;
  while (read < pdf.numPages && !paper.isFull()) {
    read++;
    paper.mark(`page ${read}`);
    const page = await pdf.getPage(read);
    // As a stream, because one page may hold millions of words. To cancel it would end the process.
    for await (const chunk of page.streamTextContent({}).values({ preventCancel: true })) {
      for (const { str, hasEOL } of TextContent.parse(chunk).items)
        if (str !== undefined) paper.write(hasEOL ? `${str}\n` : str);
      if (paper.isFull()) break;
    }
    page.cleanup();
  }
  return { ...paper.take(), units: { one: 'page', total: pdf.numPages, read } };
});
