/** The Chat Completions dialect: what every compatible server speaks. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { z } from 'zod';
import { assistantText, dataUrl } from './dialect.ts';
import type { Dialect, Extra } from './dialect.ts';
import { cutError } from './errors.ts';
import type { ModelEvent, Usage } from './events.ts';
import type { ModelRequest, ModelTurn, Part } from './request.ts';

/** The only kind of file the dialect has a place for. */
const isPdf = (part: Part): boolean => part.type === 'file' && part.mediaType === 'application/pdf';

function contentOf(part: Part, request: ModelRequest): ChatCompletionContentPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return {
        type: 'image_url',
        image_url: { url: dataUrl(part), detail: request.model.images.detail ?? 'auto' },
      };
    case 'file':
      if (isPdf(part)) return { type: 'file', file: { filename: part.name, file_data: dataUrl(part) } };
      return { type: 'text', text: `[${part.name} could not be sent]` };
  }
}

function messageOf({ role, parts }: ModelTurn, request: ModelRequest): ChatCompletionMessageParam {
  if (role === 'assistant') return { role, content: assistantText(parts) };
  const content = parts.map((part) => contentOf(part, request));
  // Words alone go as a string: some servers of models that only read take nothing else.
  const [first] = content;
  return { role, content: content.length === 1 && first?.type === 'text' ? first.text : content };
}

/** The body of the request. */
function chatBody(request: ModelRequest, without: ReadonlySet<Extra>): ChatCompletionCreateParamsStreaming {
  const { model, effort, instructions, turns } = request;
  return {
    model: model.id,
    messages: [
      ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
      ...turns.filter(({ parts }) => parts.length > 0).map((turn) => messageOf(turn, request)),
    ],
    ...(!without.has('effort') && { reasoning_effort: effort }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

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

export const chatCompletions: Dialect = {
  leftOut: ({ turns }) =>
    (turns.at(-1)?.parts ?? []).flatMap((part) => (part.type === 'file' && !isPdf(part) ? [part.name] : [])),

  open: (client, request, without, signal) =>
    client.chat.completions.create(chatBody(request, without), { signal }),

  reader: () => {
    let finish: string | undefined;
    let usage: Usage | undefined;
    return {
      take: (raw) => {
        const { data: chunk } = Chunk.safeParse(raw);
        usage = chunk?.usage ?? usage;
        const choice = chunk?.choices[0];
        if (!choice) return [];
        finish = choice.finish_reason ?? finish;
        const { content, refusal, reasoning, reasoning_content } = choice.delta;
        return [
          ...stretch('reasoning', reasoning ?? reasoning_content),
          ...stretch('text', content),
          ...stretch('refusal', refusal),
        ];
      },
      // The usage comes after the last choice, so the end of the stream is waited for.
      end: () => {
        if (finish === undefined) throw cutError();
        return { type: 'done', reason: REASONS[finish] ?? 'complete', usage };
      },
    };
  },
};

const stretch = (type: 'reasoning' | 'text' | 'refusal', text: string | undefined): readonly ModelEvent[] =>
  text ? [{ type, text }] : [];
