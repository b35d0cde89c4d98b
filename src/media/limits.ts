/** Every number that bounds the work on media, with its reason. Times in milliseconds unless named otherwise. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';

export const LIMITS = {
  /** Discord's largest upload (Nitro); Slack takes 1 GB, but a bot's disk should not have to. */
  downloadBytes: 500e6,
  /** A server that is silent for so long is not coming back. */
  downloadIdleMs: 30_000,
  /** 500 MB at 14 Mbit/s. */
  downloadMs: 300_000,
  /** Downloads at once: each may take half a gigabyte of temporary disk. */
  parallelDownloads: 8,
  /** From the last byte to the last word, waiting for others included: nobody waits longer for an answer. */
  attachmentMs: 600_000,
  /** Images and ffmpeg jobs at once: each keeps one core busy. */
  parallelJobs: availableParallelism(),
  /** Work that waits for its turn; each is one attachment. Ten messages of twenty files; more would wait too long. */
  waitingMost: 200,

  /** Disk for what was understood of attachments, so that a follow-up costs nothing: some hundred videos. */
  cacheBytes: 500e6,
  /** Disk for recordings as they were sent, so that one can be looked at again: four of the largest. */
  originalBytes: 2e9,
  /** Unused for so long, either is removed: thirty days, as long as turns are remembered. It is people's own. */
  cacheMs: 30 * 24 * 3600_000,
  /** What was understood lately is also kept in memory: a dozen long videos. */
  memoryBytes: 64e6,

  /** Wall time of a decoder in a process of its own; the largest phone photo takes about two seconds. */
  childMs: 20_000,
  /** Its heap. */
  childMemoryBytes: 512 * 2 ** 20,

  /** Bytes looked at to tell what a file is: enough for the first entries of an Office document. */
  sniffBytes: 256 * 1024,

  /** Held in memory while it is decoded; a 50 megapixel photograph is 10 to 30 MB. */
  imageBytes: 100e6,
  /** The largest phone cameras; decoded to at most 200 MB. Bombs of two kilobytes claim 144 megapixels and more. */
  imagePixels: 50e6,
  /** A 50 megapixel photograph takes about one second. */
  imageSeconds: 20,
  /** Parts of a picture that is too long to be shown whole: twelve screens of a phone. */
  imageParts: 6,
  /** Pages shown of a scan. */
  scanPages: 8,
  /** Pictures taken from an animation. */
  animationPictures: 12,
  /** All pages of an animation that are looked at: half a minute in 400×280, one second of work. */
  animationPixels: 40e6,
  animationPages: 1000,
  /** The largest drawing that is rendered: those with a photograph inside are a few megabytes. */
  drawingBytes: 10e6,
  /** A drawing is rendered with its longer side at least so long, because an icon of 24 pixels says little ... */
  drawingLeastSide: 512,
  /** ... and at most so long: more is not shown. */
  drawingMostSide: 2048,
  /** A PNG up to this size is sent as it is exact; a larger one becomes a fine JPEG. */
  pngBytes: 1e6,

  /** OpenAI takes files below 50 MB. */
  documentBytes: 50e6,
  /** After this, no further page of a document is read; 130 dense pages take about one second. */
  documentMs: 5000,
  /** Of all that is packed in an Office document, without its pictures; a sheet of a million cells is about 40 MB. */
  documentInflatedBytes: 200e6,
  /** Rows read of each sheet of a workbook: as many as OpenAI reads of the file itself. */
  sheetRows: 1000,
  /** Files of an archive that are counted; more are neither counted nor listed. */
  archiveEntries: 5000,
  /** Of those, how many are named. */
  archiveLines: 500,
  /** Held in memory while it is decoded. */
  textBytes: 20e6,
  /** About 50,000 tokens. */
  textChars: 200_000,

  /** One hour of speech is 115 MB of temporary disk. */
  audioSeconds: 4 * 3600,
  videoSeconds: 4 * 3600,
  /** A model that watches itself gets every second: five minutes of full HD take half a minute of work. */
  watchedSeconds: 300,
  /** 8K is refused: its decoder takes half a gigabyte. */
  videoPixels: 4096 * 4096,
  framesLeast: 4,
  framesMost: 64,
  /** Frames a model may ask to see again at once. */
  lookFrames: 12,
  /** Frames looked at to choose from. */
  candidatesMost: 128,
  /** What all frames of a video may cost together. */
  frameTokens: 24_000,
  /** The longest side of a frame of a screen: its text stays legible. */
  screenSide: 1280,
  /** The longest side of a frame of a camera: what happens is seen at this size too. */
  cameraSide: 768,
  /** The longest side of a picture on a contact sheet: a quarter of a frame's tokens, and headings are still legible. */
  cellSide: 384,
  /** A video is decoded whole where that takes no more seconds of work: 20 seconds of full HD. */
  wholeDecodeSeconds: 3,
  /**
   * Seconds of work, at the most, to see what lies between key frames. A browser's recording of a screen has one key frame:
   * then this reaches six minutes of full HD, or a quarter of an hour of 720p.
   */
  decodeSeconds: 45,

  /** Wall time of one ffmpeg job: decoding two minutes takes 13 seconds, four hours of sound take 25. */
  ffmpegMs: 90_000,
  ffmpegCpuSeconds: 120,
  /** Address space: 4K needs 1.2 GB. */
  ffmpegMemoryBytes: 3e9,
  /** The largest single allocation: a 4096×4096 picture of ten bits is 50 MB. */
  ffmpegAllocationBytes: 300e6,
  /** All candidate frames together as JPEG: 128 of 0.5 MB. */
  framesBytes: 64e6,

  /** Disk for a recording in an old format that is written anew: four hours of sound are 230 MB, its pictures 30 MB. */
  anewBytes: 300e6,
  /** Up to this length all its pictures are decoded, not the key frames alone: half a minute of work in full HD. */
  anewSeconds: 300,

  /** A platform's transcript of four hours of speech is a quarter of a megabyte. */
  transcriptBytes: 1e6,
  /** After this we listen ourselves: that takes no longer. */
  transcriptMs: 10_000,
  /** A stretch of speech: the transcription prompt and the times stay close to what is said. */
  stretchSeconds: 30,
  /** Stretches on their way to the transcription server at once. */
  parallelTranscriptions: 4,
  /** Each was tried several times: a server that fails so often is down. */
  failuresInARow: 3,
} as const;

export type MediaLimits = { readonly [Name in keyof typeof LIMITS]: number };

const NAMES = Object.keys(LIMITS).join(', ');

/** Some of them as a person sets them in attache.yaml, otherwise than usual. */
export const LimitSettings: z.ZodType<Partial<MediaLimits>> = z.strictObject(
  Object.fromEntries(
    Object.entries(LIMITS).map(([name, usual]) => {
      const isWhole = Number.isInteger(usual);
      const isFine = (value: unknown): boolean =>
        Number.isFinite(value) && Number(value) > 0 && (!isWhole || Number.isSafeInteger(value));
      const error = ({ input }: { readonly input?: unknown }): string =>
        `expected a ${isWhole ? 'whole ' : ''}number above 0 (usually ${usual}), got ${JSON.stringify(input)}`;
      return [name, z.custom<number>(isFine, { error }).exactOptional()];
    }),
  ),
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no limit ${issue.keys.join(' nor ')}. The limits are ${NAMES}`
        : 'expected limits with their numbers, such as { downloadBytes: 100000000 }',
  },
);
