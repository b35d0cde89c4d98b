/** A question in the Chat Completions dialect, with the parts that compatible servers added to it. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { assistantText, base64, dataUrl, effortOf, toolsOf } from './dialect.ts';
import type { Extra } from './dialect.ts';
import type { ModelEntry } from './catalog.ts';
import { readReplay } from './replay.ts';
import type { ModelRequest, ModelTool, ModelTurn, Part, ToolResult } from './request.ts';

/** Parts that OpenAI's types do not know: vLLM, SGLang, Fireworks, OpenRouter and DashScope take them. */
type CompatiblePart =
  | { readonly type: 'audio_url'; readonly audio_url: { readonly url: string } }
  | { readonly type: 'video_url'; readonly video_url: { readonly url: string } };

type ChatPart = ChatCompletionContentPart | CompatiblePart;

const FORMATS = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav' } as const;

function soundOf(part: Extract<Part, { type: 'sound' }>, { model }: ModelRequest): ChatPart {
  const as = model.takes.sound?.as;
  if (as === 'audio_url') return { type: 'audio_url', audio_url: { url: dataUrl(part) } };
  const data = as === 'input_audio with data URL' ? dataUrl(part) : base64(part);
  return { type: 'input_audio', input_audio: { data, format: FORMATS[part.mediaType] } };
}

function contentOf(part: Part, request: ModelRequest): ChatPart {
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
      return soundOf(part, request);
    case 'video':
      return { type: 'video_url', video_url: { url: dataUrl(part) } };
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

/** What is to come besides text. OpenAI's types know no pictures; OpenRouter does. */
function modalitiesOf({ gives }: ModelEntry): object {
  if (gives?.sound) return { modalities: ['text', 'audio'], audio: SPEECH };
  return gives?.images ? { modalities: ['text', 'image'] } : {};
}

/** The body of the request. */
export function chatBody(
  request: ModelRequest,
  without: ReadonlySet<Extra>,
): ChatCompletionCreateParamsStreaming {
  const { model, instructions, turns } = request;
  const effort = effortOf(request, without);
  const tools = toolsOf(request, without);
  return {
    model: model.id,
    messages: [
      ...(instructions ? [{ role: 'system' as const, content: instructions }] : []),
      ...turns.flatMap((turn) => messagesOf(turn, request)),
    ],
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
    ...modalitiesOf(model),
    stream: true,
    stream_options: { include_usage: true },
  };
}
