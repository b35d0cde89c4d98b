/** The size at which a model sees an image, and the tokens it counts for it. */
import type { ImageRule } from '../catalog/catalog.ts';

/** A patch is a square of so many pixels a side (OpenAI's images guide). */
const PATCH = 32;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const patchesOf = ({ width, height }: Size): number =>
  Math.ceil(width / PATCH) * Math.ceil(height / PATCH);

/** Tokens of an image of any size: the server shrinks it first. */
export const imageTokens = (size: Size, rule: ImageRule): number =>
  Math.ceil(patchesOf(fitImage(size, rule)) * rule.tokensPerPatch);

/**
 * Shrinks to a longest side, then to a number of 32×32 patches, as OpenAI's images guide does. Never enlarges.
 *
 * @example fitImage({ width: 1800, height: 2400 }, { maxSide: 2048, maxPatches: 1536 })
 * // { width: 1056, height: 1408 }, which is 1452 patches
 */
export function fitImage(
  { width, height }: Size,
  { maxSide, maxPatches }: Pick<ImageRule, 'maxSide' | 'maxPatches'>,
): Size {
  const shrink = Math.min(1, maxSide / Math.max(width, height));
  let columns = (width * shrink) / PATCH;
  let rows = (height * shrink) / PATCH;
  if (Math.ceil(columns) * Math.ceil(rows) > maxPatches) {
    const toBudget = Math.sqrt(maxPatches / (columns * rows));
    const whole = (patches: number): number => Math.floor(patches * toBudget) / (patches * toBudget);
    // A strip thinner than a patch cannot be rounded to whole ones: then its length is the budget.
    const scale =
      Math.min(columns, rows) * toBudget >= 1
        ? toBudget * Math.min(whole(columns), whole(rows))
        : maxPatches / Math.max(columns, rows);
    columns *= scale;
    rows *= scale;
  }
  // A hair is added first, so that 1407.9999999 pixels are 1408.
  const pixels = (patches: number): number => Math.max(1, Math.floor(patches * PATCH + 1e-6));
  return { width: pixels(columns), height: pixels(rows) };
}
