/** Charts as pictures: columns for days or bars for names, readable small and by everybody, the same on every machine. */
import { LIMITS } from '../limits.ts';
import { draw } from '../image/drawing.ts';
import { openImage } from '../image/sharp.ts';
import { type Canvas, createCanvas, widthOf } from './canvas.ts';
import { type Font, openFont } from './letters.ts';
import { FAINT_INK, INK, LINE, PAPER, REST, SERIES } from './palette.ts';
import { amountOf, amountsBy, ticks, type Unit } from './scale.ts';

/** A text, and what stands in its place where the font has no letters for it. */
export interface Label {
  readonly text: string;
  readonly otherwise: string;
}

interface Frame {
  readonly title: Label;
  /** What all of it comes to, beside the title. */
  readonly total: Label;
  readonly unit: Unit;
}

/** One column for each day or other step, made up of one part for each series. */
export interface ColumnChart extends Frame {
  readonly shape: 'columns';
  /** At most `SERIES_MOST`, and one more for what has none of its own. */
  readonly series: readonly Label[];
  readonly columns: readonly { readonly label: string; readonly parts: readonly number[] }[];
}

/** One lying bar for each name, with its amount. */
export interface BarChart extends Frame {
  readonly shape: 'bars';
  /** At most `SERIES_MOST`, and one more for all others. */
  readonly bars: readonly { readonly name: Label; readonly value: number }[];
}

/** Names with a colour or bar of their own. */
export const SERIES_MOST = SERIES.length;

/** Pixels: twice what a chat shows it at. A chart of few bars is less high. */
const CHART_SIZE = { width: 1200, height: 675 } as const;

/** At half the size, letters are as large as those of a chat's own small print. */
const SIZE = { title: 36, text: 24 } as const;
const MARGIN = 48;
const TITLE_LINE = 78;
const LEGEND_LINE = 130;
const LEGEND_STEP = 36;
const BARS_TOP = 110;
/** Between two names of the legend, and between a mark and its name. */
const GAP = { names: 32, mark: 10 } as const;
const MARK = 18;
const RADIUS = 6;
/** The widest a column, the room of a bar and a name beside one may be. */
const WIDEST = { column: 64, bar: 72, name: 380 } as const;

interface Pens {
  readonly canvas: Canvas;
  readonly regular: Font;
  readonly bold: Font;
}

/** Draws a chart: PNG, 1200 pixels wide, on a ground of its own, so that it stands in dark and light chats. */
export async function drawChart(chart: ColumnChart | BarChart): Promise<Buffer> {
  const [regular, bold] = await Promise.all([openFont('regular'), openFont('bold')]);
  const canvas = createCanvas({ width: CHART_SIZE.width, height: heightOf(chart) }, PAPER);
  const pens = { canvas, regular, bold };
  drawFrame(chart, pens);
  if (chart.shape === 'columns') drawColumns(chart, pens);
  else drawBars(chart, pens);
  const order = { svg: Buffer.from(canvas.svg()), leastSide: 1, mostSide: CHART_SIZE.width };
  const { png } = await draw(order, { limits: LIMITS, signal: new AbortController().signal });
  return openImage(png, LIMITS)
    .removeAlpha()
    .png({ compressionLevel: 9, palette: true, colours: 64, dither: 0, effort: 1 })
    .toBuffer();
}

const heightOf = (chart: ColumnChart | BarChart): number =>
  chart.shape === 'columns'
    ? CHART_SIZE.height
    : Math.min(CHART_SIZE.height, BARS_TOP + chart.bars.length * WIDEST.bar + MARGIN / 2);

function drawFrame({ title, total }: Frame, { canvas, bold }: Pens): void {
  const words = { font: bold, size: SIZE.title, colour: INK };
  const amount = readable(total, bold);
  const right = CHART_SIZE.width - MARGIN;
  canvas.write(amount, { x: right, y: TITLE_LINE }, { ...words, align: 'right' });
  const room = right - MARGIN - widthOf(amount, words) - GAP.names;
  canvas.write(fitted(readable(title, bold), room, words), { x: MARGIN, y: TITLE_LINE }, words);
}

