/** Sound and video: heard and watched, then told in the order things happened. */
import { sentenceFor, UserError } from '../chat/index.ts';
import { type Picture, type Recording, withRecording } from './container.ts';
import { type Frame, takeFrames } from './frames.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';
import type { ImageRule, Transcriber } from '../model/index.ts';
import type { Logger } from '../ops/index.ts';
import type { MediaLimits } from './limits.ts';
import { clock, count, megapixels, pixels, span } from './receipt.ts';
import { type Speech, takeSpeech } from './speech.ts';
import { timeline } from './timeline.ts';
import type { TakeTurn } from './turns.ts';
import type { Piece, Understood } from './types.ts';

export interface RecordingOptions {
  readonly rule: ImageRule;
  readonly folder: string;
  readonly transcriber: Transcriber;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly limits: MediaLimits;
  /** For what keeps a core busy; waiting for a server does not. */
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told before the long part: whether there is something to watch. */
  readonly onOpened: (kind: 'audio' | 'video') => void;
}

/** @throws {UserError} when nothing of it can be seen or heard */
export function understandRecording(path: string, options: RecordingOptions): Promise<Understood> {
  const { limits, onOpened, findFfmpeg, signal } = options;
  return withRecording(
    path,
    async (recording) => {
      onOpened(recording.picture ? 'video' : 'audio');
      const working = { ...options, ffmpeg: await findFfmpeg() };
      return recording.picture
        ? video(recording, recording.picture, {
            ...working,
            until: Math.min(recording.seconds, limits.videoSeconds),
          })
        : audio(recording, { ...working, until: Math.min(recording.seconds, limits.audioSeconds) });
    },
    signal,
  );
}

type Working = RecordingOptions & { readonly ffmpeg: Ffmpeg; readonly until: number };

async function audio({ sound, seconds }: Recording, options: Working): Promise<Understood> {
  const speech = await takeSpeech(sound!, options);
  const { said, problem } = speech;
  if (said.length === 0 && problem !== undefined) throw new UserError('transcription', problem);
  const length = span(0, speech.heardUntil);
  const pieces: readonly Piece[] =
    said.length > 0 ? timeline([], said) : [{ type: 'label', label: `${length} sound, no speech in it` }];
  return {
    kind: 'audio',
    summary: `${speechSummary(speech)}${seconds > options.until ? `, of ${clock(seconds)}` : ''}`,
    pieces,
    costUsd: speech.costUsd,
    isPartial: problem !== undefined,
  };
}

async function video({ sound, seconds }: Recording, picture: Picture, options: Working): Promise<Understood> {
  const { until, limits, signal } = options;
  if (picture.width * picture.height > limits.videoPixels)
    throw new UserError(
      'too-many-pixels',
      `too many pixels: ${pixels(picture)}, I watch up to ${megapixels(limits.videoPixels)}`,
    );
  // One of them may fail and the other still be worth having.
  const [seen, heard] = await Promise.all([
    attempt(() => options.takeTurn(() => takeFrames(picture, options), signal), signal),
    sound ? attempt(() => takeSpeech(sound, options), signal) : undefined,
  ]);
  const frames: readonly Frame[] = seen.value ?? [];
  const speech: Speech | undefined = heard?.value;
  const pieces = timeline(frames, speech?.said ?? []);
  if (pieces.length === 0)
    throw new UserError('undecodable', seen.problem ?? 'nothing in it could be decoded');
  const length =
    until < seconds ? `the first ${clock(until)} of ${clock(seconds)}` : clock(Math.round(seconds));
  return {
    kind: 'video',
    summary: [
      seen.problem === undefined
        ? `${count(frames.length, 'frame')} of ${length}`
        : `no pictures of ${length}: ${seen.problem}`,
      !sound ? 'no sound' : speech ? speechSummary(speech) : `no speech: ${heard!.problem}`,
    ].join(' · '),
    pieces,
    costUsd: speech?.costUsd ?? 0,
    isPartial: seen.problem !== undefined || heard?.problem !== undefined || speech?.problem !== undefined,
  };
}

function speechSummary({ said, heardUntil, problem }: Speech): string {
  const until = said.at(-1)?.end ?? 0;
  if (problem !== undefined)
    return said.length > 0
      ? `speech ${span(0, until)} transcribed in part: ${problem}`
      : `speech not transcribed: ${problem}`;
  return said.length > 0
    ? `speech ${span(said[0]!.start, until)} transcribed`
    : `${span(0, heardUntil)} heard, no speech`;
}

/** Gives the value, or the sentence that says why there is none. Abortion is not a failure. */
async function attempt<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<{ readonly value: T | undefined; readonly problem: string | undefined }> {
  try {
    return { value: await work(), problem: undefined };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { value: undefined, problem: sentenceFor(error) };
  }
}
