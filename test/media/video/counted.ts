/** Videos whose every picture says its number, in twelve boxes that are white for one and dark for zero, the lowest bit first. */
import { join } from 'node:path';
import sharp from 'sharp';
import { findFfmpeg } from '../../../src/media/ffmpeg/find-ffmpeg.ts';
import { LIMITS, type MediaLimits } from '../../../src/media/limits.ts';
import { withRecording } from '../../../src/media/recording/container.ts';
import { takeFrames, type Watched } from '../../../src/media/video/frames.ts';
import type { Spoken } from '../../../src/media/video/choose.ts';
import type { Moment } from '../../../src/media/video/moments.ts';
import { RULE } from '../harness.ts';

const BITS = 12;
const WIDTH = 320;

export async function numberIn(jpeg: Uint8Array): Promise<number> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  const scale = info.width / WIDTH;
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const [x, y] = [Math.round((bit * 24 + 12) * scale), Math.round(16 * scale)];
    if (data[y * info.width + x]! > 128) number += 2 ** bit;
  }
  return number;
}

export const pathOf = (name: string): string => join(import.meta.dirname, '../../fixtures', name);

export const ffmpeg = () =>
  findFfmpeg({ FFMPEG_PATH: process.env['FFMPEG_PATH'], PATH: process.env['PATH'] });

const never = new AbortController().signal;

export interface WatchOptions {
  readonly focus?: readonly Moment[];
  readonly spoken?: readonly Spoken[];
  readonly limits?: Partial<MediaLimits>;
  readonly onShare?: (share: number) => void;
}

/** Watches a fixture as a model like gpt-5.5 would. */
export async function watch(
  name: string,
  { focus = [], spoken = [], limits, onShare }: WatchOptions = {},
): Promise<Watched> {
  const program = await ffmpeg();
  return withRecording(
    pathOf(name),
    ({ picture, seconds }) =>
      takeFrames(picture!, {
        until: seconds,
        focus,
        spoken: Promise.resolve(spoken),
        rule: RULE,
        limits: { ...LIMITS, ...limits },
        ffmpeg: program,
        takeTurn: (work) => work(),
        onShare,
        signal: never,
      }),
    never,
  );
}
