/** What it costs to look, hear and watch, beside the raw commands and the floor, in turns. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cost, measure, median } from '../measure.ts';
import type { Workshop } from './cache.ts';
import { type Clip, clip, type Coding, type SizeName, speech } from './clips.ts';
import { neededPackets } from './floor.ts';
import { framesOf } from './labels.ts';
import type { Ours } from './ours.ts';
import { photos } from './photos.ts';
import type { Picture } from './plain-sharp.ts';
import { decodeOnly, evenFrames, keyFrames, samples, seeks, type Wanted } from './raw.ts';

const here = import.meta.dirname;

/** Ours, and of it the copying and hashing of the bytes; memory is the whole child's. */
export interface OurCost extends Cost {
  readonly fetch: Pick<Cost, 'wall' | 'cpu'>;
  /** Of the memory, what the bot holds when it does nothing. */
  readonly idleMemory: number;
}

export interface VideoSpeed {
  readonly clip: Omit<Clip, 'path'>;
  readonly frames: number;
  readonly size: string;
  readonly ours: OurCost;
  /** The usual `fps` filter; `isEstimated` where a minute of it was run and the rest counted up. */
  readonly usual: Cost & { readonly isEstimated: boolean };
  /** The cheapest that gives key frames: one pass over them, or a seek for each. */
  readonly keyFrames: Cost;
  /** Decoding the packets of the frames that were sent, and nothing else. */
  readonly floor: Cost;
  /** Decoding all that ours decoded, to choose and to send, and nothing else. */
  readonly decoded: Cost;
}

/** A full pass over a video longer than this is measured on its first minute and counted up. */
const FULL_PASS_SECONDS = 120;
const SAMPLE_SECONDS = 60;

/** Runs the child that prepares files as the bot does. */
async function ours(ffmpeg: string, paths: readonly string[]): Promise<OurCost & { readonly result: Ours }> {
  let said = '';
  const cost = await measure(
    [{ path: process.execPath, args: [join(here, 'ours.ts'), ...paths], env: { FFMPEG_PATH: ffmpeg } }],
    { onOutput: (chunk) => (said += chunk.toString()) },
  );
  const result = JSON.parse(said) as Ours;
  const { wall, cpu, fetchWall, fetchCpu, idleMemory } = result;
  const fetch = { wall: fetchWall, cpu: fetchCpu };
  return { result, wall, cpu, memory: cost.memory, fetch, idleMemory };
}

/** What ours hands to its ffmpegs, one stream for each. */
async function record(ffmpeg: string, path: string): Promise<readonly Uint8Array[]> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  try {
    const args = ['--import', join(here, 'record.ts'), join(here, 'ours.ts'), path];
    await measure([{ path: process.execPath, args, env: { FFMPEG_PATH: ffmpeg, BENCH_RECORD: folder } }]);
    return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const medianOfOurs = (costs: readonly OurCost[]): OurCost => {
  const fetch = median(costs.map((cost) => ({ ...cost.fetch, memory: undefined })));
  const { idleMemory } = costs[0]!;
  return { ...median(costs), fetch: { wall: fetch.wall, cpu: fetch.cpu }, idleMemory };
};

/** Runs each several times, in an order that turns around, so that none is always first. */
async function inTurns(rounds: number, works: readonly (() => Promise<void>)[]): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const work of round % 2 === 0 ? works : works.toReversed()) await work();
}

async function videoSpeed({ ffmpeg }: Workshop, film: Clip, rounds: number): Promise<VideoSpeed> {
  const first = await ours(ffmpeg.path, [film.path]);
  const prepared = first.result.prepared[0]!;
  const frames = framesOf(prepared.parts);
  const shown = frames[0]?.image;
  if (shown?.type !== 'image') throw new Error(`no frames of ${film.path}: ${prepared.summary}`);
  const wanted: Wanted = { frames: frames.length, width: shown.width, height: shown.height };
  const needed = await neededPackets(
    film.path,
    frames.map(({ seconds }) => seconds),
  );
  const streams = await record(ffmpeg.path, film.path);
  const isLong = film.seconds > FULL_PASS_SECONDS;
  const [our, usual, key, floor, decoded]: [OurCost[], Cost[], Cost[], Cost[], Cost[]] = [[], [], [], [], []];
  // Full passes are slow and steady: one is enough where it takes longer than everything else together.
  const isSlow = film.seconds > 10;
  const runUsual = async (): Promise<void> => {
    if (isSlow && usual.length > 0) return;
    const seconds = isLong ? SAMPLE_SECONDS : film.seconds;
    const { wall, cpu, memory } = await measure([evenFrames(ffmpeg, film, wanted, seconds)]);
    const factor = film.seconds / seconds;
    usual.push({ wall: wall * factor, cpu: cpu === undefined ? undefined : cpu * factor, memory });
  };
  const hasFewKeys = film.coding === 'H.264, long GOP' || film.coding === 'AV1';
  await inTurns(rounds, [
    async () => void our.push(await ours(ffmpeg.path, [film.path])),
    runUsual,
    async () =>
      void key.push(
        hasFewKeys
          ? await measure([keyFrames(ffmpeg, film, wanted)])
          : await measure(seeks(ffmpeg, film, wanted), { atOnce: 2 }),
      ),
    async () => void floor.push(await measure([decodeOnly(ffmpeg, needed)])),
    async () => void decoded.push(await measure(streams.map((stream) => decodeOnly(ffmpeg, stream)))),
  ]);
  const { coding, size, seconds } = film;
  return {
    clip: { coding, size, seconds },
    frames: wanted.frames,
    size: `${wanted.width}×${wanted.height}`,
    ours: medianOfOurs(our),
    usual: { ...median(usual), isEstimated: isLong },
    keyFrames: median(key),
    floor: median(floor),
    decoded: median(decoded),
  };
}

