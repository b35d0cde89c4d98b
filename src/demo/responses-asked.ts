/** What the demo model is asked over Responses. */
import { z } from 'zod';
import { content, DataUrl, Parameters, Schema, split, STREAMS, text } from './asked.ts';
import type { Asked, AskedPart, Message } from './asked.ts';
import { openCompaction } from './compaction.ts';

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
    z
      .object({ type: z.literal('compaction'), encrypted_content: z.string() })
      .transform((item) => Compaction.parse(openCompaction(item.encrypted_content))),
  ]),
);

/** What the demo model keeps of messages that it makes short: how many there were. */
const Compaction = z.object({ compacted: z.number() }).catch({ compacted: 0 });
export type Compaction = z.infer<typeof Compaction>;

const Input = z.union([
  z
    .string()
    .transform((value) => ({ messages: [{ role: 'user', parts: [text(value)] } as Message], compacted: 0 })),
  z.array(ResponsesItem).transform((items) => ({
    messages: items.flatMap((item) => (item && 'role' in item ? [item] : [])),
    compacted: items.reduce((sum, item) => sum + (item && 'compacted' in item ? item.compacted : 0), 0),
  })),
]);

/** What is to be made short. */
export const CompactBody = z.object({ model: z.string(), input: Input });

export const ResponsesBody = z
  .object({
    model: z.string(),
    instructions: z.string().optional(),
    input: Input,
    tools: z.array(z.object({ name: z.string(), parameters: Parameters })).default([]),
    reasoning: z.object({ effort: z.string().optional(), summary: z.string().optional() }).optional(),
    text: z
      .object({ format: z.object({ type: z.string(), schema: Schema.optional() }).optional() })
      .optional(),
    stream: STREAMS,
  })
  .transform(({ model, instructions, input, tools, reasoning, text: wanted }): Asked => {
    const parts = split(input.messages);
    return {
      model,
      effort: reasoning?.effort,
      instructions: [instructions, parts.instructions].filter(Boolean).join('\n'),
      turns: parts.turns,
      tools: tools.map(({ name, parameters }) => ({ name, files: parameters })),
      format: wanted?.format?.schema,
      compacted: input.compacted,
      showReasoning: reasoning?.summary !== undefined,
      showCounts: true,
    };
  });
