/** The only door to sharp, set up for a server: our own queue decides how much is decoded at once. */
import sharp from 'sharp';
import type { MediaLimits } from './limits.ts';

// One thread an image and no cache: memory stays flat and the cores are shared fairly.
sharp.cache(false);
sharp.concurrency(1);
// Drawings run code of their own kind (filters, links) and cannot be stopped.
sharp.block({ operation: ['VipsForeignLoadSvg'] });

/** Opens an image from memory: never from a path, where a file could refer to its neighbours. */
export function openImage(data: Uint8Array, limits: MediaLimits, page?: number) {
  return sharp(data, {
    limitInputPixels: limits.imagePixels,
    failOn: 'truncated',
    ...(page === undefined ? {} : { page }),
  }).timeout({ seconds: limits.imageSeconds });
}
