/** How much of what happens a model is told, and how truly: on media whose content is known. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { createMedia, type Media } from '../../src/media/index.ts';
import { findModel, imageTokens, type Part } from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import type { Workshop } from './cache.ts';
import { type Known, knownSpeech, knownVideos, readClock } from './known.ts';
import { framesOf, type SeenAt, speechOf } from './labels.ts';

/** A frame shows a change when it is of the new scene and not further from the change than this, in seconds. */
const NEAR = 1;
const MODEL = findModel('gpt-5.5');

export interface PictureQuality {
  readonly name: string;
  readonly frames: number;
  /** Share of the changes that have a frame of the new scene within a second. */
  readonly changesSeen: number;
  /** Share of the scenes that have a frame at all. */
  readonly scenesSeen: number;
  /** Seconds between a frame's label and its own clock. */
  readonly timeError: { readonly mean: number; readonly most: number };
  /** Frames of a still scene that was shown before; undefined where everything moves. */
  readonly duplicates: number | undefined;
  readonly tokens: number;
  /**
   * Frames and tokens of the smallest even grid that sees as many changes, at exact times and the same size; undefined
   * where no change was seen.
   */
  readonly grid: { readonly frames: number; readonly tokens: number } | undefined;
}

export interface SpeechQuality {
  readonly name: string;
  readonly spoken: number;
  readonly heard: number;
  /** Seconds between what labels say and when it is said. */
  readonly startError: { readonly mean: number; readonly most: number };
  readonly endError: { readonly mean: number; readonly most: number };
  /** Share of the numbers before which the last picture is of the scene they are said in; videos only. */
  readonly rightPicture: number | undefined;
}

const spread = (errors: readonly number[]): { readonly mean: number; readonly most: number } => ({
  mean: errors.reduce((sum, error) => sum + Math.abs(error), 0) / Math.max(1, errors.length),
  most: Math.max(0, ...errors.map(Math.abs)),
});

const sceneAt = ({ scenes }: Pick<Known, 'scenes'>, seconds: number): number =>
  scenes.findLastIndex((start) => start <= seconds + 1e-6);

/** @param shown when each frame is really from */
function changesSeen(known: Known, shown: readonly number[]): number {
  const changes = known.scenes.slice(1);
  const seen = changes.filter((change, index) =>
    shown.some((time) => sceneAt(known, time) === index + 1 && time - change <= NEAR),
  );
  return seen.length / changes.length;
}

/** The fewest evenly spaced frames that see as many changes, from the beginning on or in the middle of each step. */
function smallestGrid(known: Known, recall: number): number {
  for (let frames = 1; ; frames++)
    for (const phase of [0, 0.5]) {
      const times = Array.from({ length: frames }, (_, index) => ((index + phase) * known.seconds) / frames);
      if (changesSeen(known, times) >= recall) return frames;
    }
}

const prepare = async (media: Media, path: string): Promise<readonly Part[]> => {
  const { parts } = await media.prepare(
    { id: path, name: basename(path), source: path },
    {
      model: MODEL,
      about: '',
      open: () => Promise.resolve(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>),
      onProgress: () => {},
      signal: new AbortController().signal,
    },
  );
  return parts;
};

/** The dark line around a picture of a contact sheet, in pixels. */
const LINE = 2;

async function clockOf({ image, cell }: SeenAt<Part>, known: Known): Promise<number> {
  if (!cell) return readClock(image.data, known);
  const [width, height] = [image.width / cell.columns, image.height / cell.rows];
  const area = {
    left: cell.column * width + LINE,
    top: cell.row * height + LINE,
    width: width - 2 * LINE,
    height: height - 2 * LINE,
  };
  return readClock(await sharp(image.data).extract(area).png().toBuffer(), known);
}

async function pictureQuality(known: Known, parts: readonly Part[]): Promise<PictureQuality> {
  const frames = framesOf(parts);
  const clocks = await Promise.all(frames.map((frame) => clockOf(frame, known)));
  const scenes = new Set(clocks.map((time) => sceneAt(known, time)));
  const images = parts.filter((part) => part.type === 'image');
  const tokens = images.reduce((sum, image) => sum + imageTokens(image, MODEL.images), 0);
  const single = frames.find(({ cell }) => cell === undefined)?.image ?? images[0]!;
  const recall = changesSeen(known, clocks);
  const grid = recall > 0 ? smallestGrid(known, recall) : undefined;
  return {
    name: known.name,
    frames: frames.length,
    changesSeen: recall,
    scenesSeen: scenes.size / known.scenes.length,
    timeError: spread(frames.map(({ seconds }, index) => seconds - clocks[index]!)),
    duplicates: known.isStill ? frames.length - scenes.size : undefined,
    tokens,
    grid: grid === undefined ? undefined : { frames: grid, tokens: grid * imageTokens(single, MODEL.images) },
  };
}

async function speechQuality(
  { name, spoken }: Pick<Known, 'name' | 'spoken'>,
  parts: readonly Part[],
  known?: Known,
): Promise<SpeechQuality> {
  const stretches = speechOf(parts);
  const [starts, ends]: [number[], number[]] = [[], []];
  let heard = 0;
  for (const { start, end } of stretches) {
    const inside = spoken.filter((number) => number.end > start && number.start < end);
    heard += inside.length;
    if (inside.length === 0) continue;
    starts.push(start - inside[0]!.start);
    ends.push(end - inside.at(-1)!.end);
  }
  return {
    name,
    spoken: spoken.length,
    heard,
    startError: spread(starts),
    endError: spread(ends),
    rightPicture: known && (await rightPictures(known, parts)),
  };
}

/** For each number: is the picture last shown before its words of the scene in which it was said? */
async function rightPictures(known: Known, parts: readonly Part[]): Promise<number> {
  let scene: number | undefined;
  let label: Part | undefined;
  let right = 0;
  for (const part of parts) {
    // A contact sheet shows no single moment.
    const [frame] = framesOf(label ? [label, part] : []);
    label = part.type === 'text' ? part : undefined;
    if (frame && !frame.cell) scene = sceneAt(known, await clockOf(frame, known));
    const [said] = speechOf([part]);
    const number = said && known.spoken.findIndex(({ start, end }) => end > said.start && start < said.end);
    if (number !== undefined && number >= 0 && sceneAt(known, known.spoken[number]!.start) === scene) right++;
  }
  return right / known.spoken.length;
}

export interface Quality {
  readonly pictures: readonly PictureQuality[];
  readonly speech: readonly SpeechQuality[];
}

export async function quality(workshop: Workshop, isQuick: boolean): Promise<Quality> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const media = createMedia({
    transcriber: { costPerMinute: 0, transcribe: () => Promise.resolve('number') },
    transcriptionModel: 'instant',
    folder,
    ffmpegPath: workshop.ffmpeg.path,
    log: createLogger('error'),
  });
  const pictures: PictureQuality[] = [];
  const speech: SpeechQuality[] = [];
  try {
    for (const known of await knownVideos(workshop, isQuick)) {
      process.stderr.write(`What is seen of ${known.name}…\n`);
      const parts = await prepare(media, known.path);
      pictures.push(await pictureQuality(known, parts));
      if (known.spoken.length > 0) speech.push(await speechQuality(known, parts, known));
    }
    const spoken = await knownSpeech(workshop);
    speech.push(await speechQuality(spoken, await prepare(media, spoken.path)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { pictures, speech };
}
