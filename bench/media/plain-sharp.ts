/**
 * A child of the bench: the shortest program that makes the same pixels. Reads `[{ path, width, height, format }]` as JSON
 * on its standard input; two pictures at once.
 */
import { json } from 'node:stream/consumers';
import pLimit from 'p-limit';
import sharp from 'sharp';

export interface Picture {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly format: 'jpeg' | 'png';
}

sharp.cache(false);
sharp.concurrency(1);

const pictures = (await json(process.stdin)) as readonly Picture[];
const limit = pLimit(2);
const began = performance.now();
await Promise.all(
  pictures.map(({ path, width, height, format }) =>
    limit(() =>
      sharp(path)
        .autoOrient()
        .resize(width, height, { fit: 'fill' })
        .toFormat(format, format === 'jpeg' ? { quality: 82 } : {})
        .toBuffer(),
    ),
  ),
);
process.stdout.write(String((performance.now() - began) / 1000));
