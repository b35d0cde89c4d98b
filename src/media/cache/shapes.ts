/** What is kept between questions and starts, as it must look when it is read back. */
import { z } from 'zod';
import type { Speech } from '../sound/speech.ts';
import type { Piece, Understood } from '../types.ts';

const Bytes = z.instanceof(Uint8Array);
const Pixels = z.number().positive();

const PieceShape: z.ZodType<Piece> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('label'), label: z.string(), words: z.string().exactOptional() }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('image'),
    mediaType: z.enum(['image/jpeg', 'image/png']),
    data: Bytes,
    width: Pixels,
    height: Pixels,
    seconds: z.number().exactOptional(),
  }),
  z.strictObject({ type: z.literal('file'), mediaType: z.string(), data: Bytes, text: z.string() }),
  z.strictObject({
    type: z.literal('sound'),
    mediaType: z.enum(['audio/mpeg', 'audio/wav']),
    data: Bytes,
    seconds: z.number(),
  }),
  z.strictObject({
    type: z.literal('video'),
    mediaType: z.literal('video/mp4'),
    data: Bytes,
    seconds: z.number(),
    width: Pixels,
    height: Pixels,
  }),
]);

export const UnderstoodShape: z.ZodType<Understood> = z.strictObject({
  kind: z.enum(['image', 'audio', 'video', 'document', 'text', 'unknown']),
  summary: z.string(),
  pieces: z.array(PieceShape).readonly(),
  costUsd: z.number(),
  isPartial: z.boolean(),
});

const Times = { start: z.number(), end: z.number() };

export const SpeechShape: z.ZodType<Speech> = z.strictObject({
  said: z.array(z.strictObject({ ...Times, words: z.string() })).readonly(),
  wordless: z.array(z.strictObject({ ...Times, is: z.enum(['music', 'sound without words']) })).readonly(),
  missing: z.array(z.strictObject(Times)).readonly(),
  language: z.union([z.string(), z.undefined()]),
  heardUntil: z.number(),
  isGiven: z.boolean(),
  costUsd: z.number(),
  problem: z.undefined(),
});

/** What the bytes of an attachment are. */
export interface Content {
  readonly sha256: string;
  readonly bytes: number;
}

export const ContentShape: z.ZodType<Content> = z.strictObject({ sha256: z.string(), bytes: z.number() });
