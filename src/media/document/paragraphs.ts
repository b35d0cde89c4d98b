/** Words, paragraphs and tables as Word and PowerPoint write them. */
import { type Package, relationsOf, type XmlEvents } from './package.ts';
import type { Paper } from './paper.ts';
import type { Words } from './words.ts';

/** Elements whose words are said elsewhere (the other form of a drawing) or are none (tab stops, slide numbers). */
const LEFT_OUT: readonly string[] = ['Fallback', 'tabs', 'fld'];

/** Writes a document's own words as they come: a line for each paragraph and each row of a table. */
function paragraphs(paper: Paper): XmlEvents {
  let leftOut = 0;
  let cells = 0;
  let isText = false;
  return {
    open(name, attributes) {
      if (LEFT_OUT.includes(name)) leftOut++;
      if (leftOut > 0) return;
      if (name === 't') isText = true;
      else if (name === 'tc') cells++;
      else if (name === 'tab') paper.write('\t');
      else if (name === 'br' || name === 'cr') paper.write('\n');
      else if (name === 'numPr') paper.write('- ');
      else if (name === 'pStyle') paper.write(headingMark(attributes['w:val'] ?? ''));
    },
    text(text) {
      if (isText) paper.write(text);
    },
    close(name) {
      if (LEFT_OUT.includes(name)) leftOut--;
      if (leftOut > 0) return;
      if (name === 't') isText = false;
      // The paragraphs of a cell stay in their row.
      else if (name === 'p') paper.write(cells > 0 ? ' ' : '\n');
      else if (name === 'tc') {
        cells--;
        paper.write('\t');
      } else if (name === 'tr') paper.write('\n');
    },
  };
}

const headingMark = (style: string): string => {
  const level = /^Heading([1-6])$/.exec(style)?.[1];
  return level === undefined ? '' : `${'#'.repeat(Number(level))} `;
};

/** What stands beside the text of a Word document, and what to call it. */
const BESIDE = { footnotes: 'footnotes', endnotes: 'endnotes', comments: 'comments' } as const;

export async function readWordDocument(file: Package, paper: Paper): Promise<Words> {
  // Some servers number it.
  const main = file.names.find((name) => /^word\/document\d*\.xml$/.test(name));
  if (main === undefined) throw new Error('there is no document in it');
  await file.read(main, paragraphs(paper), paper.isFull);
  for (const [part, mark] of Object.entries(BESIDE)) {
    const name = `word/${part}.xml`;
    if (!file.names.includes(name) || paper.isFull()) continue;
    paper.mark(mark);
    await file.read(name, paragraphs(paper), paper.isFull);
  }
  return paper.take();
}

export async function readPresentation(file: Package, paper: Paper): Promise<Words> {
  const main = 'ppt/presentation.xml';
  const relations = await relationsOf(file, main);
  const slides: string[] = [];
  await file.read(main, {
    open: (name, attributes) => {
      const slide = name === 'sldId' && relations.get(attributes['r:id'] ?? '')?.target;
      if (slide) slides.push(slide);
    },
  });
  let read = 0;
  for (const slide of slides) {
    if (paper.isFull()) break;
    read++;
    paper.mark(`slide ${read}`);
    await file.read(slide, paragraphs(paper), paper.isFull);
    const notes = (await relationsOf(file, slide)).values().find(({ type }) => type === 'notesSlide');
    if (!notes) continue;
    paper.mark(`notes of slide ${read}`);
    await file.read(notes.target, paragraphs(paper), paper.isFull);
  }
  return { ...paper.take(), units: { one: 'slide', total: slides.length, read } };
}
