/** The rules of the API for a question to a model. A broken rule throws the API's own error. */
import sharp from 'sharp';
import { findModel, listModels } from '../../../src/model/index.ts';
import { ChatBody, ResponsesBody } from './bodies.ts';
import type { SentCall, SentPart, SentTurn } from './bodies.ts';
import { checkCalls, checkItems, checkTool } from './going-on.ts';
import type { Memory } from './going-on.ts';
import { parse, refuse } from './refusals.ts';

/** A request in the words of neither dialect. */
export interface AskedModel {
  readonly model: string;
  readonly effort: string | undefined;
  readonly summary: string | undefined;
  readonly instructions: string;
  readonly turns: readonly AskedTurn[];
  /** The names of the functions that may be called. */
  readonly tools: readonly string[];
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

export type AskedPart =
  | Exclude<SentPart, { readonly type: 'image' }>
  /** Its size in pixels was found by decoding. */
  | (Extract<SentPart, { readonly type: 'image' }> & { readonly width: number; readonly height: number });

const MB = 1024 * 1024;

/** OpenAI's images and file-inputs guides. */
const LIMITS = {
  images: 1500,
  fileBytes: 50 * MB,
  /** Not a rule of the API, which shrinks what is larger: whoever sends more wastes the bytes. */
  imageSide: 6000,
  imageBytes: 20 * MB,
} as const;
export const PAYLOAD_BYTES = 512 * MB;

const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);

async function decode(part: SentPart, chat: boolean): Promise<AskedPart> {
  if (part.type === 'text' || part.type === 'sound' || part.type === 'video') return part;
  if (part.type === 'file') {
    if (chat && part.mediaType !== 'application/pdf')
      refuse({
        message: `Invalid file data: 'file_data'. Expected a base64-encoded data URL with an application/pdf MIME type, but got unsupported MIME type '${part.mediaType}'.`,
        code: 'invalid_value',
      });
    if (part.mediaType === 'application/pdf' && part.data.toString('latin1', 0, 5) !== '%PDF-')
      refuse({ message: 'The PDF could not be parsed.', code: 'invalid_file' });
    return part;
  }
  if (!IMAGE_TYPES.has(part.mediaType))
    refuse({
      message: `You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].`,
      code: 'unsupported_image_media_type',
    });
  const image = sharp(part.data);
  const { width, height } = await image.metadata().catch(() => ({ width: 0, height: 0 }));
  await image
    .raw()
    .toBuffer()
    .catch(() =>
      refuse({
        message: 'The image data you provided does not represent a valid image.',
        code: 'invalid_image',
      }),
    );
  if (Math.max(width, height) > LIMITS.imageSide || part.data.length > LIMITS.imageBytes)
    refuse({ message: `An image of ${width}×${height} pixels is too large.`, code: 'image_too_large' });
  return { ...part, width, height };
}

/** What the model takes, and the form it takes it in. */
function checkKinds(model: string, parts: readonly SentPart[]): void {
  const { takes } = findModel(model);
  for (const part of parts) {
    if (part.type === 'image' && !takes.images)
      refuse({
        message: 'Invalid content type. image_url is only supported by certain models.',
        param: 'messages',
      });
    if (part.type === 'sound' && takes.sound?.as !== part.as)
      refuse({
        message: `Invalid content type. ${part.as.split(' ')[0]} is only supported by certain models.`,
        param: 'messages',
      });
    if (part.type === 'video' && !takes.video)
      refuse({
        message:
          "Invalid value: 'video_url'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.",
        code: 'invalid_value',
      });
  }
}

/** The rules that are about the request as a whole. */
async function enforce(
  sent: Omit<AskedModel, 'turns'> & {
    readonly temperature: number | undefined;
    readonly turns: readonly (SentTurn & { readonly role: AskedTurn['role'] })[];
  },
  { chat, models }: { readonly chat: boolean; readonly models: ReadonlySet<string> },
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
  checkKinds(model, parts);
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

const isTurn = (turn: SentTurn): turn is SentTurn & { readonly role: AskedTurn['role'] } =>
  turn.role !== 'system';

export async function readResponses(
  body: unknown,
  models: ReadonlySet<string>,
  memory: Memory,
): Promise<AskedModel> {
  const sent = parse(ResponsesBody, body, "'input_text', 'input_image', and 'input_file'");
  const functions = (sent.tools ?? []).filter((tool) => tool.type === 'function');
  for (const { name, parameters, strict } of functions) if (strict) checkTool(name, parameters);
  checkItems((body as { readonly input: readonly unknown[] }).input, memory);
  return enforce(
    {
      model: sent.model,
      effort: sent.reasoning?.effort,
      summary: sent.reasoning?.summary,
      instructions: sent.instructions ?? '',
      turns: sent.input.filter((item) => item !== undefined).filter(isTurn),
      tools: functions.map(({ name }) => name),
      temperature: sent.temperature,
      showCounts: true,
    },
    { chat: false, models },
  );
}

/** Where a model reasons, OpenAI lets it call functions in Responses only. */
const reasons = (model: string): boolean => listModels().some(({ id }) => model.startsWith(id));

export async function readChat(body: unknown, models: ReadonlySet<string>): Promise<AskedModel> {
  const sent = parse(ChatBody, body, "'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'");
  if (sent.tools && sent.reasoning_effort !== 'none' && reasons(sent.model))
    refuse({
      message: `Function tools with reasoning_effort are not supported for ${sent.model} in /v1/chat/completions. Please use /v1/responses instead.`,
      param: 'reasoning_effort',
    });
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
      tools: (sent.tools ?? []).map((tool) => tool.function.name),
      temperature: sent.temperature,
      showCounts: sent.stream_options?.include_usage === true,
    },
    { chat: true, models },
  );
}

/** The models this server has: those of the catalog that OpenAI runs, and what a test adds. */
export const knownModels = (more: readonly string[]): ReadonlySet<string> =>
  new Set([...listModels().map(({ id }) => id), ...more]);
