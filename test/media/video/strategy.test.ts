import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/media/limits.ts';
import { candidateTimes, closeTimes, decodeSeconds } from '../../../src/media/video/strategy.ts';

const FULL_HD = { width: 1920, height: 1080, framesPerSecond: 30 };

const keysEvery = (seconds: number, until: number): readonly number[] =>
  Array.from({ length: Math.ceil(until / seconds) }, (_, index) => index * seconds);

/** Seconds of decoding that these moments cost: from each key frame to the last moment before the next. */
function cost(times: readonly number[], keys: readonly number[]): number {
  const last = new Map<number, number>();
  for (const time of times)
    last.set(
      keys.findLast((key) => key <= time)!,
      time,
    );
  return decodeSeconds(
    [...last].reduce((sum, [key, time]) => sum + time - key, 0),
    { ...FULL_HD, until: 0, keys },
  );
}

describe('where to look', () => {
  it('is everywhere in a short video', () => {
    const times = candidateTimes({ ...FULL_HD, until: 10, keys: [0, 8] }, 6, LIMITS);
    expect(times).toHaveLength(24);
    expect([times[0], times.at(-1)]).toEqual([0, 10]);
  });

  it('is at the key frames alone where they are close enough, however long the video is', () => {
    const keys = keysEvery(10, 1200);
    expect(candidateTimes({ ...FULL_HD, until: 1200, keys }, 64, LIMITS)).toEqual(keys);
  });

  it('is also where key frames are far apart', () => {
    // As many as are wanted, but all in the first minute of ten.
    const keys = keysEvery(1, 60);
    const times = candidateTimes({ ...FULL_HD, framesPerSecond: 2, until: 600, keys }, 49, LIMITS);
    expect(times).toEqual(expect.arrayContaining([...keys]));
    const widest = Math.max(...times.map((time, index) => (times[index + 1] ?? 600) - time));
    expect(widest).toBeLessThan(2 * (600 / 49));
  });

  it('takes no more work than the limit, and reaches as far as that allows', () => {
    const times = candidateTimes({ ...FULL_HD, until: 3600, keys: [0] }, 64, LIMITS);
    expect(cost(times, [0])).toBeLessThanOrEqual(LIMITS.decodeSeconds);
    expect(cost(times, [0])).toBeGreaterThan(LIMITS.decodeSeconds * 0.8);
    expect(times.length).toBeLessThanOrEqual(LIMITS.candidatesMost);
  });

  it('is close together in what the question names, but not where that takes too long to reach', () => {
    const video = { ...FULL_HD, until: 3600, keys: keysEvery(8, 1200) };
    const times = closeTimes([{ from: 100, to: 110 }], video, 12, LIMITS);
    expect(times.length).toBeGreaterThan(8);
    expect(times.every((time) => time >= 100 && time <= 110)).toBe(true);
    expect(closeTimes([{ from: 3500, to: 3510 }], video, 12, LIMITS)).toEqual([]);
  });
});
