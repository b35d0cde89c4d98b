/** Every number that bounds the work on media, with its reason. Times in milliseconds unless named otherwise. */
import { availableParallelism } from 'node:os';

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
  /** What is kept of prepared attachments, so that a follow-up costs nothing. */
  cacheBytes: 128e6,

  /** Bytes looked at to tell what a file is: enough for the first entries of an Office document. */
  sniffBytes: 256 * 1024,

  /** Held in memory while it is decoded; a 50 megapixel photograph is 10 to 30 MB. */
  imageBytes: 100e6,
  /** The largest phone cameras; decoded to at most 200 MB. Bombs of two kilobytes claim 144 megapixels and more. */
  imagePixels: 50e6,
  /** A 50 megapixel photograph takes about one second. */
  imageSeconds: 20,
  /** Pictures taken from an animation. */
  animationPictures: 6,
  /** A PNG up to this size is sent as it is exact; a larger one becomes a fine JPEG. */
  pngBytes: 1e6,

  /** OpenAI takes files below 50 MB. */
  documentBytes: 50e6,
  /** Held in memory while it is decoded. */
  textBytes: 20e6,
  /** About 50,000 tokens. */
  textChars: 200_000,

  /** One hour of speech is 115 MB of temporary disk. */
  audioSeconds: 4 * 3600,
  videoSeconds: 4 * 3600,
  /** 8K is refused: its decoder takes half a gigabyte. */
  videoPixels: 4096 * 4096,
  framesLeast: 4,
  framesMost: 64,
  /** Frames looked at to choose from. */
  candidatesMost: 128,
  /** What all frames of a video may cost together. */
  frameTokens: 24_000,
  /** The longest side of a frame of a screen: its text stays legible. */
  screenSide: 1280,
  /** The longest side of a frame of a camera: what happens is seen at this size too. */
  cameraSide: 768,
  /** Up to this length a video with few key frames is decoded whole: 13 seconds of work for two minutes in full HD. */
  wholeSeconds: 120,
  /** The same for one with hardly any key frames, as browsers record screens: half a minute of work in full HD. */
  sparseSeconds: 300,

  /** Wall time of one ffmpeg job: decoding two minutes takes 13 seconds, four hours of sound take 25. */
  ffmpegMs: 90_000,
  ffmpegCpuSeconds: 120,
  /** Address space: 4K needs 1.2 GB. */
  ffmpegMemoryBytes: 3e9,
  /** The largest single allocation: a 4096×4096 picture of ten bits is 50 MB. */
  ffmpegAllocationBytes: 300e6,
  /** All candidate frames together as JPEG: 128 of 0.5 MB. */
  framesBytes: 64e6,

  /** A stretch of speech: the transcription prompt and the times stay close to what is said. */
  stretchSeconds: 30,
  /** Stretches on their way to the transcription server at once. */
  parallelTranscriptions: 4,
} as const;

export type MediaLimits = { readonly [Name in keyof typeof LIMITS]: number };
