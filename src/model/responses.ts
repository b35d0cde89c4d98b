/** The Responses dialect: OpenAI's own. */
import { APIError } from 'openai';
import { z } from 'zod';
import { paragraphs } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { cutError } from './errors.ts';
import type { ModelEvent, Usage } from './events.ts';
import { pictureOf, sourceOf } from './given.ts';
import { responsesBody } from './responses-body.ts';

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

/** An output item, kept whole. */
const Item = z.record(z.string(), z.unknown());
type Item = z.infer<typeof Item>;

const Call = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

/** The calls among the items of a finished answer, and the end of it. */
function ending(items: readonly Item[], usage: Usage | undefined): readonly ModelEvent[] {
  const calls = items.flatMap((item) => Call.safeParse(item).data ?? []);
  return [
    ...calls.map((call) => ({
      type: 'call' as const,
      id: call.call_id,
      name: call.name,
      arguments: call.arguments,
    })),
    {
      type: 'done',
      reason: 'complete',
      usage,
      ...(calls.length > 0 && { replay: { api: 'responses', items } }),
    },
  ];
}

/** The events that mean something to us, and of them only the fields that are used. */
const ServerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response.output_text.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.refusal.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.reasoning_summary_text.delta'), ...section, summary_index: index }),
  z.object({ type: z.literal('response.reasoning_text.delta'), ...section, content_index: index }),
  z.object({ type: z.literal('response.output_text.annotation.added'), annotation: z.unknown() }),
  z.object({ type: z.literal('response.output_item.done'), item: Item }),
  z.object({
    type: z.literal('response.completed'),
    response: z.object({ usage: Counts, output: z.array(Item).catch([]) }),
  }),
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
  carries: ({ type }) => type === 'image' || type === 'file',

  open: (client, request, without, signal) =>
    client.responses.create(responsesBody(request, without), { signal }),

  reader: () => {
    const text = paragraphs();
    const reasoning = paragraphs();
    const items: Item[] = [];
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
          case 'response.output_item.done':
            items.push(event.item);
            return pictureOf(event.item);
          case 'response.output_text.annotation.added':
            return sourceOf(event.annotation);
          case 'response.completed': {
            const { output, usage } = event.response;
            // Some servers leave the items out of the last event, others send them nowhere else.
            return ending(output.length < items.length ? items : output, usageOf(usage));
          }
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
