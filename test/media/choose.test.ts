import { describe, expect, it } from 'vitest';
import { chooseFrames, type Thumbnail } from '../../src/media/choose.ts';

/** A frame of one colour; `noise` moves every cell a little. */
const frame = (colour: number, noise = 0): Thumbnail =>
  Uint8Array.from({ length: 48 }, (_, cell) => colour + ((cell * 7) % (noise + 1)));

describe('choosing frames', () => {
  it('shows each scene once, from its first frame, however long it is', () => {
    const scenes = [10, 10, 10, 10, 10, 10, 200, 90, 90, 90].map((colour) => frame(colour, 2));
    expect(chooseFrames(scenes, 4)).toEqual([0, 6, 7]);
  });

  it('keeps the first and the last where the picture moves all the time', () => {
    const moving = Array.from({ length: 20 }, (_, index) => frame(index * 12));
    const chosen = chooseFrames(moving, 5);
    expect(chosen).toHaveLength(5);
    expect([chosen[0], chosen.at(-1)]).toEqual([0, 19]);
  });

  it('shows a still once', () => {
    expect(
      chooseFrames(
        Array.from({ length: 30 }, () => frame(80, 3)),
        8,
      ),
    ).toEqual([0]);
  });

  it('notices a change in one small place', () => {
    const typed = Uint8Array.from(frame(80));
    typed[17] = 120;
    expect(chooseFrames([frame(80), frame(80), typed, typed], 4)).toEqual([0, 2]);
  });

  it('has nothing to choose from nothing', () => {
    expect(chooseFrames([], 8)).toEqual([]);
  });
});
