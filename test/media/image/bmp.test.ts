import { describe, expect, it } from 'vitest';
import { decodeBmp } from '../../../src/media/image/bmp.ts';
import { images, prepare, setUp } from '../harness.ts';

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** Red, green and blue. */
  readonly palette?: readonly (readonly number[])[];
  readonly compression?: number;
}

/** A BMP whose rows are given as they are stored. */
function bmp({ width, height, bits, palette = [], compression = 0 }: Shape, rows: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(54 + palette.length * 4);
  head.write('BM');
  head.writeUInt32LE(head.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  for (const [index, [red, green, blue]] of palette.entries())
    head.set([blue!, green!, red!, 0], 54 + index * 4);
  return Buffer.concat([head, ...rows]);
}

const RED = [255, 0, 0, 255];
const GREEN = [0, 255, 0, 255];
const BLUE = [0, 0, 255, 255];
const WHITE = [255, 255, 255, 255];

describe('BMP', () => {
  const two: Shape = { width: 2, height: 2, bits: 24 };
  const four = [RED, GREEN, BLUE, WHITE];

  it.each<[string, Shape, string[], number[][]]>([
    ['24 bits, its last row first', two, ['ff0000 ffffff 0000', '0000ff 00ff00 0000'], four],
    [
      '24 bits, its first row first',
      { ...two, height: -2 },
      ['0000ff 00ff00 0000', 'ff0000 ffffff 0000'],
      four,
    ],
    ['32 bits', { ...two, bits: 32 }, ['ff000000 ffffff00', '0000ff00 00ff0000'], four],
    ['16 bits', { ...two, bits: 16 }, ['1f00 ff7f', '007c e003'], four],
    ['8 bits', { ...two, bits: 8, palette: four }, ['02030000', '00010000'], four],
    ['4 bits', { ...two, bits: 4, palette: four }, ['23000000', '01000000'], four],
    ['1 bit', { ...two, bits: 1, palette: [RED, GREEN] }, ['40000000', '80000000'], [GREEN, RED, RED, GREEN]],
  ])('is read: %s', (_, shape, rows, colours) => {
    const stored = rows.map((row) => Buffer.from(row.replaceAll(' ', ''), 'hex'));
    expect(decodeBmp(bmp(shape, stored))).toEqual({
      width: 2,
      height: 2,
      data: Uint8Array.from(colours.flat()),
    });
  });

  it('is shown like a screenshot', async () => {
    const row = Buffer.from('0000ff'.repeat(64), 'hex');
    const { parts, receipt } = await prepare(
      setUp().media,
      'paint.bmp',
      bmp({ width: 64, height: 48, bits: 24 }, Array(48).fill(row)),
    );
    expect(receipt).toMatchObject({ outcome: 'used', summary: '64×48 picture' });
    expect(images(parts)).toMatchObject([{ mediaType: 'image/png', width: 64, height: 48 }]);
  });

  it.each([
    ['cut off', bmp({ width: 64, height: 48, bits: 24 }, [Buffer.alloc(192)]), /^damaged or cut off/],
    ['a bomb', bmp({ width: 60_000, height: 60_000, bits: 1 }, []), /^too many pixels/],
    ['with a size below zero', bmp({ width: -5, height: 48, bits: 24 }, []), /^damaged/],
    ['compressed', bmp({ width: 64, height: 48, bits: 8, compression: 1 }, []), /send it as PNG or JPEG$/],
    ['of a header alone', Buffer.from(`BM${'\0'.repeat(20)}`), /^damaged/],
  ])('is skipped when it is %s', async (_, bytes, summary) => {
    const { receipt } = await prepare(setUp().media, 'paint.bmp', bytes);
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: expect.stringMatching(summary) });
  });
});
