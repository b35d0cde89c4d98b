/** Speech to text: one stretch of sound in, its words out. */
import { APIError, toFile } from 'openai';
import { z } from 'zod';
import { UserError } from '../chat/index.ts';
import { systemClock } from '../ops/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import { connect } from './wire/connection.ts';
import type { Connection } from './wire/connection.ts';
import { modelError } from './wire/errors.ts';
import { CLIP_BYTES, WAITS } from './limits.ts';
import { findTranscriptionPrice } from './catalog/models.ts';
import { waitToRetry } from './wire/retry.ts';

export interface SoundClip {
  readonly data: Uint8Array;
  readonly format: 'mp3' | 'wav';
  readonly seconds: number;
}

export interface TranscribeOptions {
  /** The words before this clip, so that names and language carry over. */
  readonly prompt?: string;
  /** What language to expect, as ISO 639-1 code; told to models that take it for a hint and not for an order. */
  readonly language?: string;
  readonly signal: AbortSignal;
}

export interface Transcriber {
  /** Dollars a minute; undefined where no price is known. */
  readonly costPerMinute: number | undefined;
  /** The words of the clip, empty where nothing is said. Throws `UserError` when the server cannot do it. */
  transcribe(clip: SoundClip, options: TranscribeOptions): Promise<string>;
}

export interface TranscriberOptions extends Connection {
  readonly model: string;
  readonly log: Logger;
  readonly clock?: Clock;
}

const MEDIA_TYPES = { mp3: 'audio/mpeg', wav: 'audio/wav' } as const;

const Transcript = z.object({ text: z.string() });

/** The words of one clip, from one request. */
async function ask(
  options: TranscriberOptions,
  clip: SoundClip,
  { prompt, language, signal }: TranscribeOptions,
) {
  const client = connect(options, { timeoutMs: WAITS.transcriptMs });
  // Servers go by the file name to tell the format.
  const file = await toFile(clip.data, `clip.${clip.format}`, { type: MEDIA_TYPES[clip.format] });
  const answer = await client.audio.transcriptions.create(
    {
      file,
      model: options.model,
      response_format: 'json',
      ...(prompt && { prompt }),
      // Other models and servers refuse what they do not know, or translate into the language they are told.
      ...(language && options.model.startsWith('gpt-transcribe') && { languages: [language] }),
    },
    { signal },
  );
  return Transcript.parse(answer).text.trim();
}

function transcriptionError(error: unknown, { baseUrl, model }: TranscriberOptions): unknown {
  if (error instanceof APIError && (error.status === 404 || error.status === 405))
    return new UserError(
      'transcription-unknown',
      `The model's server cannot turn speech into text with ${model}.`,
      'Use a server and a transcription model that can.',
      { cause: error },
    );
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return new UserError(
      'transcription-garbled',
      "The model's server answered with something that is not a transcript.",
      'Please try again.',
      { cause: error },
    );
  return modelError(error, { baseUrl, model });
}

/** Connects to a server's speech recognition. Nothing is sent before the first clip. */
export function createTranscriber(options: TranscriberOptions): Transcriber {
  const { log, clock = systemClock } = options;
  return {
    costPerMinute: findTranscriptionPrice(options.model),

    async transcribe(clip, asked) {
      const { signal } = asked;
      signal.throwIfAborted();
      if (clip.data.byteLength > CLIP_BYTES)
        throw new UserError(
          'transcription-too-long',
          `A stretch of sound of ${Math.ceil(clip.data.byteLength / 1024 / 1024)} MB is more than the ${CLIP_BYTES / 1024 / 1024} MB that can be turned into text at once.`,
        );
      for (let failures = 1; ; failures += 1) {
        try {
          return await ask(options, clip, asked);
        } catch (error) {
          signal.throwIfAborted();
          await waitToRetry(error, transcriptionError(error, options), { failures, clock, log, signal });
        }
      }
    },
  };
}
