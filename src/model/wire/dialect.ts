/** What a wire dialect does: ask a server in its own words, and turn what comes back into model events. */
import type { OpenAI } from 'openai';
import { z } from 'zod';
import type { Effort, HostedTool } from '../../chat/index.ts';
import type { ModelEvent, Service } from '../events.ts';
import type { MediaPart } from './fit.ts';
import { CACHE_KEY_CHARS } from '../limits.ts';
import type { AnswerFormat, ModelRequest, ModelTool, Part } from '../request.ts';

/** Things a server may refuse to do, that an answer is possible without. */
export type Extra =
  | 'effort'
  | 'reasoning summary'
  | 'encrypted reasoning'
  | 'tools'
  /** What the provider would do by itself; functions may still be called. */
  | 'hosted tools'
  /** Structured Outputs: the schema goes into the instructions instead. */
  | 'format'
  | 'person'
  | 'cache key'
  /** `max_completion_tokens`: older servers know `max_tokens` only, which takes its place. */
  | 'new output limit'
  | 'output limit'
  | 'service'
  /** The word that nothing is to be stored, where nothing would be anyway. */
  | 'no storage'
  | 'counts';

/** How a request is sent. */
export interface Sending {
  /** The extras that the server is known to refuse. */
  readonly without: ReadonlySet<Extra>;
  /** The service to ask for; the usual one where left out. */
  readonly service?: Service | undefined;
}

export interface Dialect {
  /** Whether the dialect has a place for such a part. */
  carries(part: MediaPart, request: ModelRequest): boolean;
  /** Sends a request that holds only what model and dialect take. Resolves once the server begins to answer. */
  open(client: OpenAI, request: ModelRequest, sending: Sending, signal: AbortSignal): Promise<Response>;
  /** Begins to fold one stream of the server's events into ours. */
  reader(options: ReaderOptions): Reader;
}

export interface ReaderOptions {
  /**
   * The server may write thoughts between `<think>` tags before the answer; `begun`: the opening tag stands in the prompt
   * already, so that the text begins with a thought.
   */
  readonly tags?: 'whole' | 'begun' | undefined;
}

/** Plain calls and no generator: thousands of events pass through here for one answer. */
export interface Reader {
  /**
   * What one of the server's events means, in order; nothing for those nobody knows. After `done` there is no more.
   *
   * @throws {APIError} when the server reports a failure
   */
  take(event: unknown): readonly ModelEvent[];
  /**
   * What the end of the stream means; the last of it is `done`.
   *
   * @throws {UserError} when the server stopped without saying that it was done
   */
  end(): readonly ModelEvent[];
}

/** The effort to ask for; none of a model that has none, or where the server knows nothing of it. */
export const effortOf = ({ model, effort }: ModelRequest, without: ReadonlySet<Extra>): Effort | undefined =>
  model.efforts.length === 0 || without.has('effort') ? undefined : effort;

/** The tools to offer. */
export const toolsOf = ({ tools = [] }: ModelRequest, without: ReadonlySet<Extra>): readonly ModelTool[] =>
  without.has('tools') ? [] : tools;

/** What the provider is to do by itself. */
export const hostedOf = (
  { hosted = [] }: ModelRequest,
  without: ReadonlySet<Extra>,
): readonly HostedTool[] => (without.has('hosted tools') ? [] : hosted);

/** The shape to ask for with Structured Outputs. */
export const formatOf = ({ format }: ModelRequest, without: ReadonlySet<Extra>): AnswerFormat | undefined =>
  without.has('format') ? undefined : format;

/** The instructions, with the shape of the answer in words where the server takes no schema. */
export function instructionsOf({ instructions, format }: ModelRequest, without: ReadonlySet<Extra>): string {
  if (!format || !without.has('format')) return instructions;
  const shape =
    'Answer with one JSON value and nothing else: no words before or after it, no code fence. ' +
    `It must fit this JSON Schema, called ${format.name}:\n${JSON.stringify(format.schema)}`;
  return instructions === '' ? shape : `${instructions}\n\n${shape}`;
}

/** The service to ask for: only one that the model has a price for. The usual one is not asked for by name. */
export function serviceOf(
  { model }: ModelRequest,
  { without, service }: Sending,
): 'flex' | 'priority' | undefined {
  if (service === undefined || service === 'default' || without.has('service')) return undefined;
  return model.prices?.services?.[service] === undefined ? undefined : service;
}

/** Fields that have the same name in both dialects. */
export function sharedFields(
  request: ModelRequest,
  sending: Sending,
): {
  readonly safety_identifier?: string;
  readonly prompt_cache_key?: string;
  readonly service_tier?: 'flex' | 'priority';
} {
  const { person, cacheKey } = request;
  const { without } = sending;
  const service_tier = serviceOf(request, sending);
  return {
    ...(person !== undefined && !without.has('person') && { safety_identifier: person }),
    ...(cacheKey !== undefined &&
      !without.has('cache key') && { prompt_cache_key: cacheKey.slice(0, CACHE_KEY_CHARS) }),
    ...(service_tier && { service_tier }),
  };
}

/** The service that a server says it gave; the names are those of OpenAI's `service_tier`. */
export const Given = z
  .enum(['auto', 'default', 'scale', 'flex', 'priority', 'fast', 'ultrafast'])
  .transform((tier): Service =>
    tier === 'flex' ? 'flex' : tier === 'priority' || tier.endsWith('fast') ? 'priority' : 'default',
  )
  .optional()
  .catch(undefined);

export const base64 = ({ data }: MediaPart): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');

export const dataUrl = (part: MediaPart): string => `data:${part.mediaType};base64,${base64(part)}`;

const MARKS = { image: '[image]', sound: '[sound]', video: '[video]' } as const;

/** A model's own earlier words. What else an answer held cannot be sent back as the model's, so it is only named. */
export function assistantText(parts: readonly Part[]): string {
  return parts
    .map((part) =>
      part.type === 'text' ? part.text : part.type === 'file' ? `[${part.name}]` : MARKS[part.type],
    )
    .join('\n');
}

/**
 * Puts an empty line between two stretches of text that belong to different items or sections of a stream.
 * Gives a function that takes each stretch with its item and its section in it.
 */
export function paragraphs(): (item: unknown, section: unknown, text: string) => string {
  let lastItem: unknown;
  let lastSection: unknown;
  let hasBegun = false;
  return (item, section, text) => {
    if (text === '') return text;
    const goesOn = !hasBegun || (item === lastItem && section === lastSection);
    hasBegun = true;
    lastItem = item;
    lastSection = section;
    return goesOn ? text : `\n\n${text}`;
  };
}
