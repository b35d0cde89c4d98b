/** A question in the Chat Completions dialect, as OpenAI has it; what other servers added is in `compatible.ts`. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ModelEntry } from '../catalog/catalog.ts';
import { compatibleFields, compatiblePart, SOUND_FORMATS } from './compatible.ts';
import type { CompatiblePart } from './compatible.ts';
import {
  assistantText,
  base64,
  dataUrl,
  effortOf,
  formatOf,
  instructionsOf,
  sharedFields,
  toolsOf,
} from './dialect.ts';
import type { Sending } from './dialect.ts';
import { inWords } from './fit.ts';
import { readReplay } from './replay.ts';
import type { ModelRequest, ModelTool, ModelTurn, Part, ToolResult } from '../request.ts';

type ChatPart = ChatCompletionContentPart | CompatiblePart;

function contentOf(part: Part, request: ModelRequest): ChatPart {
  const compatible = compatiblePart(part, request);
  if (compatible) return compatible;
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return {
        type: 'image_url',
        image_url: { url: dataUrl(part), detail: request.model.images.detail ?? 'auto' },
      };
    case 'file':
      return { type: 'file', file: { filename: part.name, file_data: dataUrl(part) } };
    case 'sound':
      return {
        type: 'input_audio',
        input_audio: { data: base64(part), format: SOUND_FORMATS[part.mediaType] },
      };
    case 'video':
      return { type: 'text', text: inWords(part) };
  }
}

function userMessage(parts: readonly Part[], request: ModelRequest): ChatCompletionMessageParam {
  const content = parts.map((part) => contentOf(part, request));
  // Words alone go as a string: some servers of models that only read take nothing else.
  const [first] = content;
  return {
    role: 'user',
    content:
      content.length === 1 && first?.type === 'text' ? first.text : (content as ChatCompletionContentPart[]),
  };
}

const hasMedia = ({ parts }: ToolResult): boolean => parts.some(({ type }) => type !== 'text');

const toolMessage = (result: ToolResult): ChatCompletionMessageParam => ({
  role: 'tool',
  tool_call_id: result.callId,
  content: hasMedia(result)
    ? '[Done: the result holds pictures and is in the next message.]'
    : result.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
});

/** A result takes words alone in this dialect: those that hold pictures follow in one message. */
function resultMessages(
  results: readonly ToolResult[],
  request: ModelRequest,
): readonly ChatCompletionMessageParam[] {
  const shown = results.filter(hasMedia).flatMap(({ parts }) => parts);
  if (shown.length === 0) return results.map(toolMessage);
  const label: Part = { type: 'text', text: '[Results of the calls above, not written by a person]' };
  return [...results.map(toolMessage), userMessage([label, ...shown], request)];
}

function messagesOf(turn: ModelTurn, request: ModelRequest): readonly ChatCompletionMessageParam[] {
  switch (turn.role) {
    case 'user':
      return turn.parts.length === 0 ? [] : [userMessage(turn.parts, request)];
    case 'assistant':
      return turn.parts.length === 0 ? [] : [{ role: 'assistant', content: assistantText(turn.parts) }];
    case 'said':
      // As the server wrote it: some want back fields that this program has never heard of.
      return [readReplay(turn.replay, 'chat').message as unknown as ChatCompletionMessageParam];
    case 'results':
      return resultMessages(turn.results, request);
  }
}

/** Without `strict`: not every compatible server knows it, and what comes is checked anyway. */
const toolOf = ({ name, description, parameters }: ModelTool): ChatCompletionFunctionTool => ({
  type: 'function',
  function: { name, description, parameters },
});

/** Streamed sound comes in this form only (OpenAI's audio guide); the voice is OpenAI's usual one. */
const SPEECH = { voice: 'alloy', format: 'pcm16' } as const;

const speechOf = ({
  gives,
}: ModelEntry): Pick<ChatCompletionCreateParamsStreaming, 'modalities' | 'audio'> =>
  gives?.sound ? { modalities: ['text', 'audio'], audio: SPEECH } : {};

/** The limit, under the name that the server knows. */
function limitOf(
  { maxOutputTokens }: ModelRequest,
  { without }: Sending,
): Pick<ChatCompletionCreateParamsStreaming, 'max_completion_tokens' | 'max_tokens'> {
  if (maxOutputTokens === undefined || without.has('output limit')) return {};
  return without.has('new output limit')
    ? { max_tokens: maxOutputTokens }
    : { max_completion_tokens: maxOutputTokens };
}

/** The body of the request. Nothing is stored at the provider. */
export function chatBody(request: ModelRequest, sending: Sending): ChatCompletionCreateParamsStreaming {
  const { model, turns } = request;
  const { without } = sending;
  const instructions = instructionsOf(request, without);
  const format = formatOf(request, without);
  const effort = (model.wire?.reasoning ?? 'effort') === 'effort' ? effortOf(request, without) : undefined;
  const tools = toolsOf(request, without);
  return {
    model: model.id,
    messages: [
      ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
      ...turns.flatMap((turn) => messagesOf(turn, request)),
    ],
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(format && { response_format: { type: 'json_schema', json_schema: { ...format } } }),
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
    ...limitOf(request, sending),
    ...sharedFields(request, sending),
    ...speechOf(model),
    ...compatibleFields(request, without),
    ...(!without.has('no storage') && { store: false }),
    stream: true,
    ...(!without.has('counts') && { stream_options: { include_usage: true } }),
  };
}
