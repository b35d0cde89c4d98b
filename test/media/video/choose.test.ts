import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  chooseFrames,
  type Spoken,
  type Thumbnail,
} from '../../../src/media/video/choose.ts';

/** A frame of one colour; `noise` moves every cell a little. */
const frame = (colour: number, noise = 0): Thumbnail =>
  Uint8Array.from({ length: 48 }, (_, cell) => colour + ((cell * 7) % (noise + 1)));

/** A frame a second. */
const everySecond = (thumbnails: readonly Thumbnail[]): readonly Candidate[] =>
  thumbnails.map((thumbnail, seconds) => ({ seconds, thumbnail }));

const choose = (thumbnails: readonly Thumbnail[], number: number, spoken: readonly Spoken[] = []) =>
  chooseFrames(everySecond(thumbnails), number, spoken);

describe('choosing frames', () => {
  it('shows each scene once, from its first frame, however long it is', () => {
    const scenes = [10, 10, 10, 10, 10, 10, 200, 90, 90, 90].map((colour) => frame(colour, 2));
    expect(choose(scenes, 4)).toEqual([0, 6, 7]);
  });

  it('keeps the first and the last where the picture moves all the time', () => {
    const moving = Array.from({ length: 20 }, (_, index) => frame(index * 12));
    const chosen = choose(moving, 5);
    expect(chosen).toHaveLength(5);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, 19]);
  });

  it('shows a still once', () => {
    const still = Array.from({ length: 30 }, () => frame(80, 3));
    expect(choose(still, 8)).toEqual([0]);
  });

  it('notices a change in one small place', () => {
    const typed = Uint8Array.from(frame(80));
    typed[17] = 120;
    expect(choose([frame(80), frame(80), typed, typed], 4)).toEqual([0, 2]);
  });

  it('gives the place of a frame that repeats another to the longest time without one', () => {
    // The picture flickers, comes back, and later fades.
    const colours = [10, 200, 10, 10, 10, 10, 10, 20, 30, 40, 40, 40, 40];
    const chosen = choose(
      colours.map((colour) => frame(colour)),
      5,
    );
    expect(chosen).toEqual([0, 1, 2, 7, 12]);
  });

  it('shows slides that come again and again from the beginning to the end, not one part of them', () => {
    const talk = Array.from({ length: 100 }, (_, index) => frame([240, 40, 140][index % 3]!, 5));
    const chosen = choose(talk, 12);
    const gaps = chosen.slice(1).map((index, before) => index - chosen[before]!);
    expect(Math.max(...gaps)).toBeLessThan(42);
  });

  it('shows what was on the screen when somebody began to speak', () => {
    // Slides that differ little, among scenes that differ much.
    const colours = [0, 255, 0, 255, 0, 255, 100, 100, 110, 110, 120, 120, 0, 255, 0, 255];
    const spoken = [
      { start: 9.2, end: 9.9 },
      { start: 11.2, end: 11.9 },
    ];
    const frames = colours.map((colour) => frame(colour));
    expect(choose(frames, 12)).not.toEqual(expect.arrayContaining([8, 10]));
    const chosen = choose(frames, 12, spoken);
    expect(chosen).toHaveLength(12);
    for (const { start } of spoken) {
      const shown = chosen.findLast((index) => index <= start)!;
      expect(colours[shown]).toBe(colours[Math.floor(start)]);
    }
  });

  it('has nothing to choose from nothing', () => {
    expect(choose([], 8)).toEqual([]);
  });
});
