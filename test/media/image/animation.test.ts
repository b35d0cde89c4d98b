import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { images, prepare, setUp, texts } from '../harness.ts';

interface Scene {
  readonly colour: string;
  readonly pages: number;
}

/** An animation that shows one colour after the other; `delay` in milliseconds a page. */
async function animation(
  scenes: readonly Scene[],
  {
    as = 'gif',
    delay = 100,
    width = 64,
    height = 48,
  }: { as?: 'gif' | 'webp'; delay?: number; width?: number; height?: number } = {},
): Promise<Buffer> {
  const pages = await Promise.all(
    scenes.flatMap(({ colour, pages }) =>
      Array.from({ length: pages }, () =>
        sharp({ create: { width, height, channels: 3, background: colour } })
          .png()
          .toBuffer(),
      ),
    ),
  );
  // Pages that are the same as the one before would be merged by the encoder.
  const joined = sharp(pages, { join: { animated: true } });
  const delays = Array<number>(pages.length).fill(delay);
  return as === 'gif'
    ? joined.gif({ delay: delays, keepDuplicateFrames: true }).toBuffer()
    : joined.webp({ delay: delays, lossless: true }).toBuffer();
}

const SCENES = [
  { colour: 'red', pages: 12 },
  { colour: 'blue', pages: 3 },
  { colour: 'lime', pages: 15 },
];

describe('animations', () => {
  it.each(['gif', 'webp'] as const)(
    'are told like a short video, by what happens in them (%s)',
    async (as) => {
      const { media } = setUp();
      const { parts, receipt } = await prepare(media, `fun.${as}`, await animation(SCENES, { as }));
      expect(receipt).toMatchObject({
        kind: 'image',
        summary: '3 frames of a 64×48 animation of 0:03',
        pictures: 3,
      });
      expect(texts(parts).slice(1)).toEqual(
        ['0:00', '0:01.2', '0:01.5'].map((time) => `[fun.${as} ${time} frame]`),
      );
      const seen = await Promise.all(images(parts).map(({ data }) => sharp(data).stats()));
      expect(
        seen.map(({ dominant }) => dominant).map(({ r, g, b }) => [r, g, b].map((value) => value > 128)),
      ).toEqual([
        [true, false, false],
        [false, false, true],
        [false, true, false],
      ]);
    },
  );

  it('without delays last as long as browsers show them', async () => {
    const { receipt } = await prepare(setUp().media, 'fast.gif', await animation(SCENES, { delay: 0 }));
    expect(receipt.summary).toBe('3 frames of a 64×48 animation of 0:03');
  });

  it('in which everything changes have as many frames as a video of that length', async () => {
    const rainbow = Array.from({ length: 36 }, (_, index) => ({
      colour: `hsl(${index * 10},100%,50%)`,
      pages: 1,
    }));
    const { receipt } = await prepare(setUp().media, 'rainbow.gif', await animation(rainbow, { delay: 500 }));
    expect(receipt.summary).toBe('8 frames of a 64×48 animation of 0:18');
  });

  it('that stand still are one picture', async () => {
    const { receipt } = await prepare(
      setUp().media,
      'still.gif',
      await animation([{ colour: 'red', pages: 9 }]),
    );
    expect(receipt.summary).toBe('1 frame of a 64×48 animation of 0:00.9');
  });

  it('of many pages are watched as far as the limit reaches', async () => {
    const many = await animation([{ colour: 'red', pages: 1000 }], { width: 4, height: 4 });
    const { media } = setUp({ limits: { animationPages: 300 } });
    const { receipt } = await prepare(media, 'many.gif', many);
    expect(receipt.summary).toBe('1 frame of the first 0:30 of a 4×4 animation of 1:40');
  });

  it('of many pixels are watched as far as the limit reaches', async () => {
    const { media } = setUp({ limits: { animationPixels: 64 * 48 * 14 } });
    const { receipt } = await prepare(media, 'large.gif', await animation(SCENES));
    expect(receipt.summary).toBe('2 frames of the first 0:01.4 of a 64×48 animation of 0:03');
  });
});
