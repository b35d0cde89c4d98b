/** The bodies a bot may send in either dialect: nothing else is let through. */
import { z } from 'zod';

const DataUrl = z.string().transform((url, context) => {
  const comma = url.indexOf(',');
  const mediaType = /^data:([^;,]+);base64$/.exec(url.slice(0, Math.max(0, comma)))?.[1];
  if (mediaType) return { mediaType, data: Buffer.from(url.slice(comma + 1), 'base64') };
  context.addIssue({ code: 'custom', message: 'expected a base64 data URL' });
  return z.NEVER;
});

export type SentPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image';
      readonly mediaType: string;
      readonly detail: string | undefined;
      readonly data: Buffer;
    }
  | { readonly type: 'file'; readonly name: string; readonly mediaType: string; readonly data: Buffer };

const text = (value: string): SentPart => ({ type: 'text', text: value });
const Detail = z.enum(['low', 'high', 'original', 'auto']).optional();
const Effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

const ResponsesPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string() }).transform((part) => text(part.text)),
  z
    .strictObject({ type: z.literal('input_image'), image_url: DataUrl, detail: Detail })
    .transform((part): SentPart => ({ type: 'image', detail: part.detail, ...part.image_url })),
  z
    .strictObject({ type: z.literal('input_file'), filename: z.string().min(1), file_data: DataUrl })
    .transform((part): SentPart => ({ type: 'file', name: part.filename, ...part.file_data })),
]);

/** Words alone may stand for a list with one text part. */
const content = (part: typeof ResponsesPart | typeof ChatPart, type: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [{ type, text: value }] : value),
    z.array(part).min(1),
  );

const wordsAlone = z.string().transform((value): SentPart[] => [text(value)]);

export const ResponsesBody = z.strictObject({
  model: z.string(),
  instructions: z.string().optional(),
  input: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({
          type: z.literal('message').optional(),
          role: z.literal('user'),
          content: content(ResponsesPart, 'input_text'),
        }),
        z.strictObject({
          type: z.literal('message').optional(),
          role: z.literal('assistant'),
          phase: z.enum(['commentary', 'final_answer']).optional(),
          content: wordsAlone,
        }),
      ]),
    )
    .min(1),
  reasoning: z
    .strictObject({ effort: Effort, summary: z.enum(['auto', 'concise', 'detailed']).optional() })
    .optional(),
  max_output_tokens: z.int().min(16).optional(),
  temperature: z.number().optional(),
  store: z.literal(false, 'this bot promises that nothing is stored at the provider'),
  stream: z.literal(true),
});

const ChatPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }).transform((part) => text(part.text)),
  z
    .strictObject({
      type: z.literal('image_url'),
      image_url: z.strictObject({ url: DataUrl, detail: Detail }),
    })
    .transform(({ image_url: { url, detail } }): SentPart => ({ type: 'image', detail, ...url })),
  z
    .strictObject({
      type: z.literal('file'),
      file: z.strictObject({ filename: z.string().min(1), file_data: DataUrl }),
    })
    .transform(({ file }): SentPart => ({ type: 'file', name: file.filename, ...file.file_data })),
]);

export const ChatBody = z.strictObject({
  model: z.string(),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({ role: z.literal('system'), content: wordsAlone }),
        z.strictObject({
          role: z.literal('user'),
          content: content(ChatPart, 'text'),
        }),
        z.strictObject({ role: z.literal('assistant'), content: wordsAlone }),
      ]),
    )
    .min(1),
  reasoning_effort: Effort.optional(),
  max_completion_tokens: z.int().min(1).optional(),
  temperature: z.number().optional(),
  tools: z.array(z.unknown()).optional(),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).optional(),
});
