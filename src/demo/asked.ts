/** What the demo model is asked, out of the request bodies of both dialects. */
import { z } from 'zod';

export type AskedPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: Buffer }
  | {
      readonly type: 'file';
      readonly name: string;
      readonly mediaType: string;
      readonly data: Buffer;
    };

export interface AskedTurn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly AskedPart[];
}

export interface Asked {
  readonly model: string;
  readonly effort: string | undefined;
  readonly instructions: string;
  readonly turns: readonly AskedTurn[];
  readonly showReasoning: boolean;
  readonly showCounts: boolean;
}

const DATA_URL = 'expected a data URL such as data:image/png;base64,…';

/** The bytes of a data URL. */
const DataUrl = z.string().transform((url, context) => {
  // No pattern over the whole string: it may be many megabytes long.
  const comma = url.indexOf(',');
  const match = /^data:([^;,]+);base64$/.exec(url.slice(0, Math.max(0, comma)));
  if (!match?.[1]) {
    context.addIssue({ code: 'custom', message: DATA_URL });
    return z.NEVER;
  }
  return { mediaType: match[1], data: Buffer.from(url.slice(comma + 1), 'base64') };
});

const text = (value: string): AskedPart => ({ type: 'text', text: value });

/** Words alone may stand for a list with one text part. */
const content = <T extends z.ZodType<AskedPart>>(part: T, type: string) =>
  z.preprocess((value) => (typeof value === 'string' ? [{ type, text: value }] : value), z.array(part));

const ResponsesPart = z.discriminatedUnion('type', [
  z
    .object({ type: z.enum(['input_text', 'output_text']), text: z.string() })
    .transform((part) => text(part.text)),
  z
    .object({ type: z.literal('input_image'), image_url: DataUrl })
    .transform((part): AskedPart => ({ type: 'image', data: part.image_url.data })),
  z
    .object({ type: z.literal('input_file'), filename: z.string(), file_data: DataUrl })
    .transform((part): AskedPart => ({ type: 'file', name: part.filename, ...part.file_data })),
]);

const Role = z.enum(['user', 'assistant', 'system', 'developer']);
const isSystem = (role: z.infer<typeof Role>): boolean => role === 'system' || role === 'developer';

interface Message {
  readonly role: z.infer<typeof Role>;
  readonly content: readonly AskedPart[];
}

/** Messages of the system are instructions; the others are the conversation. */
function split(messages: readonly Message[]): Pick<Asked, 'instructions' | 'turns'> {
  const words = messages
    .filter(({ role }) => isSystem(role))
    .flatMap((message) => message.content)
    .map((part) => (part.type === 'text' ? part.text : ''));
  return {
    instructions: words.join('\n'),
    turns: messages
      .filter(({ role }) => !isSystem(role))
      .map((message) => ({
        role: message.role === 'assistant' ? 'assistant' : 'user',
        parts: message.content,
      })),
  };
}

const STREAMS = z.literal(true, 'the demo model only streams: set stream to true');

export const ResponsesBody = z
  .object({
    model: z.string(),
    instructions: z.string().optional(),
    input: z.union([
      z.string().transform((value): Message[] => [{ role: 'user', content: [text(value)] }]),
      z.array(z.object({ role: Role, content: content(ResponsesPart, 'input_text') })),
    ]),
    reasoning: z.object({ effort: z.string().optional(), summary: z.string().optional() }).optional(),
    stream: STREAMS,
  })
  .transform(({ model, instructions, input, reasoning }): Asked => {
    const parts = split(input);
    return {
      model,
      effort: reasoning?.effort,
      instructions: [instructions, parts.instructions].filter(Boolean).join('\n'),
      turns: parts.turns,
      showReasoning: reasoning?.summary !== undefined,
      showCounts: true,
    };
  });

const ChatPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }).transform((part) => text(part.text)),
  z
    .object({ type: z.literal('image_url'), image_url: z.object({ url: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'image', data: part.image_url.url.data })),
  z
    .object({ type: z.literal('file'), file: z.object({ filename: z.string(), file_data: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'file', name: part.file.filename, ...part.file.file_data })),
]);

export const ChatBody = z
  .object({
    model: z.string(),
    messages: z.array(z.object({ role: Role, content: content(ChatPart, 'text') })).min(1),
    reasoning_effort: z.string().optional(),
    stream: STREAMS,
    stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  })
  .transform((body): Asked => ({
    model: body.model,
    effort: body.reasoning_effort,
    ...split(body.messages),
    showReasoning: body.reasoning_effort !== 'none',
    showCounts: body.stream_options?.include_usage === true,
  }));
