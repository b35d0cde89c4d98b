/** The rules of the API for a question to a model. A broken rule throws the API's own error. */
import { findModel, MODELS } from '../../../src/model/index.ts';
import { openCompaction } from '../../../src/demo/index.ts';
import { ChatBody, CompactBody, ResponsesBody } from './bodies.ts';
import type { SentCall, SentTurn } from './bodies.ts';
import { checkCalls, checkItems } from './going-on.ts';
import type { Memory } from './going-on.ts';
import { checkKinds, decode, LIMITS } from './kinds.ts';
import type { AskedPart, Served } from './kinds.ts';
import { parse, refuse } from './refusals.ts';
import { checkFormat, checkTool } from './schemas.ts';
import type { SentFormat } from './schemas.ts';

/** A request in the words of neither dialect. */
export interface AskedModel {
  readonly model: string;
  readonly effort: string | undefined;
  readonly summary: string | undefined;
  readonly instructions: string;
  readonly turns: readonly AskedTurn[];
  /** The words of what was made short before, in the order it was said; empty where nothing was. */
  readonly compacted: string;
  /** The names of the functions that may be called. */
  readonly tools: readonly string[];
  /** The shape that the answer has to have. */
  readonly format: SentFormat | undefined;
  /** Who asks, as `safety_identifier`. */
  readonly person: string | undefined;
  readonly cacheKey: string | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly service: string | undefined;
  readonly showCounts: boolean;
}

export interface AskedTurn {
  /** `tool`: what came of a call. */
  readonly role: 'user' | 'assistant' | 'tool';
  readonly parts: readonly AskedPart[];
  /** What an assistant called. */
  readonly calls?: readonly SentCall[];
  /** The call that a tool answers. */
  readonly callId?: string;
}

/** The rules that are about the request as a whole. */
async function enforce(
  sent: Omit<AskedModel, 'turns'> & {
    readonly temperature: number | undefined;
    readonly turns: readonly (SentTurn & { readonly role: AskedTurn['role'] })[];
  },
  { chat, models }: { readonly chat: boolean; readonly models: Served },
): Promise<AskedModel> {
  const { model, effort, temperature, turns, ...rest } = sent;
  if (!models.has(model))
    refuse({
      status: 404,
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      code: 'model_not_found',
    });
  const efforts: readonly string[] = findModel(model).efforts;
  if (effort !== undefined && !efforts.includes(effort))
    refuse({
      message: `Unsupported value: '${effort}' is not supported with the '${model}' model. Supported values are: ${efforts.join(', ')}.`,
      code: 'unsupported_value',
      param: chat ? 'reasoning_effort' : 'reasoning.effort',
    });
  if (temperature !== undefined && effort !== 'none')
    refuse({
      message: "Unsupported parameter: 'temperature' is not supported with this model.",
      code: 'unsupported_parameter',
      param: 'temperature',
    });
  checkCalls(turns, chat);
  const parts = turns.flatMap((turn) => turn.parts);
  checkKinds(models.takes(model), parts);
  const images = parts.filter(({ type }) => type === 'image').length;
  if (images > LIMITS.images)
    refuse({ message: `Too many images in request: ${images}, the maximum is ${LIMITS.images}.` });
  const fileBytes = parts.reduce((sum, part) => sum + (part.type === 'file' ? part.data.length : 0), 0);
  if (fileBytes > LIMITS.fileBytes)
    refuse({
      status: 413,
      message: 'The files of this request are larger than 50 MB.',
      code: 'file_too_large',
    });
  return {
    ...rest,
    model,
    effort,
    turns: await Promise.all(
      turns.map(async (turn) => ({
        ...turn,
        parts: await Promise.all(turn.parts.map((part) => decode(part, chat))),
      })),
    ),
  };
}

/** What both dialects call by the same names. */
const sharedOf = (sent: {
  readonly safety_identifier?: string | undefined;
  readonly prompt_cache_key?: string | undefined;
  readonly service_tier?: string | undefined;
  readonly temperature?: number | undefined;
}) => ({
  person: sent.safety_identifier,
  cacheKey: sent.prompt_cache_key,
  service: sent.service_tier,
  temperature: sent.temperature,
});

type SentItem = SentTurn | { readonly compacted: string } | undefined;

