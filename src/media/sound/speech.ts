/** What is said in a recording: cut at silences, turned into words, each stretch with its times. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sentenceFor } from '../../chat/index.ts';
import type { Transcriber } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import { runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { MediaLimits } from '../limits.ts';
import { allPackets, type Sound } from '../recording/container.ts';
import { remux } from '../recording/remux.ts';
import type { TakeTurn } from '../turns.ts';
import { createCutter, SAMPLE_RATE, type Stretch } from './stretches.ts';
import { startTranscribing } from './transcribe.ts';

/** In seconds from the beginning of the recording. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Said extends Span {
  readonly words: string;
}

/** Something is heard, but nobody speaks. */
export interface Wordless extends Span {
  readonly is: 'music' | 'sound without words';
}

export interface Speech {
  /** In order, as are the others. */
  readonly said: readonly Said[];
  readonly wordless: readonly Wordless[];
  /** What could not be transcribed. */
  readonly missing: readonly Span[];
  /** The language of the words as ISO 639-1 code, where it can be told. */
  readonly language: string | undefined;
  /** Until which second the recording was listened to. */
  readonly heardUntil: number;
  /** The words are the platform's own transcript: nobody listened. */
  readonly isGiven: boolean;
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
  /** For the decoding; waiting for the server takes no turn. */
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told when somebody speaks, as soon as all is decoded, before all is transcribed. */
  readonly onStretches?: (stretches: readonly Span[]) => void;
  /** Told until which second all is transcribed; each time further. */
  readonly onProgress?: (heardUntil: number) => void;
}

const BYTES_PER_SECOND = SAMPLE_RATE * 2;

/**
 * Listens to a recording. The first words are asked for while the rest is still being decoded; what waits for the server
 * waits on disk, so that hours take no more memory than seconds, and a slow server keeps no core busy.
 *
 * @throws {UserError} when nothing of it can be decoded
 */
export async function takeSpeech(sound: Sound, options: SpeechOptions): Promise<Speech> {
  const { until, folder, takeTurn, onStretches, signal } = options;
  const path = join(folder, `speech-${randomUUID()}.pcm`);
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  try {
    await using file = await open(path, 'wx+');
    const transcription = startTranscribing({ ...options, onGivingUp: () => stop.abort() });
    const stretches: Span[] = [];
    const shelve = shelfIn(file);
    const cutter = createCutter(options.limits.stretchSeconds);
    const take = async (cut: readonly Stretch[]): Promise<void> => {
      for (const { start, end, samples } of cut) {
        stretches.push({ start, end });
        transcription.add({ start, end, read: await shelve(samples) });
      }
    };
    let failure: unknown;
    try {
      await takeTurn(async () => {
        await decode(sound, { ...options, signal: stopped }, (samples) => take(cutter.push(samples)));
        await take(cutter.end());
      }, stopped);
    } catch (error) {
      failure = error;
    }
    if (!signal.aborted) onStretches?.(stretches);
    const transcribed = await transcription.finish();
    if (failure === undefined) return { ...transcribed, heardUntil: cutter.seconds(), isGiven: false };
    if (!stop.signal.aborted && transcribed.said.length === 0) throw failure;
    return {
      ...transcribed,
      missing: withRest(transcribed.missing, stretches, { start: cutter.seconds(), end: until }),
      problem: transcribed.problem ?? sentenceFor(failure),
      heardUntil: cutter.seconds(),
      isGiven: false,
    };
  } finally {
    await rm(path, { force: true });
  }
}

/** Not all of it was decoded: what comes after is missing too, together with the last stretches when they are. */
function withRest(missing: readonly Span[], stretches: readonly Span[], rest: Span): readonly Span[] {
  const last = missing.at(-1);
  return last && last.end === stretches.at(-1)?.end
    ? [...missing.slice(0, -1), { start: last.start, end: rest.end }]
    : [...missing, rest];
}

/** The platform's own transcript, as if it had been heard. */
export const givenSpeech = (said: readonly Said[], until: number): Speech => ({
  said,
  wordless: [],
  missing: [],
  language: undefined,
  heardUntil: until,
  isGiven: true,
  costUsd: 0,
  problem: undefined,
});

/** Decodes the sound once, to samples as the cutter wants them. */
async function decode(
  sound: Sound,
  { until, ffmpeg, limits, signal }: SpeechOptions,
  take: (samples: Int16Array) => Promise<void>,
): Promise<void> {
  let odd = Buffer.alloc(0);
  await runFfmpeg(
    ffmpeg,
    {
      ...inputOf(sound, until, ffmpeg),
      output: [
        // Gaps and a late beginning become silence, so that a sample's place is its time.
        `-vn -sn -dn -af aresample=${SAMPLE_RATE}:async=1:first_pts=0 -ac 1`,
        // In large pieces: else each packet of a few milliseconds would wake us.
        `-t ${until.toFixed(3)} -c:a pcm_s16le -flush_packets 0 -f s16le`,
      ],
      onOutput: (chunk) => {
        const isWhole = odd.length === 0 && chunk.byteOffset % 2 === 0;
        // Samples must begin at an even place in memory; a copy of its own does.
        const bytes = isWhole ? chunk : Buffer.from(new Uint8Array(Buffer.concat([odd, chunk])).buffer);
        const length = bytes.length >> 1;
        odd = Buffer.from(bytes.subarray(length * 2));
        return take(new Int16Array(bytes.buffer, bytes.byteOffset, length));
      },
      outputBytes: limits.audioSeconds * BYTES_PER_SECOND,
    },
    limits,
    signal,
  );
}

/**
 * What ffmpeg is given: plain sound as it is, which halves the work for an hour of it, where ffmpeg still gets security
 * fixes; else only the packets that matter, in a stream of our own.
 */
function inputOf(sound: Sound, until: number, { isOld }: Ffmpeg) {
  const { plain } = sound;
  if (!plain || isOld) return { feed: (write: Write) => remux(sound, allPackets(sound, until), write) };
  return {
    demuxer: plain.demuxer,
    feed: async (write: Write) => {
      for await (const chunk of plain.file.createReadStream({ start: 0, autoClose: false }))
        await write(chunk);
    },
  };
}

type Write = (chunk: Uint8Array) => Promise<void>;

/** Puts samples into the file and gives what reads them back. */
function shelfIn(file: FileHandle): (samples: Int16Array) => Promise<() => Promise<Uint8Array>> {
  let end = 0;
  return async (samples) => {
    const position = end;
    const length = samples.byteLength;
    end += length;
    await file.write(samples, 0, length, position);
    return async () => (await file.read(new Uint8Array(length), 0, length, position)).buffer;
  };
}
