/** Pictures and words of a recording in the order things happened, so that a model can tell what was seen while something was said. Pure. */
import type { Frame } from './frames.ts';
import { preciseClock, span } from './receipt.ts';
import type { Said } from './speech.ts';
import type { Piece } from './types.ts';

/**
 * @example timeline([frame at 0 s, frame at 8 s], [{ start: 2.2, end: 6.9, words: 'so when I press save' }])
 * // [0:00 frame] picture · [0:02–0:07 speech] so when I press save · [0:08 frame] picture
 */
export function timeline(frames: readonly Frame[], said: readonly Said[]): readonly Piece[] {
  const seen = frames.map(({ seconds, data, width, height }) => ({
    at: seconds,
    pieces: [
      { type: 'label', label: `${preciseClock(seconds)} frame` },
      { type: 'image', mediaType: 'image/jpeg', data, width, height },
    ] satisfies Piece[],
  }));
  const heard = said.map(({ start, end, words }) => ({
    at: start,
    pieces: [{ type: 'label', label: `${span(start, end)} speech`, words }] satisfies Piece[],
  }));
  // The sort is stable: a picture comes before the words that begin with it.
  return [...seen, ...heard].sort((a, b) => a.at - b.at).flatMap(({ pieces }): readonly Piece[] => pieces);
}
