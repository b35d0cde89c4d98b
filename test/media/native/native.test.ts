import { chmodSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findFfmpeg, type MediaOptions } from '../../../src/media/index.ts';
import type { Part, Takes } from '../../../src/model/index.ts';
import {
  asking,
  attach,
  fixture,
  images,
  MODEL,
  sayingLines,
  setUp,
  temporaryFolder,
  texts,
} from '../harness.ts';

const SOUND = { as: 'input_audio', maxSeconds: 60 } as const;
const VIDEO = { as: 'video_url', maxSeconds: 60, maxSide: 480, maxBytes: 5e6, withSound: true } as const;

const installed = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { readonly path: string };
/** The one on the PATH, and the old one that comes with the npm packages. */
const FFMPEGS: readonly (readonly [string, string | undefined])[] = [
  ['the system’s ffmpeg', undefined],
  ['the packaged ffmpeg', installed.path],
];

/** Prepares a fixture for a model that takes these besides text and pictures. */
async function given(name: string, takes: Partial<Takes>, more: Partial<MediaOptions> = {}) {
  const transcriber = sayingLines(['Open the settings.', 'Choose privacy.', 'Now press save.']);
  const { media, leftovers } = setUp({ transcriber, limits: { parallelTranscriptions: 1 }, ...more });
  const model = { ...MODEL, takes: { ...MODEL.takes, ...takes } };
  const { parts, receipt } = await media.prepare(attach(name), asking(fixture(name), { model }));
  expect(leftovers()).toEqual([]);
  return { parts, receipt, heard: transcriber.heard };
}

/** Takes in what a model was given as if somebody had sent it: it holds what a model will see and hear in it. */
async function retaken(data: Uint8Array) {
  const transcriber = sayingLines(['Open the settings.', 'Choose privacy.', 'Now press save.']);
  const { media } = setUp({ transcriber, limits: { parallelTranscriptions: 1 } });
  return { ...(await media.prepare(attach('retaken'), asking(data))), heard: transcriber.heard };
}

function only<T extends Part['type']>(parts: readonly Part[], type: T): Extract<Part, { type: T }> {
  const found = parts.filter((part): part is Extract<Part, { type: T }> => part.type === type);
  expect(found).toHaveLength(1);
  return found[0]!;
}

const colourAt = async (jpeg: Uint8Array, top: number): Promise<'red' | 'blue' | 'other'> => {
  const { info } = await sharp(jpeg).toBuffer({ resolveWithObject: true });
  const { channels } = await sharp(
    await sharp(jpeg)
      .extract({ left: 0, top: Math.floor(info.height * top), width: info.width, height: 10 })
      .toBuffer(),
  ).stats();
  const [red, , blue] = channels.map(({ mean }) => mean);
  return red! > 2 * blue! ? 'red' : blue! > 2 * red! ? 'blue' : 'other';
};

describe.each(FFMPEGS)('a model that listens itself (%s)', (_, ffmpegPath) => {
  it('gets a voice message as it is heard, and nobody is paid for its words', async () => {
    const { parts, receipt, heard } = await given('voice.ogg', { sound: SOUND }, { ffmpegPath });
    const { mediaType, data, seconds } = only(parts, 'sound');
    expect(mediaType).toBe('audio/mpeg');
    expect(seconds).toBeCloseTo(11, 0);
    expect(data.byteLength).toBeLessThan(seconds * 6500);
    expect(texts(parts)).toEqual([
      '[voice.ogg: 0:11 of sound, heard by the model itself]',
      '[voice.ogg 0:00–0:11 sound]',
    ]);
    expect(receipt).toMatchObject({ kind: 'audio', outcome: 'used', costUsd: 0 });
    expect(heard).toEqual([]);
    const again = await retaken(data);
    expect(again.receipt.kind).toBe('audio');
    expect(again.heard.reduce((sum, clip) => sum + clip.seconds, 0)).toBeGreaterThan(8);
  });
});

describe('a model that listens itself', () => {
  it('gets a WAV file where ffmpeg cannot make MP3', async () => {
    const { parts } = await given('voice.ogg', { sound: SOUND }, { ffmpegPath: await withoutMp3() });
    const { mediaType, data, seconds } = only(parts, 'sound');
    expect(mediaType).toBe('audio/wav');
    expect(data.byteLength).toBe(44 + Buffer.from(data).readUInt32LE(40));
    expect((data.byteLength - 44) / 32_000).toBeCloseTo(seconds, 0);
    expect((await retaken(data)).heard.length).toBeGreaterThan(0);
  });

  it('gets the words of a recording that is longer than it takes', async () => {
    const { parts, heard } = await given('voice.ogg', { sound: { ...SOUND, maxSeconds: 5 } });
    expect(texts(parts).join('\n')).toContain('Choose privacy.');
    expect(heard.length).toBeGreaterThan(0);
  });
});

