/** What one request may hold and how long it is waited for, and the check of a request against that. */
import { UserError } from '../chat/index.ts';
import { partsOf } from './request.ts';
import type { ModelRequest, ModelTurn, Part } from './request.ts';

const MB = 1024 * 1024;

/** OpenAI's images and file-inputs guides (October 2026). Compatible servers have their own, usually lower. */
export const REQUEST_LIMITS = {
  images: 1500,
  /** The whole request. Text that carries bytes (base64) is a third longer than the bytes. */
  payloadBytes: 512 * MB,
  /** Each file, and all files together. */
  fileBytes: 50 * MB,
} as const;

/** OpenAI's speech-to-text guide (October 2026). */
export const CLIP_BYTES = 25 * MB;

export const WAITS = {
  /** The longest wait for the first byte back: a large upload, or a server that first loads its model, comes before it. */
  startMs: 300_000,
  /** The same with the `flex` service, where a request may queue (OpenAI's flex guide, October 2026). */
  flexStartMs: 900_000,
  /** The longest silence in a running stream. The API itself sends a sign of life about every 30 seconds. */
  idleMs: 120_000,
  /** After the last word, how long the end of the stream is waited for, so that its connection can be used again. */
  endMs: 1_000,
  /** The longest wait for a transcript. */
  transcriptMs: 300_000,
  /** The longest wait for an answer to a check-up. */
  checkMs: 10_000,
} as const;

/**
 * What of the reasoning of one answer is handed on, in characters: about 25,000 tokens, as much as OpenAI says to reserve
 * for it (reasoning guide, October 2026). Open models think aloud without end, and all of it would be kept for weeks.
 */
export const REASONING_CHARS = 100_000;

/** The longest single event: a picture of the largest size comes in one, as base64. */
export const EVENT_CHARS = 64 * MB;

/** OpenAI's `prompt_cache_key` is at most so long (SDK and prompt-caching guide). */
export const CACHE_KEY_CHARS = 64;

/**
 * So long at most it is held against a server that it refused something, in milliseconds: servers are updated and started
 * with other settings, and an error may have been misread. Finding out anew costs one refused request.
 */
export const LEARNED_MS = 6 * 60 * 60 * 1000;

export const RETRIES = {
  /** Tries in all, the first included. */
  attempts: 3,
  /** The first pause; each further one is twice as long. The same as in OpenAI's own client. */
  firstPauseMs: 500,
  /** A server that asks for a longer pause than this is not waited for: the person is told instead. */
  longestPauseMs: 60_000,
} as const;

/** What happens to the requests of a model whose server takes no more for the moment. */
export const GATE = {
  /** A request that may not go out for so long is given up, in milliseconds: then another model, or a sentence, is better. */
  waitMs: 120_000,
  /** The longest the others wait for what one was told: each minute one looks whether it still holds. */
  longestShutMs: 60_000,
  /** A request that was not turned away for so long holds up nobody else: a server that is full says so at once. */
  quietMs: 5_000,
  /** As soon as so many were taken together, nothing is held back any more: four times the questions a process works on. */
  widest: 256,
} as const;

const isImage = (part: Part): boolean => part.type === 'image';
const byteLength = (part: Part): number =>
  part.type === 'text' ? Buffer.byteLength(part.text) : part.data.byteLength;
const replayBytes = (turn: ModelTurn): number =>
  turn.role === 'said' ? Buffer.byteLength(JSON.stringify(turn.replay)) : 0;

/** Refuses a request that no server would take, before its bytes are turned into text. */
export function checkSize({ turns }: ModelRequest): void {
  const parts = turns.flatMap(partsOf);
  const images = parts.filter(isImage).length;
  const files = parts.filter((part) => part.type === 'file').reduce((sum, part) => sum + byteLength(part), 0);
  const payload =
    parts.reduce((sum, part) => sum + byteLength(part), 0) * (4 / 3) +
    turns.reduce((sum, turn) => sum + replayBytes(turn), 0);
  const fault =
    images > REQUEST_LIMITS.images
      ? `${images} images are more than the ${REQUEST_LIMITS.images} a model takes at once.`
      : files > REQUEST_LIMITS.fileBytes
        ? `The files are ${Math.ceil(files / MB)} MB together, more than the ${REQUEST_LIMITS.fileBytes / MB} MB a model takes at once.`
        : payload > REQUEST_LIMITS.payloadBytes
          ? `This conversation with its attachments is ${Math.ceil(payload / MB)} MB, more than the ${REQUEST_LIMITS.payloadBytes / MB} MB a model takes at once.`
          : undefined;
  if (fault) throw new UserError('model-too-long', fault, 'Send fewer or smaller attachments.');
}
