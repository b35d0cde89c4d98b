import { describe, expect, it } from 'vitest';
import { createCutter, SAMPLE_RATE, type Stretch } from '../../../src/media/sound/stretches.ts';

/** A hum of so many seconds; `level` 0 is silence. */
const tone = (seconds: number, level = 8000): number[] =>
  Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, index) =>
    Math.round(level * Math.sin(index / 5)),
  );
const silence = (seconds: number): number[] => tone(seconds, 0);

/** Cuts sound that arrives in pieces of an odd length. */
function cut(...parts: readonly number[][]): readonly Stretch[] {
  const sound = Int16Array.from(parts.flat());
  const cutter = createCutter(30);
  const stretches: Stretch[] = [];
  for (let at = 0; at < sound.length; at += 7777) stretches.push(...cutter.push(sound.slice(at, at + 7777)));
  return [...stretches, ...cutter.end()];
}

const times = (stretches: readonly Stretch[]) =>
  stretches.map(({ start, end }) => [Number(start.toFixed(2)), Number(end.toFixed(2))]);

describe('cutting sound into stretches', () => {
  it('says when each voice begins and ends', () => {
    expect(times(cut(silence(1), tone(2), silence(2), tone(1.5), silence(1)))).toEqual([
      [1, 3],
      [5, 6.5],
    ]);
  });

  it('keeps a little sound around a voice, so that nothing of a word is lost', () => {
    const [stretch] = cut(silence(1), tone(2), silence(2));
    expect(stretch!.samples.length / SAMPLE_RATE).toBeCloseTo(2.4, 1);
  });

  it('does not take every breath for an end', () => {
    expect(times(cut(tone(2), silence(0.5), tone(1), silence(2)))).toEqual([[0, 3.5]]);
  });

  it('ends a long stretch at a breath', () => {
    expect(times(cut(tone(5), silence(0.5), tone(2)))).toEqual([
      [0, 5],
      [5.5, 7.5],
    ]);
  });

  it('takes the noise of a room for silence', () => {
    expect(times(cut(tone(2), tone(2, 400), tone(2)))).toEqual([
      [0, 2],
      [4, 6],
    ]);
  });

  it('cuts a voice that never pauses before the limit, where it is quietest', () => {
    const stretches = cut(tone(25), tone(0.02, 2000), tone(20));
    expect(times(stretches)[0]).toEqual([0, 25.02]);
    expect(stretches).toHaveLength(2);
    expect(Math.max(...stretches.map(({ start, end }) => end - start))).toBeLessThanOrEqual(30);
  });

  it('hears nothing in silence, in a click, and in nothing', () => {
    expect(cut(silence(5))).toEqual([]);
    expect(cut(silence(2), tone(0.05), silence(2))).toEqual([]);
    expect(cut()).toEqual([]);
  });
});
