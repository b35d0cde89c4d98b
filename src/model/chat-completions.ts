/** The Chat Completions dialect: what every compatible server speaks. */
import { z } from 'zod';
import { chatBody } from './chat-body.ts';
import { CallPiece, collectCalls } from './chat-calls.ts';
import type { Dialect } from './dialect.ts';
import { cutError } from './errors.ts';
import type { ModelEvent, Usage } from './events.ts';
import { PDF } from './fit.ts';
import { pictureIn, sourceOf, speechOf } from './given.ts';

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

const words = z.string().optional().catch(undefined);

/** One chunk, and of it only the fields that are used. */
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: words,
            refusal: words,
            /** OpenRouter and vLLM. */
            reasoning: words,
            /** DeepSeek, SGLang, DashScope and older vLLM. */
            reasoning_content: words,
            /** OpenRouter: what the models behind it want back. */
            reasoning_details: z.array(z.unknown()).optional().catch(undefined),
            /** Pages an answer rests on, and OpenRouter's pictures. */
            annotations: z.array(z.unknown()).optional().catch(undefined),
            images: z.array(z.unknown()).optional().catch(undefined),
            /** What a model says aloud, and its words. */
            audio: z.object({ data: words, transcript: words }).optional().catch(undefined),
            tool_calls: z.array(CallPiece).optional().catch(undefined),
          })
          .catch({}),
        finish_reason: words,
      }),
    )
    .catch([]),
  usage: Counts,
});

/** Every other word (`stop`, and what servers invent) means that the model is done. */
const REASONS: Readonly<Record<string, 'length' | 'filtered'>> = {
  length: 'length',
  content_filter: 'filtered',
};

/** What was thought before a call, in the fields it came in: DeepSeek and others want it back with the result. */
interface Thought {
  reasoning: string;
  reasoning_content: string;
  reasoning_details: unknown[];
}

export const chatCompletions: Dialect = {
  carries: (part) => part.type !== 'file' || part.mediaType === PDF,

  open: (client, request, without, signal) =>
    client.chat.completions.create(chatBody(request, without), { signal }),

  reader: () => {
    let finish: string | undefined;
    let usage: Usage | undefined;
    let text = '';
    const thought: Thought = { reasoning: '', reasoning_content: '', reasoning_details: [] };
    const collector = collectCalls();
    const spoken: string[] = [];
    return {
      take: (raw) => {
        const { data: chunk } = Chunk.safeParse(raw);
        usage = chunk?.usage ?? usage;
        const choice = chunk?.choices[0];
        if (!choice) return [];
        finish = choice.finish_reason ?? finish;
        const { refusal, reasoning, reasoning_content, reasoning_details, tool_calls, audio } = choice.delta;
        const content = choice.delta.content ?? audio?.transcript;
        if (audio?.data) spoken.push(audio.data);
        text += content ?? '';
        thought.reasoning += reasoning ?? '';
        thought.reasoning_content += reasoning_content ?? '';
        thought.reasoning_details.push(...(reasoning_details ?? []));
        tool_calls?.forEach(collector.take);
        return [
          ...stretch('reasoning', reasoning ?? reasoning_content),
          ...stretch('text', content),
          ...stretch('refusal', refusal),
          ...(choice.delta.annotations ?? []).flatMap(sourceOf),
          ...(choice.delta.images ?? []).flatMap(pictureIn),
        ];
      },
      // The usage comes after the last choice, so the end of the stream is waited for.
      end: () => {
        if (finish === undefined) throw cutError();
        const reason = REASONS[finish] ?? 'complete';
        // A call that was cut off is no call.
        const calls = reason === 'complete' ? collector.calls() : [];
        if (calls.length === 0) return [...speechOf(spoken), { type: 'done', reason, usage }];
        const kept = Object.fromEntries(Object.entries(thought).filter(([, value]) => value.length > 0));
        const message = { role: 'assistant', content: text || null, ...kept, tool_calls: calls };
        return [
          ...calls.map(({ id, function: { name, arguments: given } }) => ({
            type: 'call' as const,
            id,
            name,
            arguments: given,
          })),
          { type: 'done', reason, usage, replay: { api: 'chat', message } },
        ];
      },
    };
  },
};

const stretch = (type: 'reasoning' | 'text' | 'refusal', text: string | undefined): readonly ModelEvent[] =>
  text ? [{ type, text }] : [];
