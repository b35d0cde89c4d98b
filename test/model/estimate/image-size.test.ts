import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitImage, imageTokens, patchesOf } from '../../../src/model/estimate/image-size.ts';

describe('fitting an image to what a model sees', () => {
  it('agrees with the example of the guide', () => {
    const shown = fitImage({ width: 1800, height: 2400 }, { maxSide: 2048, maxPatches: 1536 });
    expect(shown).toEqual({ width: 1056, height: 1408 });
    expect(patchesOf(shown)).toBe(1452);
  });

  it.each([
    [
      { width: 4032, height: 3024 },
      { width: 1824, height: 1368 },
    ],
    [
      { width: 1920, height: 1080 },
      { width: 1920, height: 1080 },
    ],
    [
      { width: 6000, height: 6000 },
      { width: 1600, height: 1600 },
    ],
    [
      { width: 1, height: 1 },
      { width: 1, height: 1 },
    ],
  ])('shows %o at %o', (size, shown) => {
    expect(fitImage(size, { maxSide: 2048, maxPatches: 2500 })).toEqual(shown);
  });

  it('counts tokens by patches', () => {
    expect(imageTokens({ width: 64, height: 33 }, { maxSide: 64, maxPatches: 4, tokensPerPatch: 1.2 })).toBe(
      5,
    );
  });

  it('never exceeds the budget or the longest side, never enlarges, and keeps the shape', () => {
    const side = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.integer({ min: 256, max: 8000 }),
        fc.integer({ min: 16, max: 10_000 }),
        (width, height, maxSide, maxPatches) => {
          const shown = fitImage({ width, height }, { maxSide, maxPatches });
          expect(patchesOf(shown)).toBeLessThanOrEqual(maxPatches);
          expect(Math.max(shown.width, shown.height)).toBeLessThanOrEqual(maxSide);
          expect(shown.width).toBeLessThanOrEqual(width);
          expect(shown.height).toBeLessThanOrEqual(height);
          // Within a pixel on the shorter side.
          const scale = Math.max(shown.width / width, shown.height / height);
          expect(Math.abs(shown.width - width * scale)).toBeLessThanOrEqual(
            Math.max(1.01, scale * 1.01 + width / height),
          );
          expect(shown.height).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
