/** The Responses dialect: OpenAI's own. */
import { APIError } from 'openai';
import { z } from 'zod';
import { Given, paragraphs } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { cutError } from './errors.ts';
import type { ModelEvent, Usage } from '../events.ts';
import { pictureOf, sourceOf } from './given.ts';
import { repeatedIn } from './repeated.ts';
import { responsesBody } from './responses-body.ts';
import { readTags } from './think-tags.ts';

const count = z.number().catch(0);
export const Counts = z
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

export function usageOf(
  counts: z.infer<typeof Counts>,
  service: Usage['service'] = undefined,
): Usage | undefined {
  return (
    counts && {
      inputTokens: counts.input_tokens,
      cachedInputTokens: counts.input_tokens_details?.cached_tokens ?? 0,
      cacheWriteTokens: counts.input_tokens_details?.cache_write_tokens ?? 0,
      outputTokens: counts.output_tokens,
      reasoningTokens: counts.output_tokens_details?.reasoning_tokens ?? 0,
      ...(service && { service }),
    }
  );
}

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

/** The events that mean something to us besides stretches of words, and of them only the fields that are used. */
const EVENTS = {
  'response.output_text.annotation.added': z.object({ annotation: z.unknown() }),
  'response.output_item.done': z.object({ item: Item }),
  'response.completed': z.object({
    response: z.object({ usage: Counts, service_tier: Given, output: z.array(Item).catch([]) }),
  }),
  'response.incomplete': z.object({
    response: z.object({
      usage: Counts,
      service_tier: Given,
      incomplete_details: z.object({ reason: z.string() }).optional().catch(undefined),
    }),
  }),
  'response.failed': z.object({
    response: z.object({
      error: z
        .object({ code: z.string().optional().catch(undefined), message: z.string().catch('') })
        .catch({ code: undefined, message: '' }),
    }),
  }),
} as const;

/** A stretch of words, as it comes thousands of times in one answer. */
interface Stretch {
  readonly type?: unknown;
  readonly delta?: unknown;
  /** Where it belongs: a server that leaves these out has one section. */
  readonly item_id?: unknown;
  readonly content_index?: unknown;
  readonly summary_index?: unknown;
  readonly sequence_number?: unknown;
}

export const responses: Dialect = {
  carries: (part, { model: { takes } }) =>
    part.type === 'image' ||
    part.type === 'file' ||
    (part.type === 'video' && takes.video?.as === 'input_video'),

  open: (client, request, sending, signal) =>
    client.responses.create(responsesBody(request, sending), { signal }).asResponse(),

  reader: ({ tags }) => {
    const textIn = paragraphs();
    const reasoningIn = paragraphs();
    const tagged = tags && readTags(tags);
    const items: Item[] = [];
    const isRepeated = repeatedIn();

    /** Plain checks and no schema: for each of thousands of stretches it would take longer than all the rest of the way. */
    const takeStretch = (event: Stretch, delta: string): readonly ModelEvent[] => {
      switch (event.type) {
        case 'response.output_text.delta': {
          const text = textIn(event.item_id, event.content_index, delta);
          return tagged?.take(text) ?? [{ type: 'text', text }];
        }
        case 'response.refusal.delta':
          return [{ type: 'refusal', text: delta }];
        case 'response.reasoning_summary_text.delta':
          tagged?.thoughtElsewhere();
          return [{ type: 'reasoning', text: reasoningIn(event.item_id, event.summary_index, delta) }];
        case 'response.reasoning_text.delta':
          tagged?.thoughtElsewhere();
          return [{ type: 'reasoning', text: reasoningIn(event.item_id, event.content_index, delta) }];
        default:
          return [];
      }
    };

    return {
      take: (raw) => {
        const stretch = raw as Stretch;
        if (isRepeated(stretch)) return [];
        if (typeof stretch.delta === 'string') return takeStretch(stretch, stretch.delta);
        switch (stretch.type) {
          case 'response.output_item.done': {
            const { data } = EVENTS[stretch.type].safeParse(raw);
            if (!data) return [];
            items.push(data.item);
            return pictureOf(data.item);
          }
          case 'response.output_text.annotation.added':
            return sourceOf(EVENTS[stretch.type].safeParse(raw).data?.annotation);
          case 'response.completed': {
            const { data } = EVENTS[stretch.type].safeParse(raw);
            if (!data) return [];
            const { output, usage, service_tier } = data.response;
            // Some servers leave the items out of the last event, others send them nowhere else.
            const all = output.length < items.length ? items : output;
            const isAnswer = !all.some((item) => item['type'] === 'function_call');
            return [...(tagged?.end(isAnswer) ?? []), ...ending(all, usageOf(usage, service_tier))];
          }
          case 'response.incomplete': {
            const { data } = EVENTS[stretch.type].safeParse(raw);
            if (!data) return [];
            const { usage, service_tier, incomplete_details } = data.response;
            const reason = incomplete_details?.reason === 'content_filter' ? 'filtered' : 'length';
            return [
              ...(tagged?.end(false) ?? []),
              { type: 'done', reason, usage: usageOf(usage, service_tier) },
            ];
          }
          case 'response.failed':
          case 'error': {
            const { data } = EVENTS['response.failed'].safeParse(raw);
            throw new APIError(undefined, data?.response.error ?? (raw as object), undefined, undefined);
          }
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
