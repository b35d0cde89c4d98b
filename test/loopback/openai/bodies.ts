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
  | { readonly type: 'file'; readonly name: string; readonly mediaType: string; readonly data: Buffer }
  | {
      readonly type: 'sound';
      /** The form it was sent in; a data URL in `input_audio` is DashScope's. */
      readonly as: 'input_audio' | 'input_audio with data URL' | 'audio_url';
      readonly mediaType: string;
      readonly data: Buffer;
    }
  | { readonly type: 'video'; readonly mediaType: string; readonly data: Buffer };

export interface SentCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface SentTurn {
  /** `tool`: what came of a call. */
  readonly role: 'user' | 'assistant' | 'tool' | 'system';
  readonly parts: readonly SentPart[];
  /** What an assistant called. */
  readonly calls?: readonly SentCall[];
  /** The call that a tool answers. */
  readonly callId?: string;
}

const text = (value: string): SentPart => ({ type: 'text', text: value });
const Detail = z.enum(['low', 'high', 'original', 'auto']).optional();
const Effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
const Parameters = z.record(z.string(), z.unknown());

const ResponsesPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string() }).transform((part) => text(part.text)),
  z
    .strictObject({ type: z.literal('input_image'), image_url: DataUrl, detail: Detail })
    .transform((part): SentPart => ({ type: 'image', detail: part.detail, ...part.image_url })),
  z
    .strictObject({ type: z.literal('input_file'), filename: z.string().min(1), file_data: DataUrl })
    .transform((part): SentPart => ({ type: 'file', name: part.filename, ...part.file_data })),
]);

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
  z
    .strictObject({
      type: z.literal('input_audio'),
      input_audio: z.strictObject({ data: z.string(), format: z.enum(['mp3', 'wav']) }),
    })
    .transform(({ input_audio: { data, format } }): SentPart => ({
      type: 'sound',
      as: data.startsWith('data:') ? 'input_audio with data URL' : 'input_audio',
      mediaType: format === 'mp3' ? 'audio/mpeg' : 'audio/wav',
      data: Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'),
    })),
  z
    .strictObject({ type: z.literal('audio_url'), audio_url: z.strictObject({ url: DataUrl }) })
    .transform(({ audio_url: { url } }): SentPart => ({ type: 'sound', as: 'audio_url', ...url })),
  z
    .strictObject({ type: z.literal('video_url'), video_url: z.strictObject({ url: DataUrl }) })
    .transform(({ video_url: { url } }): SentPart => ({ type: 'video', ...url })),
]);

/** Words alone may stand for a list with one text part. */
const content = (part: typeof ResponsesPart | typeof ChatPart, type: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [{ type, text: value }] : value),
    z.array(part).min(1),
  );

const wordsAlone = z.string().transform((value): SentPart[] => [text(value)]);

/** A message of a person, or one as the server gave it back beside a compaction. */
const UserItem = z
  .strictObject({
    type: z.literal('message'),
    id: z.string().optional(),
    status: z.string().optional(),
    role: z.literal('user'),
    content: content(ResponsesPart, 'input_text'),
  })
  .transform(({ role, content: parts }): SentTurn => ({ role, parts }));

const OutputText = z
  .looseObject({ type: z.literal('output_text'), text: z.string() })
  .transform((part) => text(part.text));

/** An earlier answer as words, or a message of this one as the server wrote it. */
const AssistantItem = z
  .strictObject({
    type: z.literal('message'),
    id: z.string().optional(),
    status: z.string().optional(),
    role: z.literal('assistant'),
    phase: z.enum(['commentary', 'final_answer']).optional(),
    content: z.union([wordsAlone, z.array(OutputText)]),
  })
  .transform(({ role, content: parts }): SentTurn => ({ role, parts }));

const CallItem = z
  .strictObject({
    type: z.literal('function_call'),
    id: z.string().optional(),
    status: z.string().optional(),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  })
  .transform(({ call_id: id, name, arguments: given }): SentTurn => ({
    role: 'assistant',
    parts: [],
    calls: [{ id, name, arguments: given }],
  }));

const ResultItem = z
  .strictObject({
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.union([wordsAlone, z.array(ResponsesPart)]),
  })
  .transform(({ call_id: callId, output: parts }): SentTurn => ({ role: 'tool', parts, callId }));

/** What was thought is no turn: it is compared with what the server remembers. */
const ThoughtItem = z.looseObject({ type: z.literal('reasoning') }).transform(() => undefined);

