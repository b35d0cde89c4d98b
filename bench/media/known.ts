/**
 * Media with known content: scenes that change at known seconds, a clock in every frame that can be read by its pixels, and
 * numbers spoken at known seconds.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import type { Workshop } from './cache.ts';
import { NUMBER_SECONDS, NUMBERS } from './numbers.ts';

const PHOTO = join(import.meta.dirname, '../../test/fixtures/photo.jpg');
const SPOKEN = join(import.meta.dirname, '../seeds/numbers.ogg');

const [WIDTH, HEIGHT] = [1280, 720];

export interface Known {
  readonly name: string;
  readonly path: string;
  readonly seconds: number;
  /** Frames a second. */
  readonly rate: number;
  /** When each scene begins. */
  readonly scenes: readonly number[];
  /** Nothing moves within a scene but the clock: a second frame of it tells nothing new. */
  readonly isStill: boolean;
  /** When each number is heard. */
  readonly spoken: readonly { readonly start: number; readonly end: number }[];
}

/** Twelve scenes of 3 to 20 seconds. */
const SCENES = [0, 7.4, 11, 24.2, 29.6, 33, 52.8, 61, 64.4, 84, 97.2, 108.6] as const;
const SECONDS = 120;
/** Somebody says its number a second after each scene has begun. */
const SAID_AFTER = 1;

/**
 * The clock: the number of the frame in twelve bits, small grey marks on a dark strip along the lower edge, one in each
 * sixteenth of it, after one that is always light and one that is always dark. As small as the clock of a real screen.
 */
const BITS = 12;
const MARK = { width: 16, height: 12, y: 702 } as const;
const centre = (cell: number): number => ((cell + 1.5) * WIDTH) / 16;

function clock(): string {
  const box = (cell: number, colour: string, more = ''): string =>
    `drawbox=x=${centre(cell) - MARK.width / 2}:y=${MARK.y}:w=${MARK.width}:h=${MARK.height}:color=${colour}:t=fill${more}`;
  const strip = `drawbox=x=0:y=${MARK.y - 8}:w=${WIDTH}:h=${HEIGHT - MARK.y + 8}:color=0x101010:t=fill`;
  const light = Array.from({ length: BITS }, (_, bit) =>
    box(bit + 2, '0x969696', `:enable='mod(floor(n/${2 ** bit}),2)'`),
  );
  return [strip, box(0, '0x969696'), ...light].join(',');
}

/** The second at which this frame is shown in the video, by its own clock. */
export async function readClock(image: Uint8Array, { rate }: Pick<Known, 'rate'>): Promise<number> {
  const { data, info } = await sharp(image).greyscale().raw().toBuffer({ resolveWithObject: true });
  const y = Math.round(((MARK.y + MARK.height / 2) / HEIGHT) * info.height - 0.5);
  const lightAt = (cell: number): number => {
    const x = Math.round((centre(cell) / WIDTH) * info.width - 0.5);
    let sum = 0;
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1]) sum += data[((y + dy) * info.width + x + dx) * info.channels]!;
    return sum / 9;
  };
  const [light, dark] = [lightAt(0), lightAt(1)];
  if (light - dark < 40) throw new Error('the clock cannot be read');
  let frame = 0;
  for (let bit = 0; bit < BITS; bit++) if (lightAt(bit + 2) > (light + dark) / 2) frame += 2 ** bit;
  return frame / rate;
}

const COLOURS = ['0xf4f4f0', '0x1e3a8a', '0xf4f4f0', '0x14532d'] as const;

/** A slide: a title and lines of words, other ones on each; every other slide has the same paper. */
function slide(scene: number, seconds: number, rate: number): string {
  const paper = COLOURS[scene % COLOURS.length]!;
  const ink = paper === COLOURS[0] ? '0x202020' : '0xe8e8e8';
  const box = (x: number, y: number, w: number, h: number): string =>
    `drawbox=x=${x}:y=${y}:w=${w}:h=${h}:color=${ink}:t=fill`;
  const title = box(80, 60, 260 + ((scene * 137) % 500), 44);
  const lines = Array.from({ length: 3 + (scene % 4) }, (_, line) =>
    Array.from({ length: 5 }, (__, word) =>
      box(80 + word * 200, 190 + line * 80, 60 + ((scene * 53 + line * 29 + word * 71) % 120), 22),
    ),
  );
  const once = `color=c=${paper}:s=${WIDTH}x${HEIGHT}:r=${rate}:d=${1 / rate}`;
  return [once, title, ...lines.flat(), still(seconds, rate)].join(',');
}

/** One picture for so many seconds. */
const still = (seconds: number, rate: number): string =>
  `loop=loop=-1:size=1:start=0,setpts=N/${rate}/TB,trim=end_frame=${Math.round(seconds * rate)}`;

/** A move over some part of the photograph, with the grain of a camera. */
function shot(scene: number, seconds: number, rate: number): string {
  const large = 1.3 + 0.2 * (scene % 3);
  const [x, y] = [`${(scene * 61) % 200}+12*t`, `${(scene * 37) % 120}+6*t`];
  return (
    `[0:v]scale=${WIDTH * large}:-2,format=yuv420p,hue=h=${(scene * 67) % 360},${still(seconds, rate)},` +
    `crop=${WIDTH}:${HEIGHT}:x='${x}':y='${y}',noise=alls=4:allf=t`
  );
}

