/** What an answer gives besides text: pictures, sound, and the pages it rests on, in the shapes of either dialect. */
import { z } from 'zod';
import type { ModelEvent } from '../events.ts';

/** A page an answer names. Responses has the fields beside the type, Chat Completions in an object of their own. */
const Page = z.object({
  url: z.url({ protocol: /^https?$/ }),
  title: z.string().optional().catch(undefined),
});
const Citation = z.union([
  Page.extend({ type: z.literal('url_citation') }),
  z.object({ type: z.literal('url_citation'), url_citation: Page }).transform((one) => one.url_citation),
]);

/** The source an annotation names; nothing of any other annotation. */
export function sourceOf(annotation: unknown): readonly ModelEvent[] {
  const { data } = Citation.safeParse(annotation);
  return data ? [{ type: 'source', url: data.url, title: data.title }] : [];
}

const Drawn = z.object({
  type: z.literal('image_generation_call'),
  result: z.base64(),
  output_format: z.string().catch('png'),
});

/** The picture of an output item of Responses. */
export function pictureOf(item: unknown): readonly ModelEvent[] {
  const { data } = Drawn.safeParse(item);
  if (!data) return [];
  const mediaType = `image/${data.output_format === 'svg' ? 'svg+xml' : data.output_format}`;
  return [{ type: 'image', mediaType, data: Buffer.from(data.result, 'base64') }];
}

const DataUrl = z.string().regex(/^data:image\/[\w.+-]+;base64,/);
const ImageUrl = z.object({ image_url: z.object({ url: DataUrl }) });

/** A picture of a Chat Completions chunk, as OpenRouter hands on those of the models behind it. */
export function pictureIn(image: unknown): readonly ModelEvent[] {
  const { data } = ImageUrl.safeParse(image);
  if (!data) return [];
  const [head = '', bytes = ''] = data.image_url.url.split(',', 2);
  return [
    {
      type: 'image',
      mediaType: head.slice('data:'.length, head.indexOf(';')),
      data: Buffer.from(bytes, 'base64'),
    },
  ];
}

/** Samples a second of the only form that OpenAI streams sound in: 16 bits, one channel, lowest byte first. */
const SPEECH_RATE = 24_000;

/** Spoken pieces (base64) as one WAV file; nothing where there are none. */
export function speechOf(pieces: readonly string[]): readonly ModelEvent[] {
  if (pieces.length === 0) return [];
  const samples = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  for (const [at, value] of [
    [16, 16],
    [24, SPEECH_RATE],
    [28, SPEECH_RATE * 2],
    [40, samples.byteLength],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write('data', 36, 'latin1');
  return [{ type: 'sound', mediaType: 'audio/wav', data: Buffer.concat([header, samples]) }];
}
