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
    }
  | { readonly type: 'sound' | 'video'; readonly data: Buffer };

export interface AskedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface AskedTurn {
  /** `tool`: what came of a call. */
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly AskedPart[];
  /** What an assistant called. */
  readonly calls?: readonly AskedCall[];
}

/** A function that may be called. */
export interface AskedTool {
  readonly name: string;
  /** The file names it takes, where its schema lists them. */
  readonly files: readonly string[];
}

export interface Asked {
  readonly model: string;
  readonly effort: string | undefined;
  readonly instructions: string;
  readonly turns: readonly AskedTurn[];
  readonly tools: readonly AskedTool[];
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

/** Base64, for some servers in a data URL. */
const soundBytes = (data: string): Buffer => Buffer.from(data.slice(data.indexOf(',') + 1), 'base64');

const ChatPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }).transform((part) => text(part.text)),
  z
    .object({ type: z.literal('image_url'), image_url: z.object({ url: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'image', data: part.image_url.url.data })),
  z
    .object({ type: z.literal('file'), file: z.object({ filename: z.string(), file_data: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'file', name: part.file.filename, ...part.file.file_data })),
  z
    .object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string() }) })
    .transform((part): AskedPart => ({ type: 'sound', data: soundBytes(part.input_audio.data) })),
  z
    .object({ type: z.literal('audio_url'), audio_url: z.object({ url: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'sound', data: part.audio_url.url.data })),
  z
    .object({ type: z.literal('video_url'), video_url: z.object({ url: DataUrl }) })
    .transform((part): AskedPart => ({ type: 'video', data: part.video_url.url.data })),
]);

const Role = z.enum(['user', 'assistant', 'system', 'developer']);

interface Message extends Omit<AskedTurn, 'role'> {
  readonly role: AskedTurn['role'] | 'system' | 'developer';
}

const isTurn = (message: Message): message is AskedTurn =>
  message.role !== 'system' && message.role !== 'developer';

/** Messages of the system are instructions; the others are the conversation. */
function split(messages: readonly Message[]): Pick<Asked, 'instructions' | 'turns'> {
  const words = messages
    .filter((message) => !isTurn(message))
    .flatMap(({ parts }) => parts)
    .map((part) => (part.type === 'text' ? part.text : ''));
  return { instructions: words.join('\n'), turns: messages.filter(isTurn) };
}

const STREAMS = z.literal(true, 'the demo model only streams: set stream to true');

const Parameters = z
  .object({ properties: z.object({ file: z.object({ enum: z.array(z.string()) }) }) })
  .transform(({ properties }) => properties.file.enum)
  .catch([]);

/** What a client may send back of an answer that goes on; the thoughts of it say nothing. */
const ResponsesItem = z.preprocess(
  // A message needs no type.
  (item) =>
    item !== null && typeof item === 'object' && 'role' in item ? { type: 'message', ...item } : item,
  z.discriminatedUnion('type', [
    z
      .object({ type: z.literal('message'), role: Role, content: content(ResponsesPart, 'input_text') })
      .transform(({ role, content: parts }): Message => ({ role, parts })),
    z
      .object({
        type: z.literal('function_call'),
        call_id: z.string(),
        name: z.string(),
        arguments: z.string(),
      })
      .transform(({ call_id: id, name, arguments: given }): Message => ({
        role: 'assistant',
        parts: [],
        calls: [{ id, name, arguments: given }],
      })),
    z
      .object({ type: z.literal('function_call_output'), output: content(ResponsesPart, 'input_text') })
      .transform(({ output }): Message => ({ role: 'tool', parts: output })),
    z.object({ type: z.literal('reasoning') }).transform(() => undefined),
  ]),
);

export const ResponsesBody = z
  .object({
    model: z.string(),
    instructions: z.string().optional(),
    input: z.union([
      z.string().transform((value): Message[] => [{ role: 'user', parts: [text(value)] }]),
      z.array(ResponsesItem).transform((items) => items.filter((item) => item !== undefined)),
    ]),
    tools: z.array(z.object({ name: z.string(), parameters: Parameters })).default([]),
    reasoning: z.object({ effort: z.string().optional(), summary: z.string().optional() }).optional(),
    stream: STREAMS,
  })
  .transform(({ model, instructions, input, tools, reasoning }): Asked => {
    const parts = split(input);
    return {
      model,
      effort: reasoning?.effort,
      instructions: [instructions, parts.instructions].filter(Boolean).join('\n'),
      turns: parts.turns,
      tools: tools.map(({ name, parameters }) => ({ name, files: parameters })),
      showReasoning: reasoning?.summary !== undefined,
      showCounts: true,
    };
  });

const ChatMessage = z.discriminatedUnion('role', [
  z
    .object({ role: z.enum(['user', 'system', 'developer', 'tool']), content: content(ChatPart, 'text') })
    .transform(({ role, content: parts }): Message => ({ role, parts })),
  z
    .object({
      role: z.literal('assistant'),
      content: content(ChatPart, 'text').nullish(),
      tool_calls: z
        .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
        .optional(),
    })
    .transform(({ role, content: parts, tool_calls: calls }): Message => ({
      role,
      parts: parts ?? [],
      ...(calls && { calls: calls.map(({ id, function: called }) => ({ id, ...called })) }),
    })),
]);

export const ChatBody = z
  .object({
    model: z.string(),
    messages: z.array(ChatMessage).min(1),
    tools: z
      .array(z.object({ function: z.object({ name: z.string(), parameters: Parameters }) }))
      .default([]),
    reasoning_effort: z.string().optional(),
    stream: STREAMS,
    stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  })
  .transform((body): Asked => ({
    model: body.model,
    effort: body.reasoning_effort,
    ...split(body.messages),
    tools: body.tools.map((tool) => ({ name: tool.function.name, files: tool.function.parameters })),
    showReasoning: body.reasoning_effort !== 'none',
    showCounts: body.stream_options?.include_usage === true,
  }));