function picture(
  scenes: readonly number[],
  seconds: number,
  rate: number,
  draw: typeof slide,
): readonly string[] {
  const parts = scenes.map(
    (start, scene) =>
      `${draw(scene, Number(((scenes[scene + 1] ?? seconds) - start).toFixed(3)), rate)},setsar=1,format=yuv420p[v${scene}]`,
  );
  const all = `${scenes.map((_, scene) => `[v${scene}]`).join('')}concat=n=${scenes.length},setpts=N/${rate}/TB,${clock()}[v]`;
  return [...parts, all];
}

/** The numbers, each at its second, with silence between. */
function sound(starts: readonly number[], seconds: number, input: number): readonly string[] {
  const rate = 48_000;
  const parts = starts.map((start, index) => {
    const from = index * NUMBER_SECONDS;
    const long = Math.round(((starts[index + 1] ?? seconds) - start) * rate);
    return (
      `[${input}:a]atrim=start=${from}:duration=${NUMBERS[index]![1] + 0.1},asetpts=PTS-STARTPTS,` +
      `apad=whole_len=${long},atrim=end_sample=${long}[a${index}]`
    );
  });
  const names = starts.map((_, index) => `[a${index}]`).join('');
  const before = `aevalsrc=0:d=${starts[0]}:s=${rate}[before]`;
  return [...parts, before, `[before]${names}concat=n=${starts.length + 1}:v=0:a=1[a]`];
}

const spokenAt = (starts: readonly number[]): Known['spoken'] =>
  starts.map((start, index) => ({ start, end: start + NUMBERS[index]![1] }));

const X264 = ['-c:v', 'libx264', '-preset', 'veryfast'];

interface Recipe {
  readonly name: string;
  readonly draw: typeof slide;
  readonly rate: number;
  readonly encoder: readonly string[];
  readonly format?: 'webm';
  readonly isSpoken?: true;
  readonly repeats?: number;
}

const RECIPES: readonly Recipe[] = [
  { name: 'slides', draw: slide, rate: 10, encoder: [...X264, '-crf', '26'], isSpoken: true },
  {
    name: 'slides, 1 s GOP',
    draw: slide,
    rate: 10,
    encoder: [...X264, '-crf', '26', '-g', '10', '-sc_threshold', '0'],
  },
  {
    name: 'slides, key frames every 20 s, none at cuts',
    draw: slide,
    rate: 10,
    encoder: [...X264, '-crf', '26', '-g', '200', '-sc_threshold', '0'],
  },
  { name: 'slides, 10 min', draw: slide, rate: 5, encoder: [...X264, '-crf', '26'], repeats: 5 },
  { name: 'camera', draw: shot, rate: 15, encoder: [...X264, '-crf', '28'] },
  {
    name: 'camera, VP9',
    draw: shot,
    rate: 15,
    encoder: '-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -row-mt 1 -crf 42 -qmin 36 -b:v 2000k'.split(
      ' ',
    ),
    format: 'webm',
  },
];

export async function knownVideos({ encode }: Workshop, isQuick: boolean): Promise<readonly Known[]> {
  const known: Known[] = [];
  for (const { name, draw, rate, encoder, format = 'mp4', isSpoken, repeats = 1 } of RECIPES) {
    if (isQuick && (draw === shot || repeats > 1)) continue;
    const seconds = SECONDS * repeats;
    const scenes = Array.from({ length: repeats }, (_, round) =>
      SCENES.map((start) => Number((start + round * SECONDS).toFixed(3))),
    ).flat();
    const starts = isSpoken ? scenes.map((start) => start + SAID_AFTER) : [];
    const graph = [...picture(scenes, seconds, rate, draw), ...(isSpoken ? sound(starts, seconds, 0) : [])];
    const path = await encode(
      `${name.replaceAll(/\W+/g, '-')}.${format}`,
      [
        isSpoken ? ['-i', SPOKEN] : draw === shot ? ['-i', PHOTO] : [],
        ['-filter_complex', graph.join(';'), '-map', '[v]'],
        isSpoken ? ['-map', '[a]', '-c:a', 'aac', '-b:a', '64k'] : [],
        ['-r', String(rate), ...encoder],
      ].flat(),
    );
    known.push({ name, path, seconds, rate, scenes, isStill: draw === slide, spoken: spokenAt(starts) });
  }
  return known;
}

/** The same numbers as a voice message. */
export async function knownSpeech({ encode }: Workshop): Promise<Pick<Known, 'name' | 'path' | 'spoken'>> {
  const starts = SCENES.map((start) => start + SAID_AFTER);
  const graph = ['-filter_complex', sound(starts, SECONDS, 0).join(';'), '-map', '[a]'];
  const encoder = ['-c:a', 'libopus', '-b:a', '32k'];
  const path = await encode('spoken-numbers.ogg', ['-i', SPOKEN, ...graph, ...encoder]);
  return { name: 'spoken numbers', path, spoken: spokenAt(starts) };
}
