import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../src/media/index.ts';
import { allPackets, type Recording, withRecording } from '../../../src/media/recording/container.ts';
import { type Packet, remux } from '../../../src/media/recording/remux.ts';
import { temporaryFolder } from '../harness.ts';

const { path: ffmpeg } = await findFfmpeg(process.env);
const { signal } = new AbortController();
const fixturePath = (name: string): string => join(import.meta.dirname, '../../fixtures', name);

async function stream(path: string, of: 'sound' | 'picture', packets = allPackets): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const write = (chunk: Uint8Array): Promise<void> => {
    chunks.push(chunk);
    return Promise.resolve();
  };
  const work = async (recording: Recording): Promise<void> => {
    const source = recording[of]!;
    await remux(source, packets(source, Infinity), write).catch(() => {});
  };
  await withRecording(path, work, signal);
  return Buffer.concat(chunks);
}

/** What ffmpeg decodes of our stream, and of a file. */
const decoded = (input: Buffer | string, ...output: readonly string[]): Buffer => {
  const from = typeof input === 'string' ? ['-i', input] : ['-copyts', '-f', 'matroska', '-i', 'pipe:0'];
  return execFileSync(ffmpeg, ['-v', 'error', ...from, ...output, 'pipe:1'], {
    maxBuffer: 100e6,
    ...(typeof input === 'string' ? {} : { input }),
  });
};

const SOUND = ['-vn', '-af', 'aresample=16000:async=1:first_pts=0', '-ac', '1', '-f', 's16le'];
const PICTURES = ['-an', '-vf', 'scale=64:36', '-pix_fmt', 'gray', '-f', 'rawvideo'];

describe('the stream that ffmpeg is given', () => {
  it.each(['voice.ogg', 'sound-only.mp4', 'screen.mp4', 'clip.webm'])(
    'has all the sound: %s',
    async (name) => {
      const ours = decoded(await stream(fixturePath(name), 'sound'), ...SOUND);
      const theirs = decoded(fixturePath(name), ...SOUND);
      // Encoders put up to 50 ms of silence before and after.
      expect(Math.abs(ours.length - theirs.length) / 32_000).toBeLessThan(0.06);
    },
  );

  it.each(['silent.mp4', 'clip.webm', 'screen.mp4'])('has the very pictures: %s', async (name) => {
    const ours = decoded(await stream(fixturePath(name), 'picture'), ...PICTURES);
    expect(ours.equals(decoded(fixturePath(name), ...PICTURES))).toBe(true);
  });

  it.each([
    ['AAC as it is broadcast', 'aac', '-c:a aac -f adts'],
    ['a transport stream', 'ts', '-c:a aac -f mpegts'],
    ['FLAC', 'flac', '-c:a flac -sample_fmt s16'],
    ['WAV of 24 bits', 'wav', '-c:a pcm_s24le -ac 2'],
    ['WAV of 8 bits', 'wav', '-c:a pcm_u8'],
  ])('has the samples of %s', async (_, extension, encoder) => {
    const path = join(temporaryFolder(), `sound.${extension}`);
    execFileSync(ffmpeg, ['-v', 'error', '-i', fixturePath('voice.ogg'), ...encoder.split(' '), path]);
    const ours = decoded(await stream(path, 'sound'), ...SOUND);
    expect(Math.abs(ours.length - decoded(path, ...SOUND).length) / 32_000).toBeLessThan(0.06);
  });

  it('holds what came before damage', async () => {
    async function* breaking(...source: Parameters<typeof allPackets>): AsyncGenerator<Packet> {
      let packets = 0;
      for await (const packet of allPackets(...source)) {
        if (++packets > 100) throw new Error('damaged');
        yield packet;
      }
    }
    const ours = decoded(await stream(fixturePath('voice.ogg'), 'sound', breaking), ...SOUND);
    expect(ours.length / 32_000).toBeCloseTo(2, 1);
  });

  it('keeps the times of pictures that are far apart', async () => {
    async function* apart(...source: Parameters<typeof allPackets>): AsyncGenerator<Packet> {
      for await (const { data, type } of allPackets(...source)) {
        for (const timestamp of [0, 100, 200]) yield { data, type, timestamp };
        return;
      }
    }
    const copy = join(temporaryFolder(), 'copy.mkv');
    writeFileSync(copy, await stream(fixturePath('silent.mp4'), 'picture', apart));
    await withRecording(
      copy,
      async ({ picture }) => {
        const times: number[] = [];
        for await (const { timestamp } of allPackets(picture!, Infinity)) times.push(timestamp);
        expect(times).toEqual([0, 100, 200]);
      },
      signal,
    );
  });
});
