/** What is said in a recording: cut at silences, turned into words, each stretch with its times. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { sentenceFor } from '../chat/index.ts';
import type { Transcriber } from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import { orAborted } from './abort.ts';
import { allPackets, remux, type Sound } from './container.ts';
import { runFfmpeg } from './ffmpeg.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import type { TakeTurn } from './turns.ts';
import { createCutter, SAMPLE_RATE, type Stretch } from './stretches.ts';

export interface Said {
  readonly start: number;
  readonly end: number;
  readonly words: string;
}

export interface Speech {
  /** In order; stretches in which nothing was said are left out. */
  readonly said: readonly Said[];
  /** Until which second the recording was listened to. */
  readonly heardUntil: number;
  readonly costUsd: number;
  /** Why some of it was not transcribed, as a sentence. */
  readonly problem: string | undefined;
}

export interface SpeechOptions {
  readonly until: number;
  /** For the stretches that wait for their turn. */
  readonly folder: string;
  readonly transcriber: Transcriber;
  readonly ffmpeg: Ffmpeg;
  readonly limits: MediaLimits;
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const BYTES_PER_SECOND = SAMPLE_RATE * 2;

export async function takeSpeech(sound: Sound, options: SpeechOptions): Promise<Speech> {
  const { stretches, seconds } = await options.takeTurn(() => findStretches(sound, options), options.signal);
  return { ...(await transcribe(stretches, options)), heardUntil: seconds };
}

interface StoredStretch extends Omit<Stretch, 'samples'> {
  /** Of sound, which is a little more than from `start` to `end`. */
  readonly seconds: number;
  readonly path: string;
}

/** Decodes the sound once and leaves each stretch of it on disk, so that hours take no more memory than seconds. */
async function findStretches(
  sound: Sound,
  { until, folder, ffmpeg, limits, signal }: SpeechOptions,
): Promise<{ readonly stretches: readonly StoredStretch[]; readonly seconds: number }> {
  const cutter = createCutter(limits.stretchSeconds);
  const stretches: StoredStretch[] = [];
  const store = async (found: readonly Stretch[]): Promise<void> => {
    for (const { start, end, samples } of found) {
      const path = join(folder, `stretch-${stretches.length}.wav`);
      await writeFile(path, wav(samples));
      stretches.push({ start, end, seconds: samples.length / SAMPLE_RATE, path });
    }
  };
  let odd = Buffer.alloc(0);
  await runFfmpeg(
    ffmpeg,
    {
      feed: (write) => remux(sound, allPackets(sound, until), write),
      output: [
        // Gaps and a late beginning become silence, so that a sample's place is its time.
        `-vn -sn -dn -af aresample=${SAMPLE_RATE}:async=1:first_pts=0 -ac 1`,
        `-t ${until.toFixed(3)} -c:a pcm_s16le -f s16le`,
      ],
      onOutput: (chunk) => {
        const bytes = Buffer.concat([odd, chunk]);
        const whole = bytes.length & ~1;
        odd = bytes.subarray(whole);
        const samples = new Int16Array(whole / 2);
        for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2);
        return store(cutter.push(samples));
      },
      outputBytes: limits.audioSeconds * BYTES_PER_SECOND,
    },
    limits,
    signal,
  );
  await store(cutter.end());
  return { stretches, seconds: cutter.seconds() };
}

/** Several at once, in order; each is told the words before it as far as they are known. */
async function transcribe(
  stretches: readonly StoredStretch[],
  { transcriber, limits, log, signal }: SpeechOptions,
): Promise<Omit<Speech, 'heardUntil'>> {
  const words: (string | undefined)[] = [];
  let seconds = 0;
  let problem: string | undefined;
  const turn = pLimit(limits.parallelTranscriptions);
  await Promise.all(
    stretches.map((stretch, index) =>
      turn(async () => {
        if (problem !== undefined) return;
        try {
          signal.throwIfAborted();
          const clip = {
            data: await readFile(stretch.path),
            format: 'wav',
            seconds: stretch.seconds,
          } as const;
          const prompt = words.slice(0, index).findLast(Boolean);
          words[index] = await orAborted(
            transcriber.transcribe(clip, { signal, ...(prompt ? { prompt } : {}) }),
            signal,
          );
          seconds += clip.seconds;
          await rm(stretch.path, { force: true });
        } catch (error) {
          signal.throwIfAborted();
          log.warn({ err: error }, 'A stretch of speech was not transcribed.');
          problem = sentenceFor(error);
        }
      }),
    ),
  );
  const said = stretches.flatMap(({ start, end }, index) =>
    words[index] ? [{ start, end, words: words[index].replace(/\s+/g, ' ').trim() }] : [],
  );
  return { said, costUsd: (seconds / 60) * (transcriber.costPerMinute ?? 0), problem };
}

/** A WAV file of one channel (RIFF header of 44 bytes, "Multimedia Programming Interface" 1.0). */
function wav(samples: Int16Array): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(BYTES_PER_SECOND, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  for (let index = 0; index < samples.length; index++) file.writeInt16LE(samples[index]!, 44 + index * 2);
  return file;
}
