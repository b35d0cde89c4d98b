/** The Responses dialect: OpenAI's own. */
import { APIError } from 'openai';
import type {
  ResponseCreateParamsStreaming,
  ResponseInputContent,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { z } from 'zod';
import { assistantText, dataUrl, paragraphs } from './dialect.ts';
import type { Dialect, Extra } from './dialect.ts';
import { cutError } from './errors.ts';
import type { Usage } from './events.ts';
import type { ModelRequest, ModelTurn, Part } from './request.ts';

function contentOf(part: Part, request: ModelRequest): ResponseInputContent {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: dataUrl(part), detail: request.model.images.detail ?? 'auto' };
    case 'file':
      return { type: 'input_file', filename: part.name, file_data: dataUrl(part) };
  }
}

function itemOf({ role, parts }: ModelTurn, request: ModelRequest): ResponseInputItem {
  return role === 'assistant'
    ? { type: 'message', role, content: assistantText(parts), phase: 'final_answer' }
    : { type: 'message', role, content: parts.map((part) => contentOf(part, request)) };
}

/** The body of the request. Nothing is stored at the provider. */
function responsesBody(request: ModelRequest, without: ReadonlySet<Extra>): ResponseCreateParamsStreaming {
  const { model, effort, instructions, turns } = request;
  const summary = effort === 'none' || without.has('reasoning summary') ? {} : { summary: 'auto' as const };
  return {
    model: model.id,
    ...(instructions && { instructions }),
    input: turns.filter(({ parts }) => parts.length > 0).map((turn) => itemOf(turn, request)),
    ...(!without.has('effort') && { reasoning: { effort, ...summary } }),
    store: false,
    stream: true,
  };
}

const count = z.number().catch(0);
const Counts = z
  .object({
    input_tokens: z.number(),
    input_tokens_details: z
      .object({ cached_tokens: count, cache_write_tokens: count })
      .optional()
      .catch(undefined),
    output_tokens: z.number(),
    output_tokens_details: z.object({ reasoning_tokens: count }).optional().catch(undefined),
  })
  .optional()
  .catch(undefined);

function usageOf(counts: z.infer<typeof Counts>): Usage | undefined {
  return (
    counts && {
      inputTokens: counts.input_tokens,
      cachedInputTokens: counts.input_tokens_details?.cached_tokens ?? 0,
      cacheWriteTokens: counts.input_tokens_details?.cache_write_tokens ?? 0,
      outputTokens: counts.output_tokens,
      reasoningTokens: counts.output_tokens_details?.reasoning_tokens ?? 0,
    }
  );
}

/** Where a stretch belongs. Lenient: a server that leaves these out has one section. */
const section = { item_id: z.string().catch(''), delta: z.string() };
const index = z.number().catch(0);

/** The events that mean something to us, and of them only the fields that are used. */
const ServerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response.output_text.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.refusal.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.reasoning_summary_text.delta'), ...section, summary_index: index }),
  z.object({ type: z.literal('response.reasoning_text.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.completed'), response: z.object({ usage: Counts }) }),
  z.object({
    type: z.literal('response.incomplete'),
    response: z.object({
      usage: Counts,
      incomplete_details: z.object({ reason: z.string() }).optional().catch(undefined),
    }),
  }),
  z.object({
    type: z.literal('response.failed'),
    response: z.object({
      error: z
        .object({ code: z.string().optional().catch(undefined), message: z.string().catch('') })
        .catch({ code: undefined, message: '' }),
    }),
  }),
]);

export const responses: Dialect = {
  leftOut: () => [],

  open: (client, request, without, signal) =>
    client.responses.create(responsesBody(request, without), { signal }),

  reader: () => {
    const text = paragraphs();
    const reasoning = paragraphs();
    return {
      take: (raw) => {
        const { data: event } = ServerEvent.safeParse(raw);
        switch (event?.type) {
          case 'response.output_text.delta':
            return [{ type: 'text', text: text(`${event.item_id} ${event.content_index}`, event.delta) }];
          case 'response.refusal.delta':
            return [{ type: 'refusal', text: event.delta }];
          case 'response.reasoning_summary_text.delta':
            return [
              { type: 'reasoning', text: reasoning(`${event.item_id} ${event.summary_index}`, event.delta) },
            ];
          case 'response.reasoning_text.delta':
            return [
              { type: 'reasoning', text: reasoning(`${event.item_id} ${event.content_index}`, event.delta) },
            ];
          case 'response.completed':
            return [{ type: 'done', reason: 'complete', usage: usageOf(event.response.usage) }];
          case 'response.incomplete': {
            const filtered = event.response.incomplete_details?.reason === 'content_filter';
            const reason = filtered ? 'filtered' : 'length';
            return [{ type: 'done', reason, usage: usageOf(event.response.usage) }];
          }
          case 'response.failed':
            throw new APIError(undefined, event.response.error, undefined, undefined);
          default:
            return [];
        }
      },
      end: () => {
        throw cutError();
      },
    };
  },
};
