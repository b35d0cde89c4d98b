/** Pictures of a video, decoded from the packets they are made of and no others. */
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';
import type { Size } from '../../model/index.ts';
import type { Picture } from '../recording/container.ts';
import { remux } from '../recording/remux.ts';
import { packetsFor, type Shot } from './packets.ts';

export interface DecodeOptions<T> {
  readonly size: Size;
  /** Three bytes a pixel, row by row, or JPEG. */
  readonly form: 'rgb' | 'jpeg';
  /** Called with each picture, in order, as soon as it is there; the bytes are its own only for `jpeg`. */
  readonly take: (data: Buffer) => T;
  /** Called with the share that is done, from 0 to 1. */
  readonly onShare?: ((share: number) => void) | undefined;
  readonly ffmpeg: Ffmpeg;
  readonly limits: MediaLimits;
  readonly signal: AbortSignal;
}

export interface Decoded<T> {
  readonly shot: Shot;
  /** The picture's own time: the shot's, or a little later where that one is never shown. */
  readonly seconds: number;
  readonly taken: T;
}

/** Matroska counts in milliseconds: a picture's time may be off by half of one. */
const TICK = 0.001;

/** Filters that turn a picture upright. */
export const TURN: Readonly<Record<Picture['rotation'], readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** Decodes pictures at one size. Those that are damaged are missing from what it gives. */
export async function decode<T>(
  picture: Picture,
  shots: readonly Shot[],
  { size, form, take, onShare, ffmpeg, limits, signal }: DecodeOptions<T>,
): Promise<readonly Decoded<T>[]> {
  if (shots.length === 0) return [];
  // A cut may have left pictures from before the beginning, needed to decode those after; a stream begins at zero.
  const lead = Math.max(0, ...shots.map(({ key }) => picture.start - key.timestamp));
  const streamed = { ...picture, start: picture.start - lead };
  const taken: T[] = [];
  const times: number[] = [];
  const split = form === 'jpeg' ? jpegSplitter() : fixedSplitter(size.width * size.height * 3);
  const filters = [
    `select='${firstAtEach(shots, lead)}'`,
    ...TURN[picture.rotation],
    `scale=${size.width}:${size.height}:flags=area:out_range=full`,
    form === 'jpeg' ? 'format=yuvj420p' : 'format=rgb24',
    sayTime(ffmpeg),
  ];
  await runFfmpeg(
    ffmpeg,
    {
      feed: (write) => remux(streamed, packetsFor(picture, shots), write),
      output: [
        `-an -sn -dn -vf ${filters.join(',')} ${everyFrame(ffmpeg)} -frames:v ${shots.length}`,
        form === 'jpeg' ? '-c:v mjpeg -q:v 3 -f mpjpeg' : '-c:v rawvideo -f rawvideo',
      ],
      onOutput: (chunk) => {
        for (const image of split(chunk)) taken.push(take(image));
      },
      onLine: (line) => {
        const time = /Parsed_(?:metadata|showinfo).* pts_time:(\S+)/.exec(line)?.[1];
        if (time === undefined) return;
        times.push(Number(time) - lead);
        onShare?.(Math.min(1, times.length / shots.length));
      },
      outputBytes: limits.framesBytes,
    },
    limits,
    signal,
  );
  return taken.flatMap((each, index) => {
    const time = times[index] ?? NaN;
    const shot = shots.findLast(({ seconds }) => seconds - TICK <= time);
    if (!shot) return [];
    const isExact = time - shot.seconds <= TICK;
    return [{ shot, seconds: Math.max(0, isExact ? shot.seconds : time), taken: each }];
  });
}

/** The first picture at or after each of these times, which begin `lead` seconds into the stream: one that is never shown itself gives way to the next. */
function firstAtEach(shots: readonly Shot[], lead: number): string {
  return sumOf(
    shots.map(({ seconds }, index) => {
      const time = (lead + seconds - TICK).toFixed(4);
      return `gte(t,${time})*${index === 0 ? 'isnan(prev_selected_t)' : `lt(prev_selected_t,${time})`}`;
    }),
  );
}

/** Halved again and again: ffmpeg reads no more than 100 terms in a row. */
function sumOf(terms: readonly string[]): string {
  if (terms.length === 1) return terms[0]!;
  const half = terms.length >> 1;
  return `(${sumOf(terms.slice(0, half))}+${sumOf(terms.slice(half))})`;
}

/** Says the true time of every frame that comes out. `showinfo` adds up all pixels besides, which takes 10 ms a frame. */
const sayTime = ({ isOld }: Ffmpeg): string =>
  isOld ? 'showinfo' : 'metadata=add:key=shown:value=1,metadata=print:key=shown';

/** Neither repeats nor drops a frame to keep a rate. The option was renamed in 5.1. */
const everyFrame = ({ isOld }: Ffmpeg): string => (isOld ? '-vsync 0' : '-fps_mode passthrough');

/** Takes a stream apart that comes in chunks of any size. */
type Split = (chunk: Buffer) => Iterable<Buffer>;

function fixedSplitter(bytes: number): Split {
  const image = Buffer.alloc(bytes);
  let filled = 0;
  return function* (chunk) {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(image, filled, at);
      at += copied;
      filled += copied;
      if (filled < bytes) continue;
      filled = 0;
      yield image;
    }
  };
}

/** ffmpeg's `mpjpeg` puts a header before each image that says its length. */
function jpegSplitter(): Split {
  const name = 'Content-length: ';
  let parts: Buffer[] = [];
  let held = 0;
  /** So many bytes must be there before it is worth looking again. */
  let wanted = 1;
  return function* (chunk) {
    parts.push(chunk);
    held += chunk.length;
    if (held < wanted) return;
    let stream = Buffer.concat(parts);
    wanted = 1;
    for (;;) {
      const at = stream.indexOf(name);
      const end = at === -1 ? -1 : stream.indexOf('\r\n\r\n', at);
      if (end === -1) break;
      const start = end + 4;
      const length = Number(stream.toString('latin1', at + name.length, end));
      if (start + length > stream.length) {
        wanted = start + length;
        break;
      }
      yield Buffer.from(stream.subarray(start, start + length));
      stream = stream.subarray(start + length);
    }
    parts = [stream];
    held = stream.length;
  };
}
