/**
 * What servers refuse although an answer is possible without it: reasoning summaries where the organisation is not
 * verified at OpenAI, an effort where the model does not reason, tools where it calls none, fields that only OpenAI has.
 * Such a request is sent again without it.
 */
import { APIError } from 'openai';
import { type Effort, EFFORTS } from '../../chat/index.ts';
import { effortOf, formatOf, hostedOf, serviceOf, toolsOf } from './dialect.ts';
import type { Extra, Sending } from './dialect.ts';
import { faultOf, mayBeSpared } from './faults.ts';
import type { Fault } from './faults.ts';
import type { ModelRequest } from '../request.ts';

/** Ollama names no parameter: "llama3" does not support thinking; think value "medium" is not supported. */
const NO_THINKING = /not support thinking|think value|reasoning_effort/i;
/** The efforts that a server does know: Supported values are …; Input should be …; must be one of …. */
const KNOWN_EFFORTS =
  /(?:(?:supported|allowed|valid|possible) values|(?:should|must) be|expected)(?: are)?(?: one of)?((?:\W{0,6}\b(?:none|minimal|low|medium|high|xhigh|max|default|and|or)\b)+)/i;

/**
 * OpenAI over Chat Completions: Function tools with reasoning_effort are not supported for gpt-5.5. Ollama: llama3 does
 * not support tools. vLLM: "auto" tool choice requires --enable-auto-tool-choice. llama.cpp: Unsupported param: tools;
 * tools param requires --jinja flag. OpenRouter: No endpoints found that support tool use.
 */
const NO_TOOLS = new RegExp(
  [
    String.raw`not support (?:the )?["'\x60]?(?:tools\b|tool[ _-](?:call|use|choice)|functions?\b)`,
    String.raw`\b(?:tools|tool[ _-](?:calls|calling|use|choice)|function call(?:s|ing)?)["'\x60]?(?: with \w+)?(?: is| are)?(?: currently)? (?:not supported|unsupported)`,
    String.raw`unsupported param\w*\W+tools`,
    String.raw`(?:tool choice|tools param) requires`,
    String.raw`support tool use`,
  ].join('|'),
  'i',
);

const NO_ENCRYPTION = /encrypted content is not supported/i;

/** DeepSeek: This response_format type is unavailable now. Groq: does not support response format `json_schema`. */
const NO_FORMAT = /response.?format|json_schema|structured output|text\.format/i;
/** OpenAI: Invalid schema for response_format 'answer'. The server takes schemas, only not this one. */
const BAD_SCHEMA = /invalid[ _](json )?schema|schema[^.]{0,40}(invalid|not (permitted|allowed|supported))/i;

/** OpenAI: Resource Unavailable, at a time when the flex service has no room. */
const NO_ROOM = /resource.?unavailable/i;

/** Fields that a server may not know, and what is given up with each. */
const FIELDS: readonly (readonly [field: string, extra: Extra])[] = [
  ['safety_identifier', 'person'],
  ['prompt_cache_key', 'cache key'],
  ['service_tier', 'service'],
  ['max_completion_tokens', 'new output limit'],
  ['max_tokens', 'output limit'],
  ['max_output_tokens', 'output limit'],
  ['store', 'no storage'],
  ['stream_options', 'counts'],
  ['enable_thinking', 'effort'],
  ['chat_template_kwargs', 'effort'],
];

/**
 * How servers say that they do not know a field: Unknown parameter, Unrecognized request argument, Unsupported parameter,
 * property … is unsupported, Extra inputs are not permitted, unknown field, Cannot find field.
 */
const UNKNOWN =
  /unknown|unrecogni[sz]ed|unsupported|not supported|not permitted|unexpected|extra_forbidden|additional propert|cannot find field/i;

export interface Refusal {
  readonly extras: readonly Extra[];
  /** The effort to ask for in the place of the one that the server does not know. */
  readonly effort?: Effort;
  /** The server will not take it of this model at any other time either. */
  readonly isLasting: boolean;
}

const lasting = (...extras: readonly Extra[]): Refusal => ({ extras, isLasting: true });

/**
 * Which extras of a request an error is about, if any.
 *
 * @param request as it was sent, apart from what it was sent without
 */