/** What a conversation was made short to: compared with what the server remembers, and read by it alone. */
const CompactionItem = z
  .strictObject({ type: z.literal('compaction'), id: z.string(), encrypted_content: z.string() })
  .transform(({ encrypted_content }) => ({ compacted: encrypted_content }));

const Item = z.preprocess(
  // A message needs no type.
  (item) =>
    item !== null && typeof item === 'object' && 'role' in item ? { type: 'message', ...item } : item,
  z.discriminatedUnion('type', [
    z.discriminatedUnion('role', [UserItem, AssistantItem]),
    CallItem,
    ResultItem,
    ThoughtItem,
    CompactionItem,
  ]),
);

/** Fields of both dialects. */
const Shared = {
  safety_identifier: z.string().max(128).optional(),
  prompt_cache_key: z.string().max(64).optional(),
  service_tier: z.enum(['auto', 'default', 'flex', 'priority', 'fast']).optional(),
  temperature: z.number().optional(),
} as const;

const Format = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  schema: Parameters,
  strict: z.boolean().default(false),
});

export const CompactBody = z.strictObject({
  model: z.string(),
  input: z.array(Item).min(1),
  instructions: z.string().optional(),
  prompt_cache_key: Shared.prompt_cache_key,
  service_tier: Shared.service_tier,
});

export const ResponsesBody = z.strictObject({
  model: z.string(),
  instructions: z.string().optional(),
  input: z.array(Item).min(1),
  reasoning: z
    .strictObject({ effort: Effort, summary: z.enum(['auto', 'concise', 'detailed']).optional() })
    .optional(),
  tools: z
    .array(
      z.union([
        z.strictObject({
          type: z.literal('function'),
          name: z.string(),
          description: z.string().optional(),
          parameters: Parameters,
          strict: z.boolean(),
        }),
        z.strictObject({ type: z.enum(['web_search', 'image_generation']) }),
      ]),
    )
    .optional(),
  include: z.array(z.literal('reasoning.encrypted_content')).optional(),
  max_output_tokens: z.int().min(16).optional(),
  text: z.strictObject({ format: Format.extend({ type: z.literal('json_schema') }).optional() }).optional(),
  ...Shared,
  store: z.literal(false, 'this bot promises that nothing is stored at the provider'),
  stream: z.literal(true),
});

const SystemMessage = z
  .strictObject({ role: z.literal('system'), content: wordsAlone })
  .transform(({ role, content: parts }): SentTurn => ({ role, parts }));

const UserMessage = z
  .strictObject({ role: z.literal('user'), content: content(ChatPart, 'text') })
  .transform(({ role, content: parts }): SentTurn => ({ role, parts }));

/** Loose: what compatible servers want back of their own comes along. */
const AssistantMessage = z
  .looseObject({
    role: z.literal('assistant'),
    content: wordsAlone.nullish(),
    tool_calls: z
      .array(
        z.looseObject({
          id: z.string(),
          type: z.literal('function'),
          function: z.strictObject({ name: z.string(), arguments: z.string() }),
        }),
      )
      .min(1)
      .optional(),
  })
  .transform(({ role, content: parts, tool_calls: calls }): SentTurn => ({
    role,
    parts: parts ?? [],
    ...(calls && { calls: calls.map(({ id, function: called }) => ({ id, ...called })) }),
  }));

const ToolMessage = z
  .strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: wordsAlone })
  .transform(({ role, tool_call_id: callId, content: parts }): SentTurn => ({ role, parts, callId }));

export const ChatBody = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.discriminatedUnion('role', [SystemMessage, UserMessage, AssistantMessage, ToolMessage]))
    .min(1),
  reasoning_effort: Effort.optional(),
  max_completion_tokens: z.int().min(1).optional(),
  response_format: z.strictObject({ type: z.literal('json_schema'), json_schema: Format }).optional(),
  store: z.literal(false, 'this bot promises that nothing is stored at the provider').optional(),
  ...Shared,
  tools: z
    .array(
      z.strictObject({
        type: z.literal('function'),
        function: z.strictObject({
          name: z.string(),
          description: z.string().optional(),
          parameters: Parameters,
        }),
      }),
    )
    .optional(),
  modalities: z.array(z.enum(['text', 'audio', 'image'])).optional(),
  /** Sound is streamed in one form only. */
  audio: z.strictObject({ voice: z.string(), format: z.literal('pcm16') }).optional(),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).optional(),
});
