/** Pictures and words of a recording in the order things happened, so that a model can tell what was seen while something was said. Pure. */
import { count, preciseClock, span } from '../receipt.ts';
import type { Said, Wordless } from '../sound/speech.ts';
import type { Piece } from '../types.ts';
import type { Frame, FrameSheet } from '../video/frames.ts';

/**
 * @example timeline([frame at 0 s, frame at 8 s], [{ start: 2.2, end: 6.9, words: 'so when I press save' }])
 * // [0:00 frame] picture · [0:02–0:07 speech] so when I press save · [0:08 frame] picture
 */
export function timeline(
  frames: readonly Frame[],
  sounds: readonly (Said | Wordless)[],
  sheets: readonly FrameSheet[] = [],
): readonly Piece[] {
  const seen = frames.map(({ seconds, ...image }) => ({
    at: seconds,
    pieces: [
      { type: 'label', label: `${preciseClock(seconds)} frame` } as const,
      { ...picture(image), seconds },
    ],
  }));
  const overviews = sheets.map(({ times, ...image }) => ({
    at: times[0]!,
    pieces: [
      {
        type: 'label',
        label: `${span(times[0]!, times.at(-1)!)} sheet`,
        words: `${count(times.length, 'frame')}, left to right, then down: ${times.map(preciseClock).join(', ')}`,
      } as const,
      picture(image),
    ],
  }));
  const heard = sounds.map((sound): { readonly at: number; readonly pieces: readonly Piece[] } => {
    const times = span(sound.start, sound.end);
    const piece: Piece =
      'words' in sound
        ? { type: 'label', label: `${times} speech`, words: sound.words }
        : { type: 'label', label: `${times} ${sound.is}` };
    return { at: sound.start, pieces: [piece] };
  });
  // The sort is stable: a picture comes before the words that begin with it.
  return [...overviews, ...seen, ...heard]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ pieces }): readonly Piece[] => pieces);
}

const picture = ({ data, width, height }: Omit<Frame, 'seconds'>): Extract<Piece, { type: 'image' }> => ({
  type: 'image',
  mediaType: 'image/jpeg',
  data,
  width,
  height,
});