export function refusedExtras(error: unknown, request: ModelRequest, sending: Sending): Refusal | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const fault = faultOf(error);
  if (!mayBeSpared(fault)) return undefined;
  const { message, code = '' } = fault;
  const param = typeof error.param === 'string' ? error.param : '';
  const { status } = error;
  const service = serviceOf(request, sending);
  // Whatever the status: llama.cpp says 500, OpenRouter 404. And before the effort, which such an error may name too.
  const tools = refusedTools(fault, param, request, sending);
  if (tools) return lasting(tools);
  if (service && status === 429 && (NO_ROOM.test(message) || NO_ROOM.test(code)))
    return { extras: ['service'], isLasting: false };
  const mayBeFormat = formatOf(request, sending.without) && (status === 404 || isAboutRequest(fault));
  if (mayBeFormat && isFormat(param, message))
    return { extras: ['format'], isLasting: !BAD_SCHEMA.test(`${code} ${message}`) };
  if (!isAboutRequest(fault)) return undefined;
  if (service && isNamed('service_tier', param, message)) return lasting('service');
  if (param === 'reasoning.summary') return lasting('reasoning summary');
  if (param === 'include' || NO_ENCRYPTION.test(message)) return lasting('encrypted reasoning');
  const unknown = unknownFields(param, message);
  if (unknown.length > 0) return lasting(...unknown);
  if (/^reasoning(_effort|\.effort)?$/.test(param) || NO_THINKING.test(message))
    return refusedEffort(message, effortOf(request, sending.without));
  return undefined;
}

const isAboutRequest = ({ status }: Fault): boolean => status === 400 || status === 422;

/** The provider's own tools are given up before the functions: without those nothing can be looked at. */
function refusedTools(
  fault: Fault,
  param: string,
  request: ModelRequest,
  { without }: Sending,
): 'tools' | 'hosted tools' | undefined {
  const { message } = fault;
  const functions = toolsOf(request, without);
  const hosted = hostedOf(request, without);
  const isAny = /^tools?(_choice)?$/.test(param) || NO_TOOLS.test(message);
  const place = Number(/^tools(?:\.|\[)(\d+)/.exec(param)?.[1]);
  const isHosted =
    isAny ||
    place >= functions.length ||
    (isAboutRequest(fault) && hosted.some((tool) => isNamed(tool, param, message)));
  if (hosted.length > 0 && isHosted) return 'hosted tools';
  return functions.length > 0 && isAny ? 'tools' : undefined;
}

const isFormat = (param: string, message: string): boolean =>
  /^(response_format|text)\b/.test(param) || NO_FORMAT.test(message);

/** Of efforts that the server does know, the one nearest to what was asked for; without any, all of effort is given up. */
function refusedEffort(message: string, sent: Effort | undefined): Refusal {
  const [, listed = ''] = KNOWN_EFFORTS.exec(message) ?? [];
  // Not to think at all is no lesser effort.
  const known = EFFORTS.slice(1).filter((effort) => new RegExp(String.raw`\b${effort}\b`).test(listed));
  const place = EFFORTS.indexOf(sent ?? 'none');
  const away = (effort: Effort): number => Math.abs(EFFORTS.indexOf(effort) - place);
  const [nearest] = known.toSorted((one, other) => away(one) - away(other));
  // A list with the refused one in it tells nothing.
  if (nearest === undefined || sent === undefined || known.includes(sent)) return lasting('effort');
  return { extras: [], effort: nearest, isLasting: true };
}

/** What the reader is told where the server took another effort than was asked for. */
export const otherEffort = ({ model, effort }: ModelRequest, used: Effort): string =>
  `The server of ${model.id} has no effort “${effort}”; I used “${used}”.`;

/**
 * Whether an error names a field: as its parameter, in quotes, or right behind the word for one. As a word among others
 * `store` may be the one in a picture.
 */
function isNamed(field: string, param: string, message: string): boolean {
  if (param.split(/[.[\]]/).includes(field)) return true;
  const quoted = String.raw`["'\x60](?:[\w.]+\.)?${field}(?:[.[][^"'\x60]*)?\\?["'\x60]`;
  const introduced = String.raw`\b(?:parameter|param|argument|field|property|key)s?(?: supplied)?:? ${field}\b`;
  return new RegExp(`${quoted}|${introduced}`, 'i').test(message);
}

function unknownFields(param: string, message: string): readonly Extra[] {
  if (!UNKNOWN.test(message)) return [];
  const extras = FIELDS.flatMap(([field, extra]) => (isNamed(field, param, message) ? [extra] : []));
  // OpenAI names the field to use instead, too: "'max_tokens' is not supported … Use 'max_completion_tokens' instead."
  return extras.includes('new output limit') ? extras.filter((extra) => extra !== 'output limit') : extras;
}
