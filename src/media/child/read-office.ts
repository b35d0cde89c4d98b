/** Run by `readWords`: the words of an Office, OpenDocument or RTF file. */
import { readOpenDocument } from '../document/open-document.ts';
import { openPackage } from '../document/package.ts';
import { readPresentation, readWordDocument } from '../document/paragraphs.ts';
import { readRichText } from '../document/rich-text.ts';
import { createPaper } from '../document/paper.ts';
import { type Words, WordsOrder } from '../document/words.ts';
import { readWorkbook } from '../document/workbook.ts';
import { answerParent } from './answer.ts';

answerParent(async (input): Promise<Words> => {
  const { data, mediaType, mostInflatedBytes, mostRows, ...bounds } = WordsOrder.parse(input);
  const paper = createPaper(bounds);
  if (mediaType === 'application/rtf') {
    readRichText(data, paper);
    return paper.take();
  }
  const file = await openPackage(data, mostInflatedBytes);
  if (mediaType.includes('oasis.opendocument')) return readOpenDocument(file, paper, mostRows);
  if (file.names.includes('xl/workbook.xml')) return readWorkbook(file, paper, mostRows);
  if (file.names.includes('ppt/presentation.xml')) return readPresentation(file, paper);
  return readWordDocument(file, paper);
});
