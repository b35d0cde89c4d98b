/** The only door to sharp, set up for a server: our own queue decides how much is decoded at once. */
import sharp from 'sharp';
import type { Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';

// One thread an image and no cache: memory stays flat and the cores are shared fairly.
sharp.cache(false);
sharp.concurrency(1);
// Drawings run code of their own kind (filters, links) and cannot be stopped.
sharp.block({ operation: ['VipsForeignLoadSvg'] });

/**
 * Opens an image from memory: never from a path, where a file could refer to its neighbours.
 *
 * @param part the first page and how many of them; otherwise the first one
 */
export function openImage(
  data: Uint8Array,
  limits: MediaLimits,
  part: { readonly page?: number; readonly pages?: number } = {},
) {
  return sharp(data, {
    limitInputPixels: limits.imagePixels,
    failOn: 'truncated',
    ...part,
  }).timeout({ seconds: limits.imageSeconds });
}

/** Opens pixels that are decoded already: rows from the top, red, green and blue. */
export function openPixels(data: Uint8Array, { width, height }: Size, limits: MediaLimits) {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: limits.imagePixels }).timeout({
    seconds: limits.imageSeconds,
  });
}