function drawColumns({ series, columns, unit }: ColumnChart, { canvas, regular }: Pens): void {
  const words = { font: regular, size: SIZE.text, colour: FAINT_INK };
  const top = drawLegend(series, { canvas, regular }) + 2 * SIZE.text;
  const bottom = CHART_SIZE.height - MARGIN - SIZE.text;
  const sums = columns.map(({ parts }) => parts.reduce((sum, part) => sum + part, 0));
  const steps = ticks(Math.max(0, ...sums), unit);
  const most = steps.at(-1)!;
  const write = amountsBy(steps[1]!, unit);
  const left = MARGIN + Math.max(...steps.map((step) => widthOf(write(step), words))) + GAP.mark;
  const right = CHART_SIZE.width - MARGIN;
  /** On whole pixels, so that edges are sharp. */
  const heightAt = (value: number): number => Math.round(bottom - ((bottom - top) * value) / most);
  for (const step of steps) {
    const y = heightAt(step);
    canvas.fill({ left, top: y - 1, width: right - left, height: 2 }, LINE);
    canvas.write(write(step), { x: left - GAP.mark, y: y + SIZE.text * 0.35 }, { ...words, align: 'right' });
  }
  const room = (right - left) / columns.length;
  const width = Math.min(WIDEST.column, Math.round(room * 0.72));
  const widest = Math.max(...columns.map(({ label }) => widthOf(label, words))) + GAP.mark;
  const every = [1, 2, 5, 10].find((number) => number * room >= widest) ?? columns.length;
  for (const [index, { label, parts }] of columns.entries()) {
    const middle = left + room * (index + 0.5);
    const x = Math.round(middle - width / 2);
    const upmost = parts.findLastIndex((part) => part > 0);
    for (let part = 0, below = 0; part < parts.length; part++) {
      const value = parts[part]!;
      if (value <= 0) continue;
      const upper = heightAt(below + value);
      const box = { left: x, top: upper, width, height: heightAt(below) - upper };
      const colour = colourOf(part);
      if (part === upmost) canvas.bar(box, colour, { round: 'top', radius: RADIUS });
      else canvas.fill(box, colour);
      // What lies above begins after a line of the ground, so that two colours never run into each other.
      if (below > 0 && box.height > 3)
        canvas.fill({ left: x, top: heightAt(below) - 2, width, height: 2 }, PAPER);
      below += value;
    }
    if (index % every === 0)
      canvas.write(label, { x: middle, y: bottom + SIZE.text * 1.5 }, { ...words, align: 'middle' });
  }
}

function drawBars({ bars, unit }: BarChart, { canvas, regular }: Pens): void {
  const words = { font: regular, size: SIZE.text, colour: INK };
  const most = Math.max(...bars.map(({ value }) => value));
  const names = bars.map(({ name }) => fitted(readable(name, regular), WIDEST.name, words));
  const left = MARGIN + Math.max(...names.map((name) => widthOf(name, words))) + GAP.mark * 2;
  const widestAmount = Math.max(...bars.map(({ value }) => widthOf(amountOf(value, unit), words)));
  const reach = CHART_SIZE.width - MARGIN - widestAmount - GAP.mark - left;
  const room = (canvas.height - MARGIN / 2 - BARS_TOP) / bars.length;
  const height = Math.round(room * 0.64);
  canvas.fill({ left: left - 2, top: BARS_TOP, width: 2, height: room * bars.length }, LINE);
  for (const [index, { value }] of bars.entries()) {
    const middle = BARS_TOP + room * (index + 0.5);
    const line = middle + SIZE.text * 0.35;
    const width = most === 0 ? 0 : (reach * value) / most;
    const box = { left, top: Math.round(middle - height / 2), width, height };
    canvas.write(names[index]!, { x: left - GAP.mark * 2, y: line }, { ...words, align: 'right' });
    if (width > 0)
      canvas.bar(box, index < SERIES_MOST ? SERIES[0]! : REST, { round: 'right', radius: RADIUS });
    canvas.write(amountOf(value, unit), { x: left + width + GAP.mark, y: line }, words);
  }
}

/** Draws what the colours stand for, in as many lines as it takes, and gives where the last one stands. */
function drawLegend(series: readonly Label[], { canvas, regular }: Pick<Pens, 'canvas' | 'regular'>): number {
  const words = { font: regular, size: SIZE.text, colour: INK };
  let [x, y] = [MARGIN, LEGEND_LINE];
  for (const [index, label] of series.entries()) {
    const name = fitted(readable(label, regular), WIDEST.name, words);
    const width = MARK + GAP.mark + widthOf(name, words);
    if (x > MARGIN && x + width > CHART_SIZE.width - MARGIN) {
      x = MARGIN;
      y += LEGEND_STEP;
    }
    canvas.fill({ left: x, top: y - MARK, width: MARK, height: MARK }, colourOf(index));
    canvas.write(name, { x: x + MARK + GAP.mark, y }, words);
    x += width + GAP.names;
  }
  return y;
}

const colourOf = (index: number) => SERIES[index] ?? REST;

/** The text itself, without the signs and pictures that stand between its letters, or what stands in its place. */
function readable({ text, otherwise }: Label, font: Font): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{C}\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain !== '' && font.canDraw(plain) ? plain : otherwise;
}

/** A text as far as it fits. */
function fitted(text: string, room: number, words: { readonly font: Font; readonly size: number }): string {
  if (widthOf(text, words) <= room) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, words) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
