/** Sound and video: heard and watched, then told in the order things happened. */
import { sentenceFor, UserError } from '../../chat/index.ts';
import type { Picture, Recording, Sound } from './container.ts';
import { withAnyRecording } from './direct.ts';
import { takeFrames, type Watched } from '../video/frames.ts';
import type { Spoken } from '../video/choose.ts';
import type { Moment } from '../video/moments.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { takeNative } from '../native/native.ts';
import type { ImageRule, Takes, Transcriber } from '../../model/index.ts';
import type { Logger } from '../../ops/index.ts';
import type { MediaLimits } from '../limits.ts';
import { clock, count, megapixels, pixels, span } from '../receipt.ts';
import { inTenths } from '../progress.ts';
import { givenSpeech, type Said, type Speech, type SpeechOptions, takeSpeech } from '../sound/speech.ts';
import { speechSummary } from '../sound/summary.ts';
import { timeline } from './timeline.ts';
import type { TakeTurn } from '../turns.ts';
import type { Piece, Understood } from '../types.ts';

export interface RecordingOptions {
  readonly rule: ImageRule;
  readonly takes: Takes;
  /** What the question names, to be looked at more closely. */
  readonly focus: readonly Moment[];
  /** The platform's own transcript, to be used instead of ours. */
  readonly transcript: readonly Said[] | undefined;
  readonly folder: string;
  readonly transcriber: Transcriber;
  /** Gives what is known of the speech of this file, or listens: words cost money, and other questions need the same. */
  readonly listenOnce: (listen: () => Promise<Speech>) => Promise<Speech>;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  readonly limits: MediaLimits;
  /** For what keeps a core busy; waiting for a server does not. */
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told before the long part: whether there is something to watch. */
  readonly onOpened: (kind: 'audio' | 'video') => void;
  /** Called with the share of the watching that is done, from 0 to 1. */
  readonly onShare?: (share: number) => void;
  /** Called now and then with the second until which a recording of so many is transcribed. */
  readonly onHeard?: (heardUntil: number, seconds: number) => void;
}

/** @throws {UserError} when nothing of it can be seen or heard */
export function understandRecording(path: string, options: RecordingOptions): Promise<Understood> {
  const { limits, onOpened, findFfmpeg } = options;
  return withAnyRecording(
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
    options,
  );
}

type Working = RecordingOptions & { readonly ffmpeg: Ffmpeg; readonly until: number };

async function audio(recording: Recording, options: Working): Promise<Understood> {
  const { sound, seconds } = recording;
  const native = await takeNative(recording, options);
  if (native)
    return { kind: 'audio', summary: native.summary, pieces: native.pieces, costUsd: 0, isPartial: false };
  const tellHeard = inTenths((share) => options.onHeard?.(share * options.until, options.until));
  const speech = await listen(sound!, options, {
    onProgress: (heardUntil) => tellHeard(heardUntil / options.until),
  });
  const { said, wordless, problem } = speech;
  if (said.length === 0 && problem !== undefined) throw new UserError('transcription', problem);
  const length = span(0, speech.heardUntil);
  const pieces: readonly Piece[] =
    said.length + wordless.length > 0
      ? timeline([], [...said, ...wordless])
      : [{ type: 'label', label: `${length} sound, no speech in it` }];
  return {
    kind: 'audio',
    summary: `${speechSummary(speech)}${seconds > options.until ? `, of ${clock(seconds)}` : ''}`,
    pieces,
    costUsd: speech.costUsd,
    isPartial: problem !== undefined,
  };
}

async function video(recording: Recording, picture: Picture, options: Working): Promise<Understood> {
  const { sound, seconds } = recording;
  const { until, limits, signal } = options;
  if (picture.width * picture.height > limits.videoPixels)
    throw new UserError(
      'too-many-pixels',
      `too many pixels: ${pixels(picture)}, I watch up to ${megapixels(limits.videoPixels)}`,
    );
  const native = await takeNative(recording, options);
  // When somebody speaks is known long before what they say: the frames are chosen by it and wait for no words.
  const { promise: spoken, resolve: tellSpoken } = Promise.withResolvers<readonly Spoken[]>();
  const hear = async (): Promise<Speech | undefined> => {
    try {
      const speech = sound && !native?.isHeard && (await listen(sound, options, { onStretches: tellSpoken }));
      // Speech that was remembered tells when somebody speaks by what is said.
      if (speech) tellSpoken(speech.said);
      return speech || undefined;
    } finally {
      tellSpoken([]);
    }
  };
  // One of them may fail and the other still be worth having.
  const [seen, heard] = await Promise.all([
    native || !options.takes.images
      ? { value: undefined, problem: undefined }
      : attempt(() => takeFrames(picture, { ...options, spoken }), signal),
    attempt(hear, signal),
  ]);
  const { frames, sheets }: Watched = seen.value ?? { frames: [], sheets: [] };
  const speech = heard.value;
  const pieces = [
    ...(native?.pieces ?? []),
    ...timeline(frames, speech ? [...speech.said, ...speech.wordless] : [], sheets),
  ];
  if (pieces.length === 0)
    throw new UserError(
      'undecodable',
      seen.problem ??
        heard.problem ??
        speech?.problem ??
        (options.takes.images
          ? 'nothing in it could be decoded'
          : 'this model takes no pictures, and nothing is said in it: ask one that takes pictures'),
    );
  const length =
    until < seconds ? `the first ${clock(until)} of ${clock(seconds)}` : clock(Math.round(seconds));
  const silence = recording.unread === 'sound' ? 'sound of a kind I cannot decode' : 'no sound';
  const told = !sound ? silence : speech ? speechSummary(speech) : `no speech: ${heard.problem}`;
  return {
    kind: 'video',
    summary: [
      native?.summary ?? pictureSummary(length, seen, options.takes),
      ...(native?.isHeard ? [] : [told]),
    ].join(' · '),
    pieces,
    costUsd: speech?.costUsd ?? 0,
    isPartial: seen.problem !== undefined || heard.problem !== undefined || speech?.problem !== undefined,
  };
}

function pictureSummary(
  length: string,
  { value, problem }: { readonly value: Watched | undefined; readonly problem: string | undefined },
  { images }: Takes,
): string {
  if (!images) return `${length}, pictures not shown: this model takes none`;
  if (!value) return `no pictures of ${length}: ${problem}`;
  const { frames, sheets } = value;
  const many = [count(frames.length, 'frame'), ...(sheets.length > 0 ? [count(sheets.length, 'sheet')] : [])];
  return `${many.join(' and ')} of ${length}`;
}

/** What is said in it, by the platform's own transcript where there is one: that costs nothing. */
function listen(
  sound: Sound,
  { transcript, listenOnce, ...options }: Working,
  told: Pick<SpeechOptions, 'onStretches' | 'onProgress'>,
): Promise<Speech> {
  return transcript
    ? Promise.resolve(givenSpeech(transcript, options.until))
    : listenOnce(() => takeSpeech(sound, { ...options, ...told }));
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