/** The turns among the items of Responses, and the words of what was made short. */
function inputOf(items: readonly SentItem[]) {
  const compacted = items.flatMap((item) => (item && 'compacted' in item ? [item.compacted] : []));
  return {
    turns: items.flatMap((item) => (item && 'role' in item && isTurn(item) ? [item] : [])),
    compacted: compacted.map((sealed) => String(openCompaction(sealed))).join('\n'),
  };
}

const isTurn = (turn: SentTurn): turn is SentTurn & { readonly role: AskedTurn['role'] } =>
  turn.role !== 'system';

export async function readResponses(body: unknown, models: Served, memory: Memory): Promise<AskedModel> {
  const sent = parse(ResponsesBody, body, "'input_text', 'input_image', and 'input_file'");
  const functions = (sent.tools ?? []).filter((tool) => tool.type === 'function');
  for (const { name, parameters, strict } of functions) if (strict) checkTool(name, parameters);
  checkItems((body as { readonly input: readonly unknown[] }).input, memory);
  const format = sent.text?.format;
  if (format) checkFormat(format, 'text.format');
  return enforce(
    {
      model: sent.model,
      effort: sent.reasoning?.effort,
      summary: sent.reasoning?.summary,
      instructions: sent.instructions ?? '',
      ...inputOf(sent.input),
      tools: functions.map(({ name }) => name),
      format: format && { name: format.name, schema: format.schema, strict: format.strict },
      maxOutputTokens: sent.max_output_tokens,
      ...sharedOf(sent),
      showCounts: true,
    },
    { chat: false, models },
  );
}

/** A conversation that is to be made short. */
export async function readCompact(body: unknown, models: Served, memory: Memory): Promise<AskedModel> {
  const sent = parse(CompactBody, body, "'input_text', 'input_image', and 'input_file'");
  checkItems((body as { readonly input: readonly unknown[] }).input, memory);
  return enforce(
    {
      model: sent.model,
      effort: undefined,
      summary: undefined,
      instructions: sent.instructions ?? '',
      ...inputOf(sent.input),
      tools: [],
      format: undefined,
      maxOutputTokens: undefined,
      ...sharedOf(sent),
      showCounts: true,
    },
    { chat: false, models },
  );
}

/** All words of a request: what an item holds that stands for it later. */
export const saidIn = ({ compacted, turns }: AskedModel): string =>
  [
    ...(compacted === '' ? [] : [compacted]),
    ...turns.map(
      ({ role, parts }) =>
        `${role}: ${parts.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join(' ')}`,
    ),
  ].join('\n');

/** Where a model reasons, OpenAI lets it call functions in Responses only. */
const reasons = (model: string): boolean => MODELS.some(({ id }) => model.startsWith(id));

export async function readChat(body: unknown, models: Served): Promise<AskedModel> {
  const sent = parse(ChatBody, body, "'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'");
  if (sent.tools && sent.reasoning_effort !== 'none' && reasons(sent.model))
    refuse({
      message: `Function tools with reasoning_effort are not supported for ${sent.model} in /v1/chat/completions. Please use /v1/responses instead.`,
      param: 'reasoning_effort',
    });
  const format = sent.response_format?.json_schema;
  if (format) checkFormat(format, 'response_format.json_schema');
  const spoken = sent.messages.flatMap(({ parts }) => parts).some(({ type }) => type === 'sound');
  if (sent.model.startsWith('gpt-audio') && !spoken && !sent.modalities?.includes('audio'))
    refuse({ message: 'This model requires that either input content or output modality contain audio.' });
  if ((sent.modalities?.includes('audio') ?? false) !== (sent.audio !== undefined))
    refuse({ message: "Missing required parameter: 'audio'.", param: 'audio' });
  const words = sent.messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ parts }) => parts)
    .map((part) => (part.type === 'text' ? part.text : ''));
  return enforce(
    {
      model: sent.model,
      effort: sent.reasoning_effort,
      summary: undefined,
      instructions: words.join('\n'),
      turns: sent.messages.filter(isTurn),
      compacted: '',
      tools: (sent.tools ?? []).map((tool) => tool.function.name),
      format,
      maxOutputTokens: sent.max_completion_tokens,
      ...sharedOf(sent),
      showCounts: sent.stream_options?.include_usage === true,
    },
    { chat: true, models },
  );
}
