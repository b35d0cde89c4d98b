/** OpenDocument texts, presentations and spreadsheets: all three keep their words in one part, in the same elements. */
import type { Package, XmlEvents } from './package.ts';
import type { Paper } from './paper.ts';
import { isProtected, type Words } from './words.ts';

/** What was deleted but is still there, and names of styles and authors. */
const LEFT_OUT: readonly string[] = ['tracked-changes', 'creator', 'date', 'note-citation', 'sheet-name'];
/** An element may say that it stands for many equal ones. */
const MOST_REPEATS = 64;
const MOST_SPACES = 100;

export async function readOpenDocument(file: Package, paper: Paper, mostRows: number): Promise<Words> {
  await file.read('META-INF/manifest.xml', {
    open(name) {
      if (name === 'encryption-data') throw isProtected();
    },
  });
  if (!file.names.includes('content.xml')) throw new Error('there is no content in it');
  const counted = { slides: 0, sheets: 0, isCut: false };
  await file.read('content.xml', contentOf(paper, mostRows, counted), paper.isFull);
  const { text, isCut } = paper.take();
  const one = counted.slides > 0 ? 'slide' : 'sheet';
  const total = counted.slides || counted.sheets;
  return { text, isCut: isCut || counted.isCut, ...(total > 0 && { units: { one, total, read: total } }) };
}

function contentOf(
  paper: Paper,
  mostRows: number,
  counted: { slides: number; sheets: number; isCut: boolean },
): XmlEvents {
  let leftOut = 0;
  let isSpreadsheet = false;
  let paragraphs = 0;
  let rows = 0;
  /** The row that is being read, of tables in tables the outermost. */
  let row: string[] | undefined;
  let tables = 0;
  let cell = '';
  let repeats = 1;
  const write = (words: string): void => {
    if (row) cell += words;
    else paper.write(words);
  };
  return {
    open(name, attributes) {
      if (LEFT_OUT.includes(name)) leftOut++;
      if (leftOut > 0) return;
      switch (name) {
        case 'spreadsheet':
          isSpreadsheet = true;
          break;
        case 'page':
          paper.mark(`slide ${++counted.slides}`);
          break;
        case 'notes':
          paper.mark(`notes of slide ${counted.slides}`);
          break;
        case 'table':
          rows = 0;
          if (tables++ === 0 && isSpreadsheet)
            paper.mark(`sheet ${++counted.sheets}: ${attributes['table:name'] ?? ''}`);
          break;
        case 'table-row':
          if (tables === 1) row = [];
          break;
        case 'table-cell':
        case 'covered-table-cell':
          if (tables > 1) break;
          cell = '';
          repeats = Math.min(Number(attributes['table:number-columns-repeated'] ?? 1) || 1, MOST_REPEATS);
          break;
        case 'h':
          paragraphs++;
          write(`${'#'.repeat(Math.min(Number(attributes['text:outline-level'] ?? 1) || 1, 6))} `);
          break;
        case 'p':
          paragraphs++;
          break;
        case 'list-item':
          write('- ');
          break;
        case 'tab':
          write('\t');
          break;
        case 'line-break':
          write('\n');
          break;
        case 's':
          write(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, MOST_SPACES)));
          break;
        case 'annotation':
          write(' [comment: ');
          break;
        case 'note':
          write(' [note: ');
          break;
      }
    },
    text(text) {
      // Blanks and line breaks of the file itself mean one blank.
      if (paragraphs > 0 && leftOut === 0) write(text.replace(/\s+/g, ' '));
    },
    close(name) {
      if (LEFT_OUT.includes(name)) leftOut--;
      if (leftOut > 0) return;
      switch (name) {
        case 'h':
        case 'p':
          paragraphs--;
          // The paragraphs of a cell, a comment or a note stay in their line.
          write(row || paragraphs > 0 ? ' ' : '\n');
          break;
        case 'annotation':
        case 'note':
          write(']');
          break;
        case 'table-cell':
        case 'covered-table-cell':
          if (tables === 1 && row)
            for (let index = 0; index < repeats; index++) row.push(cell.replace(/\s+/g, ' ').trim());
          break;
        case 'table-row':
          if (tables !== 1 || !row) break;
          if (row.some((words) => words !== '') && ++rows <= mostRows) {
            const line = row.join('\t').trimEnd();
            row = undefined;
            paper.write(`${line}\n`);
          } else if (rows > mostRows) counted.isCut = true;
          row = undefined;
          break;
        case 'table':
          tables--;
          break;
      }
    },
  };
}