/** Long ones vary less from run to run, and take long. */
const roundsFor = (seconds: number, isQuick: boolean): number => (isQuick ? 1 : seconds > 60 ? 2 : 3);

type Cell = readonly [coding: Coding, size: SizeName, seconds: number];
const QUICK: readonly Cell[] = [
  ['H.264, long GOP', '1080p', 10],
  ['H.264, long GOP', '1080p', 1200],
  ['VP9', '720p', 120],
];
const CODINGS: readonly Coding[] = ['H.264, 1 s GOP', 'H.264, long GOP', 'VP9', 'AV1'];
const ALL: readonly Cell[] = [10, 120, 1200].flatMap((seconds) =>
  CODINGS.flatMap((coding) => [
    [coding, '1080p', seconds] as const,
    // Long ones take long: one stands for the smaller size.
    ...(seconds === 10 || coding === 'H.264, long GOP' ? [[coding, '720p', seconds] as const] : []),
  ]),
);

export async function videoSpeeds(workshop: Workshop, isQuick: boolean): Promise<readonly VideoSpeed[]> {
  const speeds: VideoSpeed[] = [];
  for (const [coding, size, seconds] of isQuick ? QUICK : ALL) {
    const film = await clip(workshop, coding, size, seconds);
    process.stderr.write(`Watching ${coding}, ${size}, ${seconds} s…\n`);
    speeds.push(await videoSpeed(workshop, film, roundsFor(film.seconds, isQuick)));
  }
  return speeds;
}

export interface SoundSpeed {
  readonly minutes: number;
  readonly ours: OurCost;
  readonly raw: Cost;
}

export async function soundSpeeds(workshop: Workshop, isQuick: boolean): Promise<readonly SoundSpeed[]> {
  const { ffmpeg } = workshop;
  const speeds: SoundSpeed[] = [];
  for (const minutes of isQuick ? [1, 10] : [1, 10, 60]) {
    const path = await speech(workshop, minutes);
    process.stderr.write(`Listening to ${minutes} min…\n`);
    const [our, raw]: [OurCost[], Cost[]] = [[], []];
    await inTurns(roundsFor(minutes * 60, isQuick), [
      async () => void our.push(await ours(ffmpeg.path, [path])),
      async () => void raw.push(await measure([samples(ffmpeg, path)])),
    ]);
    speeds.push({ minutes, ours: medianOfOurs(our), raw: median(raw) });
  }
  return speeds;
}

export interface ImageSpeed {
  readonly pictures: number;
  readonly ours: OurCost;
  /** A bare sharp pipeline, two at a time, to the same sizes. */
  readonly raw: Cost;
}

export async function imageSpeed(workshop: Workshop, isQuick: boolean): Promise<ImageSpeed> {
  const { ffmpeg } = workshop;
  const paths = await photos(workshop, isQuick ? 0.2 : 1);
  process.stderr.write(`Looking at ${paths.length} pictures…\n`);
  const first = await ours(ffmpeg.path, paths);
  const pictures = first.result.prepared.flatMap(({ parts }, index): readonly Picture[] =>
    parts.flatMap((part) =>
      part.type === 'image'
        ? [
            {
              path: paths[index]!,
              width: part.width,
              height: part.height,
              format: part.mediaType === 'image/png' ? 'png' : 'jpeg',
            },
          ]
        : [],
    ),
  );
  const [our, raw]: [OurCost[], Cost[]] = [[], []];
  const plain = async (): Promise<void> => {
    let wall = '';
    const command = { path: process.execPath, args: [join(here, 'plain-sharp.ts')] };
    const input = Buffer.from(JSON.stringify(pictures));
    const all = await measure([{ ...command, input }], {
      onOutput: (chunk) => (wall += chunk.toString()),
    });
    // Without starting Node, which ours does not count either.
    raw.push({ ...all, wall: Number(wall) });
  };
  await inTurns(isQuick ? 1 : 2, [async () => void our.push(await ours(ffmpeg.path, paths)), plain]);
  return { pictures: paths.length, ours: medianOfOurs(our), raw: median(raw) };
}
