/**
 * A child of the bench: prepares files as the bot does and prints, as one JSON object, what that took and what came out.
 * `node bench/media/ours.ts PATH…`; up to ten are prepared at once, as the pictures of one message are.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import pLimit from 'p-limit';
import { createMedia, type Prepared } from '../../src/media/index.ts';
import { findModel, type Part } from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import { cpuSeconds } from '../measure.ts';

/** What the child says of one part: images without their pixels. */
export type PartSeen =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly mediaType: string;
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
    }
  | { readonly type: 'file' | 'sound' | 'video' };

export interface Ours {
  /** Seconds from the question to the last part. */
  readonly wall: number;
  /** Of these, copying and hashing the bytes; of the last file where there are several. */
  readonly fetchWall: number;
  readonly cpu: number | undefined;
  readonly fetchCpu: number | undefined;
  /** Bytes the process held before it began: the bot with its code loaded. */
  readonly idleMemory: number;
  readonly prepared: readonly { readonly summary: string; readonly parts: readonly PartSeen[] }[];
}

/** Pictures of one message. */
const AT_ONCE = 10;
const FIXTURES = join(import.meta.dirname, '../../test/fixtures');

const paths = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
const media = createMedia({
  transcriber: { costPerMinute: 0, transcribe: () => Promise.resolve('so when I press save') },
  transcriptionModel: 'instant',
  folder,
  ffmpegPath: process.env['FFMPEG_PATH'],
  log: createLogger('error'),
});
const model = findModel('gpt-5.5');

/** Processor seconds of this process and its children; the fine clock for ourselves, ticks for them. */
function cpu(): number | undefined {
  const children = cpuSeconds('self', 'children');
  const { user, system } = process.cpuUsage();
  return children === undefined ? undefined : children + (user + system) / 1e6;
}

function prepare(path: string, onFetched: () => void): Promise<Prepared> {
  const open = () => {
    const file = createReadStream(path, { highWaterMark: 256 * 1024 });
    file.once('end', onFetched);
    return Promise.resolve(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  };
  return media.prepare(
    { id: path, name: basename(path), source: path },
    { model, about: '', open, onProgress: () => {}, signal: new AbortController().signal },
  );
}

const seen = (part: Part): PartSeen => {
  if (part.type === 'text') return part;
  if (part.type !== 'image') return { type: part.type };
  const { mediaType, width, height, data } = part;
  return { type: 'image', mediaType, width, height, bytes: data.byteLength };
};

try {
  // A bot that has been running has its code loaded and its ffmpeg found. What is recorded is only the file itself.
  if (!process.env['BENCH_RECORD'])
    for (const name of ['clip.webm', 'photo.jpg']) await prepare(join(FIXTURES, name), () => {});
  const idleMemory = process.memoryUsage.rss();
  const [began, cpuBefore] = [performance.now(), cpu()];
  let [fetched, cpuFetched] = [began, cpuBefore];
  const limit = pLimit(AT_ONCE);
  const prepared = await Promise.all(
    paths.map((path) =>
      limit(() => prepare(path, () => ([fetched, cpuFetched] = [performance.now(), cpu()]))),
    ),
  );
  const [ended, cpuAfter] = [performance.now(), cpu()];
  const between = (from: number | undefined, to: number | undefined): number | undefined =>
    from === undefined || to === undefined ? undefined : to - from;
  const result: Ours = {
    wall: (ended - began) / 1000,
    fetchWall: (fetched - began) / 1000,
    cpu: between(cpuBefore, cpuAfter),
    fetchCpu: between(cpuBefore, cpuFetched),
    idleMemory,
    prepared: prepared.map(({ receipt, parts }) => ({ summary: receipt.summary, parts: parts.map(seen) })),
  };
  process.stdout.write(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
