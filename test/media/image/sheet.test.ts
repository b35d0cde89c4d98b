import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { contactSheet } from '../../../src/media/image/sheet.ts';
import { LIMITS } from '../../../src/media/limits.ts';

const cell = async (seconds: number, background: string, width = 640, height = 360) => ({
  seconds,
  data: await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer(),
});

const OPTIONS = { columns: 4, cellWidth: 384, limits: LIMITS };

/** What is written in the upper left corner of a sheet whose letters have dots of three pixels. */
async function plate(sheet: Uint8Array, dots: number): Promise<string> {
  const grey = await sharp(sheet)
    .extract({ left: 2, top: 2, width: dots * 3, height: 33 })
    .greyscale()
    .raw()
    .toBuffer();
  const lines = [];
  for (let row = 0; row < 11; row++) {
    let line = '';
    for (let column = 0; column < dots; column++)
      line += grey[(row * 3 + 1) * dots * 3 + column * 3 + 1]! > 128 ? '#' : '.';
    lines.push(line);
  }
  return lines.slice(2, 9).join('\n');
}

describe('a contact sheet', () => {
  it('shows its pictures from left to right, then down', async () => {
    const colours = ['red', 'lime', 'blue', 'yellow', 'cyan'];
    const { data, width, height } = await contactSheet(
      await Promise.all(colours.map((colour, index) => cell(index, colour))),
      OPTIONS,
    );
    expect({ width, height }).toEqual({ width: 4 * 384, height: 2 * 216 });
    const pixels = await sharp(data).raw().toBuffer();
    const at = (x: number, y: number) =>
      [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)].map((value) =>
        Math.round(value / 255),
      );
    expect([0, 1, 2, 3].map((column) => at(column * 384 + 192, 108))).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 1, 0],
    ]);
    expect(at(192, 324)).toEqual([0, 1, 1]);
    expect(at(576, 324)).toEqual([0, 0, 0]);
  });

  it('has the time of each picture burned in', async () => {
    const { data } = await contactSheet([await cell(63.5, 'teal')], OPTIONS);
    expect(await plate(data, 31)).toBe(
      [
        '....#......###...###....#####..',
        '...##.....#...#.#...#...#......',
        '....#...#.#...#.....#...####...',
        '....#.....#...#...##........#..',
        '....#...#.#...#.....#.......#..',
        '....#.....#...#.#...#...#...#..',
        '...###.....###...###..#..###...',
      ].join('\n'),
    );
  });

  it('is as wide as its pictures need, and leaves dark bars beside one of another shape', async () => {
    const cells = [await cell(0, 'white'), await cell(1, 'white', 90, 360), await cell(2, 'white')];
    const { data, width, height } = await contactSheet(cells, OPTIONS);
    expect({ width, height }).toEqual({ width: 3 * 384, height: 216 });
    const row = await sharp(data)
      .extract({ left: 384, top: 100, width: 384, height: 1 })
      .greyscale()
      .raw()
      .toBuffer();
    const light = row.filter((value) => value > 128).length;
    expect(light).toBeGreaterThan(48);
    expect(light).toBeLessThan(60);
  });
});
