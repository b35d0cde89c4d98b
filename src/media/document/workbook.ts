/** The sheets of an Excel workbook: a line for each row, its cells apart by tabs, dates as dates. */
import { type Package, relationsOf } from './package.ts';
import type { Paper } from './paper.ts';
import type { Words } from './words.ts';

/** Cells in a row; the format allows 16,384, and an empty one of those costs as much as a full one. */
const MOST_CELLS = 256;
/** Strings and cell formats that are kept; each is named by its number. */
const MOST_STRINGS = 500_000;

export async function readWorkbook(file: Package, paper: Paper, mostRows: number): Promise<Words> {
  const main = 'xl/workbook.xml';
  const relations = await relationsOf(file, main);
  const tables: { readonly name: string; readonly part: string }[] = [];
  let is1904 = false;
  await file.read(main, {
    open: (element, attributes) => {
      if (element === 'workbookPr') is1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      const part = element === 'sheet' && relations.get(attributes['r:id'] ?? '')?.target;
      if (part) tables.push({ name: attributes['name'] ?? '', part });
    },
  });
  const dates = await findDateFormats(file);
  await using strings = openStrings(file, paper.isFull);
  let read = 0;
  let areRowsLeft = false;
  for (const { name, part } of tables) {
    if (paper.isFull()) break;
    read++;
    paper.mark(`sheet ${read}: ${name}`);
    let count = 0;
    for await (const rows of rowsOf(file, part, { dates, is1904 })) {
      for (const row of rows.slice(0, mostRows - count)) paper.write(await lineOf(row, strings));
      count += rows.length;
      if (paper.isFull() || count > mostRows) break;
    }
    if (count > mostRows) {
      areRowsLeft = true;
      paper.write(`[only the first ${mostRows.toLocaleString('en')} rows of this sheet are here]`);
    }
  }
  const { text, isCut } = paper.take();
  return {
    text,
    isCut: isCut || areRowsLeft || strings.isCut(),
    units: { one: 'sheet', total: tables.length, read },
  };
}

/** What is in a cell, or the number of the shared string that is in it. */
type Cell = string | number;

interface Meaning {
  /** The numbers of the cell formats that show a date. */
  readonly dates: ReadonlySet<number>;
  readonly is1904: boolean;
}

/** The rows of a sheet with anything in them, a few at a time. */
async function* rowsOf(
  file: Package,
  part: string,
  { dates, is1904 }: Meaning,
): AsyncGenerator<readonly (readonly Cell[])[], void> {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let cell = { at: 0, type: '', isDate: false };
  let value = '';
  let isValue = false;
  const meaning = (): Cell => {
    if (cell.type === 's') return Number(value);
    if (cell.type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
    if (cell.type !== '' && cell.type !== 'n') return value;
    if (value === '' || Number.isNaN(Number(value))) return value;
    // Excel shows 15 digits and keeps the noise after them to itself.
    return cell.isDate ? dateOf(Number(value), is1904) : String(Number(Number(value).toPrecision(15)));
  };
  const steps = file.steps(part, {
    open(name, attributes) {
      if (name === 'row') row = [];
      else if (name === 'c') {
        const at = attributes['r'] === undefined ? row.length : columnOf(attributes['r']);
        cell = { at, type: attributes['t'] ?? '', isDate: dates.has(Number(attributes['s'] ?? -1)) };
        value = '';
      } else if (name === 'v' || name === 't') isValue = true;
    },
    text(text) {
      if (isValue) value += text;
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false;
      else if (name === 'c' && value !== '' && cell.at < MOST_CELLS) {
        while (row.length < cell.at) row.push('');
        row[cell.at] = meaning();
      } else if (name === 'row' && row.length > 0) rows.push(row);
    },
  });
  for await (const _ of steps) yield rows.splice(0);
}

async function lineOf(row: readonly Cell[], strings: Strings): Promise<string> {
  const known = await strings.upTo(Math.max(-1, ...row.filter((cell) => typeof cell === 'number')));
  const words = row.map((cell) => (typeof cell === 'number' ? (known[cell] ?? '') : cell));
  return `${words.map((word) => word.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`;
}

/** @example columnOf('C7') // 2 */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** The shared strings, by number. Cells name them in their order, as a rule: no more are read than the cells before the end need. */
interface Strings extends AsyncDisposable {
  /** All there are up to this number, and maybe more. */
  upTo(number: number): Promise<readonly string[]>;
  /** Whether a string was asked for that is beyond those that are kept. */
  isCut(): boolean;
}

function openStrings(file: Package, isDone: () => boolean): Strings {
  const strings: string[] = [];
  let isCut = false;
  let isText = false;
  // How a word is spoken (`rPh`) is no part of it.
  let isSound = false;
  let string = '';
  const steps = file.steps('xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') string = '';
      else if (name === 'rPh') isSound = true;
      else if (name === 't') isText = !isSound;
    },
    text(text) {
      if (isText) string += text;
    },
    close(name) {
      if (name === 'si') strings.push(string);
      else if (name === 'rPh') isSound = false;
      else if (name === 't') isText = false;
    },
  });
  return {
    async upTo(number) {
      while (strings.length <= number && strings.length < MOST_STRINGS && !isDone())
        if ((await steps.next()).done) break;
      isCut ||= number >= strings.length && strings.length >= MOST_STRINGS;
      return strings;
    },
    isCut: () => isCut,
    [Symbol.asyncDispose]: async () => void (await steps.return()),
  };
}

/** Formats that need no definition: dates and times of day, in the West and in East Asia. */
const isBuiltInDate = (format: number): boolean =>
  (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47);

/** Which of the workbook's cell formats show a date: cells name them by their place in the list. */
async function findDateFormats(file: Package): Promise<ReadonlySet<number>> {
  const defined = new Set<number>();
  const dates = new Set<number>();
  let isCells = false;
  let index = 0;
  await file.read(
    'xl/styles.xml',
    {
      open(name, { numFmtId, formatCode = '' }) {
        if (name === 'cellXfs') isCells = true;
        // Without what is quoted and what is in brackets: colours, conditions, and hours that count past a day.
        if (name === 'numFmt' && /[dyhs]/i.test(formatCode.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')))
          defined.add(Number(numFmtId));
        if (name !== 'xf' || !isCells) return;
        const format = Number(numFmtId);
        if (isBuiltInDate(format) || defined.has(format)) dates.add(index);
        index++;
      },
      close(name) {
        if (name === 'cellXfs') isCells = false;
      },
    },
    () => index > MOST_STRINGS,
  );
  return dates;
}

/** Days from the first of January 1970 back to the day that a workbook counts from. */
const EPOCH = { 1900: 25_569, 1904: 24_107 };

/** @example dateOf(45_000.5, false) // '2023-03-15 12:00' */
function dateOf(days: number, is1904: boolean): string {
  const date = new Date(Math.round((days - EPOCH[is1904 ? 1904 : 1900]) * 86_400) * 1000);
  if (Number.isNaN(date.getTime())) return String(days);
  const [day = '', time = ''] = date.toISOString().split('T');
  const clock = time.slice(0, time.startsWith(':00', 5) ? 5 : 8);
  if (days < 1) return clock;
  return Number.isInteger(days) ? day : `${day} ${clock}`;
}
