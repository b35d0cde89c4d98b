/** A hundred pictures as people post them: phone photos, screenshots, things from the web; from 0.3 to 12 megapixels. */
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Workshop } from './cache.ts';

const PHOTO = join(import.meta.dirname, '../../test/fixtures/photo.jpg');

type Format = 'jpg' | 'png' | 'webp' | 'avif' | 'gif';

interface Kind {
  readonly number: number;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly from: 'camera' | 'screen';
}

const KINDS: readonly Kind[] = [
  { number: 20, format: 'jpg', width: 4032, height: 3024, from: 'camera' },
  { number: 15, format: 'jpg', width: 2048, height: 1536, from: 'camera' },
  { number: 15, format: 'jpg', width: 1280, height: 960, from: 'camera' },
  { number: 18, format: 'png', width: 1920, height: 1080, from: 'screen' },
  { number: 5, format: 'png', width: 2880, height: 1800, from: 'screen' },
  { number: 4, format: 'png', width: 1170, height: 2532, from: 'screen' },
  { number: 12, format: 'webp', width: 1600, height: 1200, from: 'camera' },
  { number: 5, format: 'avif', width: 1280, height: 960, from: 'camera' },
  { number: 6, format: 'gif', width: 640, height: 480, from: 'screen' },
];

/** @param share of the hundred, from 0 to 1 */
export async function photos({ make }: Workshop, share = 1): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const kind of KINDS)
    for (let index = 0; index < Math.ceil(kind.number * share); index++)
      paths.push(
        await make(`${kind.from}-${kind.width}-${index}.${kind.format}`, kind, (path) =>
          write(path, kind, index),
        ),
      );
  return paths;
}

async function write(path: string, kind: Kind, index: number): Promise<void> {
  const picture = kind.from === 'camera' ? await camera(kind, index) : screen(kind, index);
  switch (kind.format) {
    case 'jpg':
      // A third of the phones were held upright; all say where they were.
      await picture
        .withExif({ IFD0: { Model: 'Bench' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
        .withMetadata({ orientation: index % 3 === 0 ? 6 : 1 })
        .jpeg({ quality: 85 })
        .toFile(path);
      return;
    case 'avif':
      await picture.avif({ quality: 55, effort: 1 }).toFile(path);
      return;
    default:
      await picture.toFormat(kind.format, { effort: 1 }).toFile(path);
  }
}

/** The photograph at this size, from another place each time, with grain. */
async function camera({ width, height }: Kind, index: number): Promise<Sharp> {
  const crop = { left: 10 * index, top: 8 * index, width: 800, height: 600 - 8 * index };
  const upright = await sharp(PHOTO)
    .autoOrient()
    .modulate({ hue: 37 * index })
    .toBuffer();
  const picture = sharp(upright).extract(crop).resize(width, height, { fit: 'fill' });
  const grain = {
    width: 512,
    height: 512,
    channels: 3,
    noise: { type: 'gaussian', mean: 128, sigma: 24 },
  } as const;
  const tile = await sharp({ create: { ...grain, background: 'grey' } })
    .png()
    .toBuffer();
  const enlarged = await picture.toBuffer();
  return sharp(enlarged).composite([{ input: tile, tile: true, blend: 'soft-light' }]);
}

/** A dark column at the left, and dark words on light paper, in another colour each time. */
function screen({ width, height }: Kind, index: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  const [paper, ink] = [250 - 5 * (index % 6), 40 + 10 * (index % 7)];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const line = Math.floor(y / 24);
      // Letters are strokes three pixels apart; words and lines differ in length.
      const isWord =
        y % 24 > 8 && (x + line * 37 + index * 11) % 71 > 18 && x < width * (0.6 + (line % 5) / 12);
      const isInk = isWord && (x * 7 + y * 3) % 5 < 2;
      const light = x < width / 5 ? 60 : isInk ? ink : paper;
      pixels.fill(light, (y * width + x) * 3, (y * width + x) * 3 + 3);
      pixels[(y * width + x) * 3 + (index % 3)] = Math.max(0, light - 12);
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
