/** What the demo model is asked over Chat Completions. */
import { z } from 'zod';
import { content, DataUrl, Parameters, Schema, split, STREAMS, text } from './asked.ts';
import type { Asked, AskedPart, Message } from './asked.ts';

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
    response_format: z
      .object({ type: z.string(), json_schema: z.object({ schema: Schema.optional() }).optional() })
      .optional(),
    stream: STREAMS,
    stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  })
  .transform((body): Asked => ({
    model: body.model,
    effort: body.reasoning_effort,
    ...split(body.messages),
    tools: body.tools.map((tool) => ({ name: tool.function.name, files: tool.function.parameters })),
    format: body.response_format?.json_schema?.schema,
    compacted: 0,
    showReasoning: body.reasoning_effort !== 'none',
    showCounts: body.stream_options?.include_usage === true,
  }));
