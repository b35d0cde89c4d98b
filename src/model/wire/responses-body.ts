/** A question in the Responses dialect. */
import type {
  FunctionTool,
  Tool,
  ResponseCreateParamsStreaming,
  ResponseInputContent,
  ResponseInputItem,
} from 'openai/resources/responses/responses';
import { compatibleInput } from './compatible.ts';
import {
  assistantText,
  dataUrl,
  effortOf,
  formatOf,
  hostedOf,
  instructionsOf,
  sharedFields,
  toolsOf,
} from './dialect.ts';
import type { Extra, Sending } from './dialect.ts';
import { inWords } from './fit.ts';
import { readReplay } from './replay.ts';
import type { ModelRequest, ModelTool, ModelTurn, Part } from '../request.ts';

type Content = Extract<ResponseInputContent, { type: 'input_text' | 'input_image' | 'input_file' }>;

function contentOf(part: Part, request: ModelRequest): Content {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: dataUrl(part), detail: request.model.images.detail ?? 'auto' };
    case 'file':
      return { type: 'input_file', filename: part.name, file_data: dataUrl(part) };
    case 'sound':
    case 'video':
      return (
        (compatibleInput(part, request) as Content | undefined) ?? { type: 'input_text', text: inWords(part) }
      );
  }
}

/** A turn as the API's items. */
export function itemsOf(turn: ModelTurn, request: ModelRequest): readonly ResponseInputItem[] {
  switch (turn.role) {
    case 'user':
      if (turn.parts.length === 0) return [];
      return [{ type: 'message', role: 'user', content: turn.parts.map((part) => contentOf(part, request)) }];
    case 'assistant':
      if (turn.parts.length === 0) return [];
      return [
        { type: 'message', role: 'assistant', content: assistantText(turn.parts), phase: 'final_answer' },
      ];
    case 'said':
      // As the server wrote them: it knows its own items, also those this program has never heard of.
      return readReplay(turn.replay, 'responses').items as unknown as ResponseInputItem[];
    case 'results':
      return turn.results.map(({ callId, parts }) => ({
        type: 'function_call_output',
        call_id: callId,
        output: parts.map((part) => contentOf(part, request)),
      }));
  }
}

const toolOf = ({ name, description, parameters }: ModelTool): FunctionTool => ({
  type: 'function',
  name,
  description,
  parameters,
  strict: true,
});

/** What can be called: our functions, and behind them the provider's own tools. */
function offered(request: ModelRequest, without: ReadonlySet<Extra>): readonly Tool[] {
  const functions = toolsOf(request, without).map(toolOf);
  return [...functions, ...hostedOf(request, without).map((type) => ({ type }))];
}

/** The ways of saying how hard to think that this dialect has a place for. */
const SAYS_EFFORT: ReadonlySet<string | undefined> = new Set([undefined, 'effort', 'reasoning object']);

/** The body of the request. Nothing is stored at the provider. */
export function responsesBody(request: ModelRequest, sending: Sending): ResponseCreateParamsStreaming {
  const { model, turns, maxOutputTokens } = request;
  const { without } = sending;
  const instructions = instructionsOf(request, without);
  const format = formatOf(request, without);
  const effort = SAYS_EFFORT.has(model.wire?.reasoning) ? effortOf(request, without) : undefined;
  const tools = offered(request, without);
  const reasons = effort !== undefined && effort !== 'none';
  const summary = reasons && !without.has('reasoning summary') ? { summary: 'auto' as const } : {};
  // What was thought before a call goes back with its result: it must come with the answer, as it is stored nowhere.
  const encrypted = reasons && tools.length > 0 && !without.has('encrypted reasoning');
  return {
    model: model.id,
    ...(instructions && { instructions }),
    input: turns.flatMap((turn) => itemsOf(turn, request)),
    ...(effort !== undefined && { reasoning: { effort, ...summary } }),
    ...(format && { text: { format: { type: 'json_schema', ...format } } }),
    ...(tools.length > 0 && { tools: [...tools] }),
    ...(encrypted && { include: ['reasoning.encrypted_content'] }),
    ...(maxOutputTokens !== undefined &&
      !without.has('output limit') && { max_output_tokens: maxOutputTokens }),
    ...sharedFields(request, sending),
    store: false,
    stream: true,
  };
}