/** An ffmpeg on which any MP3 encoder fails. */
async function withoutMp3(): Promise<string> {
  const ffmpeg = await findFfmpeg({ PATH: process.env['PATH'] });
  const path = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\ncase "$*" in *libmp3lame*) exit 1;; esac\nexec "${ffmpeg.path}" "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.each(FFMPEGS)('a model that watches itself (%s)', (_, ffmpegPath) => {
  it('gets a video small enough, with its sound, and no frames or words beside it', async () => {
    const { parts, receipt, heard } = await given('screen.mp4', { video: VIDEO }, { ffmpegPath });
    const { data, seconds, width, height } = only(parts, 'video');
    expect({ width, height }).toEqual({ width: 480, height: 270 });
    expect(seconds).toBeCloseTo(12, 0);
    expect(images(parts)).toEqual([]);
    expect(heard).toEqual([]);
    expect(texts(parts)).toEqual([
      '[screen.mp4: 0:12 of 1280×720 video, watched by the model itself, shown at 480×270, heard too]',
      '[screen.mp4 0:00–0:12 video]',
    ]);
    expect(receipt).toMatchObject({ kind: 'video', outcome: 'used', costUsd: 0 });
    const again = await retaken(data);
    expect(again.receipt.summary).toMatch(/of 0:12 · speech 0:0[01]–0:1[0-2] transcribed/);
    expect(Buffer.from(data).indexOf('moov')).toBeLessThan(Buffer.from(data).indexOf('mdat'));
  });

  it('sees a video that was held upright, upright, with nothing of where it was taken', async () => {
    const { parts } = await given('rotated.mov', { video: VIDEO }, { ffmpegPath });
    const { data, width, height } = only(parts, 'video');
    expect(height).toBeGreaterThan(width);
    const [first] = images((await retaken(data)).parts);
    await expect(colourAt(first!.data, 0.1)).resolves.toBe('red');
    await expect(colourAt(first!.data, 0.94)).resolves.toBe('blue');
    for (const trace of ['Lavf', 'Lavc', 'location', 'Apple'])
      expect(Buffer.from(data).includes(trace)).toBe(false);
  });
});

describe('a model that watches itself', () => {
  it('reads the words beside the pictures when it is deaf', async () => {
    const { parts, receipt } = await given('screen.mp4', { video: { ...VIDEO, withSound: false } });
    expect((await retaken(only(parts, 'video').data)).receipt.summary).toMatch(/no sound$/);
    expect(texts(parts).join('\n')).toContain('Now press save.');
    expect(receipt.summary).toMatch(/shown at 480×270 · speech .* transcribed, English$/);
  });

  it.each([
    ['longer than it takes', { maxSeconds: 5 }],
    ['too much for the bytes it takes', { maxBytes: 20_000 }],
  ])('gets frames and words of a video that is %s', async (_, rule) => {
    const { parts } = await given('screen.mp4', { video: { ...VIDEO, ...rule } });
    expect(images(parts).length).toBeGreaterThan(3);
    expect(texts(parts).join('\n')).toContain('Now press save.');
    expect(parts.filter(({ type }) => type === 'video')).toEqual([]);
  });

  it('goes by the bytes it takes, not by how much there is to see', async () => {
    const { parts } = await given('clip.webm', { video: { ...VIDEO, maxBytes: 100_000 } });
    expect(only(parts, 'video').data.byteLength).toBeLessThanOrEqual(100_000);
  });
});

describe('a model that takes no pictures', () => {
  it('gets the words of a video, and is told that there is more', async () => {
    const { parts, receipt } = await given('screen.mp4', { images: false });
    expect(images(parts)).toEqual([]);
    expect(texts(parts).join('\n')).toContain('Now press save.');
    expect(receipt.summary).toMatch(/^0:12, pictures not shown: this model takes none · speech/);
  });

  it('cannot take in a video without words, and says so', async () => {
    const { receipt } = await given('silent.mp4', { images: false });
    expect(receipt).toMatchObject({
      outcome: 'skipped',
      summary: 'this model takes no pictures, and nothing is said in it: ask one that takes pictures',
    });
  });
});
