/** Video and sound to measure speed with: ten seconds are encoded, the long ones are copies of them in a row. */
import { join } from 'node:path';
import type { Workshop } from './cache.ts';

const FIXTURES = join(import.meta.dirname, '../../test/fixtures');
const SEEDS = join(import.meta.dirname, '../seeds');

const SIZES = { '720p': [1280, 720], '1080p': [1920, 1080] } as const;
export type SizeName = keyof typeof SIZES;

/** How a clip is coded; the bit rates are those of phones and screen recorders, and keep 20 minutes below 500 MB. */
const CODINGS = {
  /** A key frame a second, as conferences and phones have it. */
  'H.264, 1 s GOP': [
    'mp4',
    '-c:v libx264 -preset veryfast -crf 27 -g 30 -keyint_min 30 -maxrate 2500k -bufsize 5000k',
  ],
  /** Key frames where the encoder wants them: at cuts, at least every 250 pictures. */
  'H.264, long GOP': ['mp4', '-c:v libx264 -preset veryfast -crf 27 -maxrate 2500k -bufsize 5000k'],
  VP9: [
    'webm',
    '-c:v libvpx-vp9 -deadline realtime -cpu-used 7 -row-mt 1 -g 128 -crf 42 -qmin 36 -b:v 2000k',
  ],
  /** Comes with the project: the old npm build of ffmpeg has no encoder that ends within minutes. */
  AV1: ['mp4', undefined],
} as const;
export type Coding = keyof typeof CODINGS;

export interface Clip {
  readonly coding: Coding;
  readonly size: SizeName;
  readonly seconds: number;
  readonly path: string;
}

const SEED_SECONDS = 10;
const RATE = 30;

/** Four scenes of two and a half seconds: three moves over a photograph with the grain of a camera, and a moving test card. */
export function footage(size: SizeName): readonly string[] {
  const [width, height] = SIZES[size];
  const grain = 'noise=alls=3:allf=t,setsar=1,format=yuv420p';
  const move = (x: string, y: string, hue: number): string =>
    `[0:v]scale=${width * 1.5}:${height * 1.5},format=yuv420p,hue=h=${hue},` +
    `loop=loop=-1:size=1:start=0,setpts=N/${RATE}/TB,trim=duration=2.5,` +
    `crop=${width}:${height}:x='${x}':y='${y}',${grain}`;
  const scenes = [
    `${move('60*t', '20*t', 0)}[a]`,
    `${move('300-40*t', '200', 90)}[b]`,
    `${move('20*t*t', '300-60*t', 200)}[c]`,
    `testsrc2=s=${width}x${height}:r=${RATE}:d=2.5,${grain}[d]`,
    '[a][b][c][d]concat=n=4[v]',
  ];
  const graph = ['-filter_complex', scenes.join(';'), '-map', '[v]', '-r', String(RATE)];
  return ['-i', join(FIXTURES, 'photo.jpg'), ...graph];
}

/** @param seconds 10, or a multiple of it */
export async function clip(
  { encode, repeat }: Workshop,
  coding: Coding,
  size: SizeName,
  seconds: number,
): Promise<Clip> {
  const [format, encoder] = CODINGS[coding];
  const name = `${coding.replaceAll(/\W+/g, '-')}-${size}`.toLowerCase();
  const seed =
    encoder === undefined
      ? join(SEEDS, `${name}.mp4`)
      : await encode(`${name}-10s.${format}`, [...footage(size), ...encoder.split(' ')]);
  const path =
    seconds === SEED_SECONDS
      ? seed
      : await repeat(`${name}-${seconds}s.${format}`, seed, seconds / SEED_SECONDS);
  return { coding, size, seconds, path };
}

/** A voice of eleven seconds, four times a minute, with pauses of four seconds between. */
export async function speech({ encode, repeat }: Workshop, minutes: number): Promise<string> {
  const graph = '[0:a]apad=whole_len=720000,aloop=loop=3:size=720000,atrim=duration=60[a]';
  const encoder = '-c:a libopus -b:a 32k -compression_level 3'.split(' ');
  const input = ['-i', join(FIXTURES, 'voice.ogg'), '-filter_complex', graph, '-map', '[a]'];
  const minute = await encode('speech-1min.ogg', [...input, ...encoder]);
  return minutes === 1 ? minute : repeat(`speech-${minutes}min.ogg`, minute, minutes);
}
