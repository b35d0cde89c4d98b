/** The pictures of a video that a model is shown, each with the second it is from. */
import type { ImageRule } from '../model/index.ts';
import { chooseFrames, type Thumbnail } from './choose.ts';
import { allPackets, findKeyTimes, keyPackets, type Picture, remux } from './container.ts';
import { runFfmpeg } from './ffmpeg.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import { fitImage, imageTokens, type Size } from '../model/index.ts';
import type { MediaLimits } from './limits.ts';
import { openImage } from './sharp.ts';

export interface Frame extends Size {
  readonly seconds: number;
  /** JPEG. */
  readonly data: Uint8Array;
}

export interface FrameOptions {
  /** Look at the first so many seconds. */
  readonly until: number;
  readonly rule: ImageRule;
  readonly limits: MediaLimits;
  readonly ffmpeg: Ffmpeg;
  readonly signal: AbortSignal;
}

/** Cells on each side of the thumbnail by which frames are compared. */
const THUMBNAIL_SIDE = 16;

/**
 * Frames of a video, in order of time, as many as are worth their tokens.
 *
 * Candidates are key frames, which cost one decode each, where there are enough of them; else, in a video that is short
 * enough for it, pictures at even times of one full pass.
 */
export async function takeFrames(picture: Picture, options: FrameOptions): Promise<readonly Frame[]> {
  const { until, limits, rule, signal } = options;
  const number = frameNumber(until, limits);
  const most = Math.min(limits.candidatesMost, 4 * number);
  const keyTimes = await findKeyTimes(picture, until, most, signal);
  const isWhole =
    (keyTimes.length < 2 * number && until <= limits.wholeSeconds) ||
    (keyTimes.length < number / 4 && until <= limits.sparseSeconds);
  const gap = isWhole ? until / most : 0;
  const packets = isWhole ? allPackets(picture, until) : keyPackets(picture, keyTimes);

  const size = even(
    fitImage(picture, { maxPatches: rule.maxPatches, maxSide: Math.min(rule.maxSide, limits.screenSide) }),
  );
  const candidates = await decode(picture, packets, { ...options, size, gap });
  const thumbnails = await Promise.all(candidates.map(({ data }) => thumbnail(data, limits)));
  const screen = await isScreen(candidates, limits);
  const side = screen ? limits.screenSide : limits.cameraSide;
  const shown = fitImage(size, { maxPatches: rule.maxPatches, maxSide: Math.min(rule.maxSide, side) });
  const affordable = Math.floor(limits.frameTokens / imageTokens(shown, rule));
  const chosen = chooseFrames(thumbnails, Math.max(limits.framesLeast, Math.min(number, affordable)));
  return Promise.all(chosen.map((index) => resize(candidates[index]!, shown, limits)));
}

/** How many frames a video of so many seconds is worth: 6 of 10 seconds, 22 of two minutes, 64 of twenty. */
export function frameNumber(seconds: number, { framesLeast, framesMost }: MediaLimits): number {
  return Math.min(framesMost, Math.max(framesLeast, Math.round(2 * Math.sqrt(seconds))));
}

/** The encoder halves colours: odd sides would be cut. */
const even = ({ width, height }: Size): Size => ({
  width: Math.max(2, width & ~1),
  height: Math.max(2, height & ~1),
});

const TURN: Readonly<Record<Picture['rotation'], readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** Decodes the packets to JPEG frames at least `gap` seconds apart. */
async function decode(
  picture: Picture,
  packets: Parameters<typeof remux>[1],
  { size, gap, ffmpeg, limits, signal }: FrameOptions & { readonly size: Size; readonly gap: number },
): Promise<readonly Frame[]> {
  const chunks: Buffer[] = [];
  const times: number[] = [];
  const filters = [
    ...(gap > 0 ? [`select='isnan(prev_selected_t)+gte(t-prev_selected_t,${gap.toFixed(3)})'`] : []),
    ...TURN[picture.rotation],
    `scale=${size.width}:${size.height}:flags=area:out_range=full`,
    'format=yuvj444p',
    // Says the true time of every frame that comes out.
    'showinfo',
  ];
  await runFfmpeg(
    ffmpeg,
    {
      feed: (write) => remux(picture, packets, write),
      output: [
        `-an -sn -dn -vf ${filters.join(',')} ${everyFrame(ffmpeg)}`,
        `-frames:v ${limits.candidatesMost} -c:v mjpeg -q:v 3 -f mpjpeg`,
      ],
      onOutput: (chunk) => void chunks.push(chunk),
      onLine: (line) => {
        const time = /showinfo.* pts_time:(\S+)/.exec(line)?.[1];
        if (time !== undefined) times.push(Number(time));
      },
      outputBytes: limits.framesBytes,
    },
    limits,
    signal,
  );
  return splitJpegs(Buffer.concat(chunks)).flatMap((data, index) => {
    const seconds = times[index];
    return seconds === undefined || Number.isNaN(seconds)
      ? []
      : [{ seconds: Math.max(0, seconds), data, ...size }];
  });
}

/** Neither repeats nor drops a frame to keep a rate. The option was renamed in 5.1. */
const everyFrame = ({ isOld }: Ffmpeg): string => (isOld ? '-vsync 0' : '-fps_mode passthrough');

/** Pulls the images out of ffmpeg's `mpjpeg` stream: each has a header that says its length. */
export function splitJpegs(stream: Buffer): readonly Buffer[] {
  const images: Buffer[] = [];
  const name = 'Content-length: ';
  for (let at = stream.indexOf(name); at !== -1; at = stream.indexOf(name, at)) {
    const end = stream.indexOf('\r\n\r\n', at);
    const start = end + 4;
    const length = Number(stream.toString('latin1', at + name.length, end));
    // The last one may have been cut off.
    if (end === -1 || !(length > 0) || start + length > stream.length) break;
    images.push(stream.subarray(start, start + length));
    at = start + length;
  }
  return images;
}

const thumbnail = async (jpeg: Uint8Array, limits: MediaLimits): Promise<Thumbnail> =>
  openImage(jpeg, limits)
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();

/** In a picture of a screen most neighbouring pixels are alike; in one of a camera, few. */
const SCREEN_SHARE = 0.7;
const ALIKE = 1;

/** Whether the frame in the middle shows a screen, whose text should stay legible. */
async function isScreen(frames: readonly Frame[], limits: MediaLimits): Promise<boolean> {
  const frame = frames[Math.floor(frames.length / 2)];
  if (!frame) return false;
  const grey = await openImage(frame.data, limits).greyscale().raw().toBuffer();
  let alike = 0;
  for (let pixel = 1; pixel < grey.length; pixel++)
    if (Math.abs(grey[pixel]! - grey[pixel - 1]!) <= ALIKE) alike++;
  return alike / grey.length >= SCREEN_SHARE;
}

async function resize(frame: Frame, size: Size, limits: MediaLimits): Promise<Frame> {
  if (frame.width === size.width && frame.height === size.height) return frame;
  const data = await openImage(frame.data, limits)
    .resize({ ...size, fit: 'fill' })
    .jpeg({ quality: 82 })
    .toBuffer();
  return { seconds: frame.seconds, data, ...size };
}
