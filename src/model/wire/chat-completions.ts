/** The Chat Completions dialect: what every compatible server speaks. */
import { z } from 'zod';
import { chatBody } from './chat-body.ts';
import { CallPiece, collectCalls } from './chat-calls.ts';
import { collectThoughts, faultIn, ThoughtFields } from './compatible.ts';
import { Given } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { cutError } from './errors.ts';
import type { ModelEvent, Usage } from '../events.ts';
import { PDF } from './fit.ts';
import { pictureIn, sourceOf, speechOf } from './given.ts';
import { readTags } from './think-tags.ts';

const count = z.number().catch(0);
const Counts = z
  .object({
    prompt_tokens: z.number(),
    prompt_tokens_details: z
      .object({ cached_tokens: count, cache_write_tokens: count })
      .optional()
      .catch(undefined),
    completion_tokens: z.number(),
    completion_tokens_details: z.object({ reasoning_tokens: count }).optional().catch(undefined),
  })
  .transform((counts): Usage => ({
    inputTokens: counts.prompt_tokens,
    cachedInputTokens: counts.prompt_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: counts.prompt_tokens_details?.cache_write_tokens ?? 0,
    outputTokens: counts.completion_tokens,
    reasoningTokens: counts.completion_tokens_details?.reasoning_tokens ?? 0,
  }))
  .optional()
  .catch(undefined);

const words = z.string().nullish().catch(undefined);

const Delta = z.object({
  content: words,
  refusal: words,
  ...ThoughtFields.shape,
  /** Pages an answer rests on, and OpenRouter's pictures. */
  annotations: z.array(z.unknown()).nullish().catch(undefined),
  images: z.array(z.unknown()).nullish().catch(undefined),
  /** What a model says aloud, and its words. */
  audio: z.object({ data: words, transcript: words }).nullish().catch(undefined),
  tool_calls: z.array(CallPiece).nullish().catch(undefined),
});
type Delta = z.infer<typeof Delta>;

/** One chunk, and of it only the fields that are used. */
const Chunk = z.object({
  choices: z.array(z.object({ delta: Delta.catch({}), finish_reason: words })).catch([]),
  usage: Counts,
  service_tier: Given,
});

/** Fields that a stretch of words comes in; what else a delta may say takes more looking at. */
const PLAIN: ReadonlySet<string> = new Set(['content', 'reasoning', 'reasoning_content']);

/**
 * The delta of a chunk that says nothing but words, as nearly all do. Thousands come in one answer, and a schema takes
 * longer for each than all the rest of the way.
 */
function plainDelta(raw: unknown): Delta | undefined {
  const { choices, usage } = raw as { choices?: unknown; usage?: unknown };
  if (usage || !Array.isArray(choices) || choices.length !== 1) return undefined;
  const { delta, finish_reason } = (choices[0] ?? {}) as { delta?: unknown; finish_reason?: unknown };
  if (finish_reason || typeof delta !== 'object' || delta === null) return undefined;
  for (const key in delta) {
    const value = (delta as Record<string, unknown>)[key];
    if (value === null || value === undefined || key === 'role') continue;
    if (typeof value !== 'string' || !PLAIN.has(key)) return undefined;
  }
  return delta;
}

/** Every other word (`stop`, and what servers invent) means that the model is done. */
const REASONS: Readonly<Record<string, 'length' | 'filtered'>> = {
  length: 'length',
  content_filter: 'filtered',
};

export const chatCompletions: Dialect = {
  carries: (part) => part.type !== 'file' || part.mediaType === PDF,

  open: (client, request, sending, signal) =>
    client.chat.completions.create(chatBody(request, sending), { signal }).asResponse(),

  reader: ({ tags }) => {
    let finish: string | undefined;
    let usage: Usage | undefined;
    let service: Usage['service'];
    let text = '';
    const tagged = tags && readTags(tags);
    const thoughts = collectThoughts();
    const collector = collectCalls();
    const spoken: string[] = [];

    /** Words of the answer; what of them is thought between tags is none. */
    const said = (content: string): readonly ModelEvent[] =>
      keep(tagged?.take(content) ?? [{ type: 'text', text: content }]);
    const keep = (events: readonly ModelEvent[]): readonly ModelEvent[] => {
      for (const event of events) if (event.type === 'text') text += event.text;
      return events;
    };

    const takeWords = (delta: Delta): readonly ModelEvent[] => {
      const thought = thoughts.take(delta);
      const content = delta.content ?? delta.audio?.transcript;
      if (!thought) return content ? said(content) : [];
      tagged?.thoughtElsewhere();
      const reasoning: ModelEvent = { type: 'reasoning', text: thought };
      return content ? [reasoning, ...said(content)] : [reasoning];
    };

    return {
      take: (raw) => {
        const plain = plainDelta(raw);
        if (plain) return takeWords(plain);
        const { data: chunk } = Chunk.safeParse(raw);
        service = chunk?.service_tier ?? service;
        usage = chunk?.usage ?? usage;
        const choice = chunk?.choices[0];
        const fault = faultIn(raw, choice?.finish_reason);
        if (fault) throw fault;
        if (!choice) return [];
        finish = choice.finish_reason ?? finish;
        const { delta } = choice;
        if (delta.audio?.data) spoken.push(delta.audio.data);
        delta.tool_calls?.forEach(collector.take);
        return [
          ...takeWords(delta),
          ...(delta.refusal ? [{ type: 'refusal' as const, text: delta.refusal }] : []),
          ...(delta.annotations ?? []).flatMap(sourceOf),
          ...(delta.images ?? []).flatMap(pictureIn),
        ];
      },
      // The usage comes after the last choice, so the end of the stream is waited for.
      end: () => {
        if (finish === undefined) throw cutError();
        const reason = REASONS[finish] ?? 'complete';
        const counts = usage && { ...usage, ...(service && { service }) };
        // A call that was cut off is no call.
        const calls = reason === 'complete' ? collector.calls() : [];
        const last = keep(tagged?.end(reason === 'complete' && calls.length === 0) ?? []);
        if (calls.length === 0)
          return [...last, ...speechOf(spoken), { type: 'done', reason, usage: counts }];
        const message = {
          role: 'assistant',
          content: text || null,
          ...thoughts.kept(),
          tool_calls: calls,
        };
        return [
          ...last,
          ...calls.map(({ id, function: { name, arguments: given } }) => ({
            type: 'call' as const,
            id,
            name,
            arguments: given,
          })),
          { type: 'done', reason, usage: counts, replay: { api: 'chat', message } },
        ];
      },
    };
  },
};
