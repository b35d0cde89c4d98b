/** A contact sheet: frames in a grid with their times burned in, many moments for the tokens of one picture. */
import type { Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';
import { preciseClock } from '../receipt.ts';
import { openImage, openPixels } from './sharp.ts';
import { drawTime, plateHeight } from './time-plate.ts';

export interface Cell {
  readonly seconds: number;
  /** JPEG. */
  readonly data: Uint8Array;
}

export interface Sheet extends Size {
  /** JPEG. */
  readonly data: Uint8Array;
}

export interface SheetOptions {
  readonly columns: number;
  /** Pixels of a cell, the dark line around it included. */
  readonly cellWidth: number;
  readonly limits: MediaLimits;
}

/** The dark line between two pictures. */
const LINE = 4;

/**
 * Draws the cells from left to right, then down. All cells have the shape of most of the pictures; one of another shape
 * has dark bars. Needs no fonts.
 *
 * @param cells at least one
 */
export async function contactSheet(
  cells: readonly Cell[],
  { columns, cellWidth, limits }: SheetOptions,
): Promise<Sheet> {
  const cell = { width: cellWidth, height: await cellHeight(cells, cellWidth, limits) };
  const inner = { width: cell.width - LINE, height: cell.height - LINE };
  const used = Math.min(columns, cells.length);
  const sheet = { width: used * cell.width, height: Math.ceil(cells.length / used) * cell.height };
  const canvas = { ...sheet, pixels: Buffer.alloc(sheet.width * sheet.height * 3) };
  // One after the other: a sheet is one job, whatever it shows.
  for (const [index, { data, seconds }] of cells.entries()) {
    const left = (index % used) * cell.width + LINE / 2;
    const top = Math.floor(index / used) * cell.height + LINE / 2;
    const picture = await openImage(data, limits)
      .resize({ ...inner, fit: 'contain', background: 'black' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
    for (let row = 0; row < inner.height; row++)
      picture.copy(
        canvas.pixels,
        ((top + row) * sheet.width + left) * 3,
        row * inner.width * 3,
        (row + 1) * inner.width * 3,
      );
    drawTime(canvas, { left, top, cellWidth }, preciseClock(seconds));
  }
  const jpeg = openPixels(canvas.pixels, sheet, limits).jpeg({
    quality: 85,
    chromaSubsampling: '4:4:4',
  });
  return { data: await jpeg.toBuffer(), ...sheet };
}

/** The middle one of what the pictures would like, within reason and with room for the time. */
async function cellHeight(cells: readonly Cell[], cellWidth: number, limits: MediaLimits): Promise<number> {
  const heights = await Promise.all(
    cells.map(async ({ data }) => {
      const { width, height } = await openImage(data, limits).metadata();
      return (cellWidth * height) / width;
    }),
  );
  const middle = heights.toSorted((a, b) => a - b)[heights.length >> 1]!;
  return Math.round(Math.min(2 * cellWidth, Math.max(plateHeight(cellWidth) + 2 * LINE, middle)));
}
