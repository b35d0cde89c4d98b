/** The commands a person would type to get the same frames, samples or pixels. */
import type { Size } from '../../src/model/index.ts';
import type { Ffmpeg } from '../../src/media/index.ts';
import type { Command } from '../measure.ts';
import type { Clip } from './clips.ts';

export interface Wanted extends Size {
  readonly frames: number;
}

const QUIET = ['-nostdin', '-v', 'error'];
/** What everybody writes: the whole video decoded, frames at an even rate. */
export function evenFrames({ path }: Ffmpeg, clip: Clip, wanted: Wanted, seconds = clip.seconds): Command {
  const filter = `fps=${wanted.frames}/${clip.seconds},scale=${wanted.width}:${wanted.height}`;
  return {
    path,
    args: [...QUIET, '-t', String(seconds), '-i', clip.path, '-vf', filter, ...output(wanted)],
  };
}

/** For those who know ffmpeg: only key frames are read, and as many of them kept as wanted. */
export function keyFrames(ffmpeg: Ffmpeg, clip: Clip, wanted: Wanted): Command {
  const gap = (clip.seconds / wanted.frames) * 0.9;
  const filter = `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${gap})',scale=${wanted.width}:${wanted.height}`;
  return {
    path: ffmpeg.path,
    args: [
      ...QUIET,
      '-discard',
      'nokey',
      '-i',
      clip.path,
      '-vf',
      filter,
      ...anyRate(ffmpeg),
      ...output(wanted),
    ],
  };
}

/** One ffmpeg for each frame, which seeks to the key frame before it. */
export function seeks(ffmpeg: Ffmpeg, clip: Clip, wanted: Wanted): readonly Command[] {
  return Array.from({ length: wanted.frames }, (_, index) => {
    const at = ((clip.seconds * index) / wanted.frames).toFixed(3);
    const input = ['-noaccurate_seek', '-ss', at, '-threads', '1', '-i', clip.path];
    const filter = ['-vf', `scale=${wanted.width}:${wanted.height}`, ...anyRate(ffmpeg)];
    return { path: ffmpeg.path, args: [...QUIET, ...input, ...filter, ...output({ ...wanted, frames: 1 })] };
  });
}

const output = ({ frames }: Wanted): readonly string[] =>
  `-an -frames:v ${frames} -c:v mjpeg -q:v 3 -f image2pipe -`.split(' ');

/** The option has another name since 5.1. */
const anyRate = ({ isOld }: Ffmpeg): readonly string[] =>
  isOld ? ['-vsync', '0'] : ['-fps_mode', 'passthrough'];

/** Decodes a stream and throws the pictures away. */
export const decodeOnly = ({ path }: Ffmpeg, stream: Uint8Array): Command => ({
  path,
  args: ['-v', 'error', '-threads', '2', '-f', 'matroska', '-i', 'pipe:0', '-f', 'null', '-'],
  input: stream,
});

export const samples = ({ path }: Ffmpeg, sound: string): Command => ({
  path,
  args: [...QUIET, '-i', sound, '-ac', '1', '-ar', '16000', '-f', 's16le', '-'],
});
