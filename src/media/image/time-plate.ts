/** Writes a time into a picture's pixels, in letters of our own: many machines have no fonts. */
import type { Size } from '../../model/index.ts';

/** RGB, rows from the top. */
export interface Canvas extends Size {
  readonly pixels: Uint8Array;
}

const LETTERS = '0123456789:.';

/** What the letters look like, one beside the other. */
const FONT = [
  '.###. ..#.. .###. .###. ...#. ##### ..##. ##### .###. .###. . .',
  '#...# .##.. #...# #...# ..##. #.... .#... ....# #...# #...# . .',
  '#...# ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...# # .',
  '#...# ..#.. ...#. ..##. #..#. ....# ####. ..#.. .###. .#### . .',
  '#...# ..#.. ..#.. ....# ##### ....# #...# .#... #...# ....# # .',
  '#...# ..#.. .#... #...# ...#. #...# #...# .#... #...# ...#. . .',
  '.###. .###. ##### .###. ...#. .###. .###. .#... .###. .##.. . #',
].map((line) => line.split(' '));

/** Free room around the letters, in dots of the font. */
const MARGIN = 2;

/** Pixels a dot of the font: a letter is about a fifteenth of the cell's width high, never less than 14 pixels. */
const dotOf = (cellWidth: number): number => Math.max(2, Math.round(cellWidth / 112));

export const plateHeight = (cellWidth: number): number => (FONT.length + 2 * MARGIN) * dotOf(cellWidth);

/** Writes white on dark into the upper left corner of a cell. `time` has digits, colons and points. */
export function drawTime(
  canvas: Canvas,
  { left, top, cellWidth }: { readonly left: number; readonly top: number; readonly cellWidth: number },
  time: string,
): void {
  const dot = dotOf(cellWidth);
  const fill = (column: number, row: number, columns: number, rows: number, shade: number): void => {
    for (let y = top + row * dot; y < top + (row + rows) * dot; y++) {
      const start = (y * canvas.width + left + column * dot) * 3;
      canvas.pixels.fill(shade, start, start + columns * dot * 3);
    }
  };
  const lines = FONT.map((line) => Array.from(time, (letter) => line[LETTERS.indexOf(letter)]).join('.'));
  fill(0, 0, lines[0]!.length + 2 * MARGIN, FONT.length + 2 * MARGIN, 16);
  for (const [row, line] of lines.entries())
    for (let column = 0; column < line.length; column++)
      if (line[column] === '#') fill(MARGIN + column, MARGIN + row, 1, 1, 255);
}
