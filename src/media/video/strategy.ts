/**
 * At which moments of a video to look: those that cost little, and enough of them. Pure.
 *
 * What the ways cost (20 minutes of full HD on two cores, 32 pictures; packets handed over by `remux`):
 *
 * | way                                         | seconds   |
 * | ------------------------------------------- | --------- |
 * | key frames alone                            | 0.5 – 0.7 |
 * | one ffmpeg for each key frame               | 2.3       |
 * | exact frames, decoded from their key frames | 1.5 – 18  |
 * | one full pass (the `fps` filter)            | 122       |
 *
 * A key frame costs one decode; an exact one all the frames since the key frame before it. In ten seconds nearly all
 * frames lie before one that is wanted, so there one full pass is the cheapest (0.9 s; a seek for each 1.5 to 2 s).
 */
import type { Size } from '../../model/index.ts';
import type { MediaLimits } from '../limits.ts';
import type { Moment } from './moments.ts';

/** Pixels a second that two threads decode of H.264, HEVC, VP9 and AV1: 240 to 340 pictures of full HD. */
const DECODED_PIXELS = 500e6;

export interface Video extends Size {
  /** Seconds of it to look at. */
  readonly until: number;
  readonly framesPerSecond: number;
  /** When there are key frames, as far as that is known, in order. */
  readonly keys: readonly number[];
}

/** Seconds it takes to decode so many seconds of a video. */
export function decodeSeconds(seconds: number, { width, height, framesPerSecond }: Video): number {
  return (seconds * framesPerSecond * width * height) / DECODED_PIXELS;
}

/**
 * Moments to take candidates from, in order.
 *
 * A short video: even moments, whatever lies between. A longer one: its key frames, and where they are too far apart for
 * `number` pictures, moments between them, the widest gaps first, as long as the decoding is worth it.
 *
 * @param number how many pictures are wanted in the end
 */
export function candidateTimes(video: Video, number: number, limits: MediaLimits): readonly number[] {
  const { until } = video;
  const most = Math.min(limits.candidatesMost, 4 * number);
  if (video.keys.length < 2 * number && decodeSeconds(until, video) <= limits.wholeDecodeSeconds)
    return Array.from({ length: most }, (_, index) => (until * index) / (most - 1));

  const spacing = until / number;
  const gaps = gapsBetween(video);
  /** Key frames that are enough may lie a little further apart here and there; too few may not. */
  const widest = gaps.length < number ? spacing : 2 * spacing;
  const missing = gaps.reduce((sum, { from, to }) => sum + Math.max(0, to - from - widest), 0);
  /** All of the work for a video with one key frame, none where they are dense. */
  let worth = limits.decodeSeconds * Math.min(1, missing / until);
  while (gaps.length < most) {
    const gap = gaps.reduce((widest, each) =>
      each.to - each.from > widest.to - widest.from ? each : widest,
    );
    const { from, to, source } = gap;
    if (to === from) break;
    const middle = (from + to) / 2;
    const isFree = middle <= source.reached;
    const time = isFree ? middle : Math.min(middle, source.reached + worth / decodeSeconds(1, video));
    if (!isFree && (to - from <= widest || time - from < widest / 2)) {
      // Nothing more to be had here: it is kept as a moment, and closed.
      gaps[gaps.indexOf(gap)] = { ...gap, to: from };
      continue;
    }
    worth -= decodeSeconds(Math.max(0, time - source.reached), video);
    source.reached = Math.max(source.reached, time);
    gaps.splice(gaps.indexOf(gap), 1, { from, to: time, source }, { from: time, to, source });
  }
  return gaps.map(({ from }) => from);
}

/** From one candidate to the next, or to the end. */
interface Gap {
  readonly from: number;
  readonly to: number;
  /** The key frame that its pictures are decoded from, and until when they are decoded anyway. */
  readonly source: { reached: number };
}

function gapsBetween({ keys, until }: Video): Gap[] {
  // A cut may have left the first picture's key frame before the beginning, at a time below zero.
  const reached = Math.min(0, keys[0] ?? 0);
  const starts = [0, ...keys.filter((key) => key > 0)];
  return starts.map((from, index) => ({
    from,
    to: starts[index + 1] ?? until,
    source: { reached: index === 0 ? reached : from },
  }));
}

/** Nobody sees more in pictures closer than this, in seconds. */
const CLOSEST = 0.5;

/**
 * At most `number` even moments inside the stretches, in order; none that takes too long to reach from the key frame
 * before it.
 */
export function closeTimes(
  stretches: readonly Moment[],
  video: Video,
  number: number,
  { decodeSeconds: most }: MediaLimits,
): readonly number[] {
  const total = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const step = Math.max(CLOSEST, total / Math.max(1, number - stretches.length));
  const times = stretches.flatMap(({ from, to }) =>
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step),
  );
  return times
    .filter((time) => decodeSeconds(time - (video.keys.findLast((key) => key <= time) ?? 0), video) <= most)
    .slice(0, number);
}
