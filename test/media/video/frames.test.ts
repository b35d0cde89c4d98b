import { describe, expect, it } from 'vitest';
import { watch, type WatchOptions, numberIn } from './counted.ts';

/** The frames' times, and the numbers that are in their pictures. */
async function numbered(name: string, options?: WatchOptions) {
  const { frames } = await watch(name, options);
  return Promise.all(
    frames.map(async ({ seconds, data, width, height }) => ({
      seconds,
      width,
      height,
      number: await numberIn(data),
    })),
  );
}

/** Nothing is cheap enough to be decoded whole: as it is with long videos. */
const LONG = { wholeDecodeSeconds: 0 };

describe('the time of a frame', () => {
  it.each([
    ['HEVC', 'counted-hevc.mp4', (number: number) => number / 10],
    ['AV1', 'counted-av1.mp4', (number: number) => number / 10],
    ['H.264 with open groups of pictures', 'open-h264.mp4', (number: number) => number / 10],
    ['HEVC with open groups of pictures', 'open-hevc.mp4', (number: number) => number / 10],
    ['VP8', 'counted-vp8.webm', (number: number) => number / 10],
    [
      'uneven pictures',
      'uneven.mp4',
      (number: number) => (number < 30 ? number / 30 : 1 + (number - 30) / 4),
    ],
    ['a picture that begins after the sound', 'late.mp4', (number: number) => 2 + number / 10],
    [
      'a video that was cut without decoding it',
      'cut.mp4',
      (number: number) => Math.max(0, number / 10 - 1.55),
    ],
    ['a slide show with one key frame', 'slides.webm', (number: number) => number],
  ])('is exact in %s', async (_, name, timeOf) => {
    for (const limits of [{}, LONG, { ...LONG, framesMost: 4 }]) {
      const frames = await numbered(name, { limits });
      expect(frames.length).toBeGreaterThanOrEqual(2);
      for (const { seconds, number } of frames)
        expect(Math.abs(seconds - timeOf(number))).toBeLessThan(1 / 30);
    }
  });
});

describe('a long recording with one key frame', () => {
  const slideOf = (number: number): number => Math.floor(number / 30);

  it('shows every slide', async () => {
    const frames = await numbered('slides.webm', { limits: LONG });
    const slides = new Set(frames.map(({ number }) => slideOf(number)));
    expect(slides.size).toBe(20);
    expect(frames.length).toBeLessThanOrEqual(49);
  });

  it('shows as much of it as the work allows', async () => {
    // 57,600 pixels a second: 300 seconds of it are 0.035 seconds of work.
    const frames = await numbered('slides.webm', { limits: { ...LONG, decodeSeconds: 0.035 } });
    const last = frames.at(-1)!.number;
    expect(last).toBeGreaterThan(200);
    expect(last).toBeLessThan(320);
  });
});

describe('what the question is about', () => {
  it('is shown closely, and the rest in outline', async () => {
    const frames = await numbered('slides.webm', { focus: [{ from: 295, to: 305 }], limits: LONG });
    const close = frames.filter(({ seconds }) => seconds >= 295 && seconds <= 305);
    expect(close.length).toBeGreaterThanOrEqual(8);
    expect(new Set(frames.map(({ number }) => slideOf(number))).size).toBeGreaterThan(15);
  });

  const slideOf = (number: number): number => Math.floor(number / 30);

  it('is ignored beyond the end', async () => {
    const plain = await numbered('counted-av1.mp4');
    expect(await numbered('counted-av1.mp4', { focus: [{ from: 750, to: 750 }] })).toEqual(plain);
  });

  it('may be counted from the end', async () => {
    const frames = await numbered('slides.webm', { focus: [{ from: -10, to: Infinity }], limits: LONG });
    expect(frames.filter(({ number }) => number >= 589).length).toBeGreaterThanOrEqual(8);
  });
});

describe('a video with more to see than there are tokens for', () => {
  it('is shown by some frames and by contact sheets of the others', async () => {
    const { frames, sheets } = await watch('slides.webm', {
      limits: { ...LONG, cellSide: 80, frameTokens: 800 },
    });
    expect(sheets.length).toBeGreaterThan(0);
    const times = [...frames.map(({ seconds }) => seconds), ...sheets.flatMap(({ times }) => times)];
    expect(new Set(times).size).toBe(times.length);
    expect(new Set(times.map(slide)).size).toBeGreaterThanOrEqual(18);
    for (const { times, width, height } of sheets) {
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.length).toBeLessThanOrEqual(16);
      expect(width).toBeGreaterThan(height);
    }
  });

  const slide = (seconds: number): number => Math.floor(seconds / 30);
});

describe('watching', () => {
  it('says how far it is', async () => {
    const shares: number[] = [];
    await watch('slides.webm', { onShare: (share) => void shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 1);
  });
});
