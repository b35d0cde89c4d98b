/** Sounds with known content, and those of the fixtures, as the media part hears them. */
import { join } from 'node:path';
import { findFfmpeg } from '../../../src/media/index.ts';
import { runFfmpeg } from '../../../src/media/ffmpeg/ffmpeg.ts';
import { LIMITS } from '../../../src/media/limits.ts';
import { allPackets, withRecording } from '../../../src/media/recording/container.ts';
import { remux } from '../../../src/media/recording/remux.ts';
import { SAMPLE_RATE } from '../../../src/media/sound/stretches.ts';

/** So many seconds of a wave: its height, from −1 to 1, at each second. */
export const sound = (seconds: number, wave: (t: number) => number): Int16Array =>
  Int16Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, index) =>
    Math.round(32_000 * Math.max(-1, Math.min(1, wave(index / SAMPLE_RATE)))),
  );

/** A major, held. */
export const chord = (seconds: number): Int16Array =>
  sound(seconds, (t) =>
    [220, 277, 330].reduce((sum, hertz) => sum + 0.2 * Math.sin(2 * Math.PI * hertz * t), 0),
  );

/** The same hiss every time. */
export function noise(seconds: number): Int16Array {
  let seed = 1;
  return sound(seconds, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 0.4 * (seed / 1_073_741_823 - 1);
  });
}

export const mixed = (one: Int16Array, other: Int16Array, share: number): Int16Array =>
  one.map((sample, index) => Math.max(-32_768, Math.min(32_767, sample + share * (other[index] ?? 0))));

/** The sound of a fixture. */
export async function samplesOf(name: string): Promise<Int16Array> {
  const ffmpeg = await findFfmpeg(process.env);
  const { signal } = new AbortController();
  const chunks: Buffer[] = [];
  await withRecording(
    join(import.meta.dirname, '../../fixtures', name),
    ({ sound: heard, seconds }) =>
      runFfmpeg(
        ffmpeg,
        {
          feed: (write) => remux(heard!, allPackets(heard!, seconds), write),
          output: [`-vn -ac 1 -ar ${SAMPLE_RATE} -c:a pcm_s16le -f s16le`],
          onOutput: (chunk) => void chunks.push(chunk),
          outputBytes: 100e6,
        },
        LIMITS,
        signal,
      ),
    signal,
  );
  return new Int16Array(Uint8Array.from(Buffer.concat(chunks)).buffer);
}

export const bytesOf = (samples: Int16Array): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
