/** What can be told from a picture made small: its thumbnail, and whether it looks like a screen. Pure. */
import type { Size } from '../../model/index.ts';
import type { Thumbnail } from './choose.ts';

export interface Glimpse {
  readonly thumbnail: Thumbnail;
  /** The share of pixels that are like the one beside them. */
  readonly alike: number;
}

/** Cells on each side of the thumbnail by which frames are compared. */
const CELLS = 16;
const ALIKE = 1;
/** In a picture of a screen most neighbouring pixels are alike; in one of a camera, few. */
const SCREEN_SHARE = 0.45;

/** @param pixels red, green and blue, row by row */
export function glimpse(pixels: Uint8Array, { width, height }: Size): Glimpse {
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * CELLS) / width) * 3);
  const sums = new Int32Array(CELLS * CELLS * 3);
  const counts = new Int32Array(CELLS * CELLS * 3);
  let alike = 0;
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor((y * CELLS) / height) * CELLS * 3;
    let before = -1;
    for (let x = 0; x < width; x++, at += 3) {
      const cell = row + columns[x]!;
      const green = pixels[at + 1]!;
      sums[cell]! += pixels[at]!;
      sums[cell + 1]! += green;
      sums[cell + 2]! += pixels[at + 2]!;
      counts[cell]!++;
      const step = green - before;
      if (x > 0 && step >= -ALIKE && step <= ALIKE) alike++;
      before = green;
    }
  }
  const thumbnail = new Uint8Array(sums.length);
  for (let cell = 0; cell < sums.length; cell++)
    thumbnail[cell] = sums[cell]! / Math.max(1, counts[cell - (cell % 3)]!);
  return { thumbnail, alike: alike / (width * height) };
}

/** Whether most of the pictures show a screen, whose text should stay legible. */
export function isScreen(glimpses: readonly Glimpse[]): boolean {
  const screens = glimpses.filter(({ alike }) => alike >= SCREEN_SHARE).length;
  return screens * 2 > glimpses.length;
}
