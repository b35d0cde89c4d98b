import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { children, fixture, images, prepare, setUp } from '../harness.ts';

/** Overwrites numbers of 32 bits after the first occurrence of a name. */
function patch(file: Buffer, name: string, offset: number, values: readonly number[]): Buffer {
  const bytes = Buffer.from(file);
  for (const [index, value] of values.entries())
    bytes.writeUInt32BE(value, bytes.indexOf(name) + offset + index * 4);
  return bytes;
}

/** A PNG with one more chunk after its header. */
async function pngWith(name: string, data: Buffer): Promise<Buffer> {
  const png = await dot().png().toBuffer();
  const named = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [data.length, crc32(named)].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  }) as [Buffer, Buffer];
  return Buffer.concat([png.subarray(0, 33), length, named, sum, png.subarray(33)]);
}

const dot = () => sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } });

/** A lossless WebP of 38 bytes that says it has 12,000 pixels a side. */
const webp = Buffer.from(
  '524946461e000000574542505650384c110000002fdfdeb70b07d0fffef7bfff8188e87f0000',
  'hex',
);

const jpegClaiming = async (width: number, height: number): Promise<Buffer> => {
  const jpeg = await dot().jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
};

describe('pictures made to do harm', () => {
  it.each<[string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['a WebP of 38 bytes with 144 megapixels', () => webp, /^too many pixels/],
    ['a JPEG that claims a gigapixel', () => jpegClaiming(65_000, 16_000), /^too many pixels/],
    [
      'a HEIC that claims 144 megapixels',
      () => patch(fixture('photo.heic'), 'ispe', 8, [12_000, 12_000]),
      /^too many pixels/,
    ],
    ['a HEIC that claims to be small', () => patch(fixture('turned.heic'), 'ispe', 8, [8, 8]), /^damaged/],
    ['half a HEIC', () => fixture('photo.heic').subarray(0, 6000), /^damaged/],
    ['a GIF cut off in its header', async () => (await dot().gif().toBuffer()).subarray(0, 12), /^damaged/],
  ])('%s is skipped, and nothing is left behind', async (_, make, summary) => {
    const { media, leftovers } = setUp();
    const { parts, receipt } = await prepare(media, 'evil', await make());
    expect(parts).toEqual([]);
    expect(receipt).toMatchObject({
      kind: 'image',
      outcome: 'skipped',
      summary: expect.stringMatching(summary),
    });
    expect(leftovers()).toEqual([]);
    expect(children()).toEqual([]);
  });

  it('words packed into a PNG are not unpacked', async () => {
    const words = deflateSync(Buffer.alloc(200e6, 'a'), { level: 1 });
    const bomb = await pngWith('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), words]));
    const before = process.memoryUsage().rss;
    const { receipt } = await prepare(setUp().media, 'words.png', bomb);
    expect(receipt.summary).toBe('64×48 picture');
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  });

  it('what is hidden behind a picture does not reach the model', async () => {
    const hidden = Buffer.concat([await dot().png().toBuffer(), Buffer.from('PK\x03\x04 hidden archive')]);
    const { parts } = await prepare(setUp().media, 'polyglot.png', hidden);
    expect(Buffer.from(images(parts)[0]!.data).includes('hidden archive')).toBe(false);
  });

  it('a decoder that takes too long is killed', async () => {
    const { media, leftovers } = setUp({ limits: { childMs: 50 } });
    const { receipt } = await prepare(media, 'photo.heic');
    expect(receipt).toMatchObject({ outcome: 'skipped', summary: 'takes too long to open' });
    expect(children()).toEqual([]);
    expect(leftovers()).toEqual([]);
  });
});
