/** What other servers have that OpenAI's has not: their parts, their fields, and the forms of their thoughts. */
import { APIError } from 'openai';
import { z } from 'zod';
import { dataUrl, effortOf } from './dialect.ts';
import type { Extra } from './dialect.ts';
import type { ModelRequest, Part } from '../request.ts';

/** vLLM, SGLang, Fireworks, OpenRouter and DashScope take these. */
export type CompatiblePart =
  | { readonly type: 'audio_url'; readonly audio_url: { readonly url: string } }
  | { readonly type: 'video_url'; readonly video_url: { readonly url: string } }
  /** DashScope wants a data URL where OpenAI has bare base64. */
  | {
      readonly type: 'input_audio';
      readonly input_audio: { readonly data: string; readonly format: 'mp3' | 'wav' };
    };

export const SOUND_FORMATS = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav' } as const;

/** The part as such a server wants it; undefined where OpenAI's own form is right. */
export function compatiblePart(part: Part, { model: { takes } }: ModelRequest): CompatiblePart | undefined {
  if (part.type === 'video') return { type: 'video_url', video_url: { url: dataUrl(part) } };
  if (part.type !== 'sound') return undefined;
  switch (takes.sound?.as) {
    case 'audio_url':
      return { type: 'audio_url', audio_url: { url: dataUrl(part) } };
    case 'input_audio with data URL':
      return {
        type: 'input_audio',
        input_audio: { data: dataUrl(part), format: SOUND_FORMATS[part.mediaType] },
      };
    default:
      return undefined;
  }
}

/** OpenRouter's own part of Responses; undefined where OpenAI's form is right. */
export const compatibleInput = (part: Part, { model: { takes } }: ModelRequest): object | undefined =>
  part.type === 'video' && takes.video?.as === 'input_video'
    ? { type: 'input_video', video_url: dataUrl(part) }
    : undefined;

/** Fields that OpenAI does not have; none for its own models. */
export function compatibleFields(
  request: ModelRequest,
  without: ReadonlySet<Extra>,
): Readonly<Record<string, unknown>> {
  return { ...thinkingOf(request, without), ...modalitiesOf(request) };
}

/** How hard to think, where that is not said as OpenAI does. */
function thinkingOf(request: ModelRequest, without: ReadonlySet<Extra>): Readonly<Record<string, unknown>> {
  const effort = effortOf(request, without);
  if (effort === undefined) return {};
  const enable_thinking = effort !== 'none';
  switch (request.model.wire?.reasoning) {
    case 'reasoning object':
      return { reasoning: { effort } };
    case 'enable_thinking':
      return { enable_thinking };
    case 'chat_template_kwargs':
      return { chat_template_kwargs: { enable_thinking } };
    default:
      return {};
  }
}

/** OpenRouter draws when it is told to; DashScope's Omni models want to be told that words are enough. */
function modalitiesOf({
  model: { gives, takes },
}: ModelRequest): Readonly<Record<string, readonly string[]>> {
  if (gives?.images) return { modalities: ['text', 'image'] };
  return takes.sound?.as === 'input_audio with data URL' ? { modalities: ['text'] } : {};
}

const words = z.string().nullish().catch(undefined);

/** The fields of a delta that thoughts come in. */
export const ThoughtFields = z.object({
  /** OpenRouter and vLLM. */
  reasoning: words,
  /** DeepSeek, SGLang, DashScope and older vLLM. */
  reasoning_content: words,
  /** OpenRouter: what the models behind it want back. */
  reasoning_details: z.array(z.unknown()).nullish().catch(undefined),
});
export type ThoughtFields = z.infer<typeof ThoughtFields>;

const Detail = z
  .union([
    z.object({ type: z.literal('reasoning.text'), text: z.string() }).transform(({ text }) => text),
    z.object({ type: z.literal('reasoning.summary'), summary: z.string() }).transform((one) => one.summary),
  ])
  .catch('');

export interface ThoughtCollector {
  /** The thought in a delta, once, in however many fields it came. */
  take(fields: ThoughtFields): string;
  /** All of it so far in the fields it came in: DeepSeek and others want it back with the result of a call. */
  kept(): Readonly<Record<string, unknown>>;
}

export function collectThoughts(): ThoughtCollector {
  let reasoning = '';
  let reasoning_content = '';
  const reasoning_details: unknown[] = [];
  return {
    take: (fields) => {
      reasoning += fields.reasoning ?? '';
      reasoning_content += fields.reasoning_content ?? '';
      const details = fields.reasoning_details ?? [];
      reasoning_details.push(...details);
      return (
        fields.reasoning || fields.reasoning_content || details.map((detail) => Detail.parse(detail)).join('')
      );
    },
    kept: () => ({
      ...(reasoning !== '' && { reasoning }),
      ...(reasoning_content !== '' && { reasoning_content }),
      ...(reasoning_details.length > 0 && { reasoning_details }),
    }),
  };
}

/** The failure that a chunk reports in a form that is not OpenAI's; that one is told apart by whoever reads the stream. */
export function faultIn(chunk: unknown, finish: string | null | undefined): APIError | undefined {
  // Older vLLM sends the error without the object `error` around it.
  const isFault = (chunk as { readonly object?: unknown }).object === 'error';
  if (isFault) return new APIError(undefined, chunk as object, undefined, undefined);
  // OpenRouter ends a stream so that failed behind it; what went wrong came in an `error`, or nobody knows.
  return finish === 'error' ? new APIError(undefined, UNTOLD, undefined, undefined) : undefined;
}

const UNTOLD = { code: 'server_error', message: 'The model failed without saying why.' };
