/**
 * What servers refuse although an answer is possible without it: reasoning summaries where the organisation is not
 * verified at OpenAI, an effort where the model does not reason, tools where it calls none, fields that only OpenAI has.
 * Such a request is sent again without it.
 */
import { APIError } from 'openai';
import type { Extra } from './dialect.ts';
import type { Service } from './events.ts';
import { faultOf } from './faults.ts';
import type { ModelRequest } from './request.ts';

/** Ollama names no parameter: "llama3" does not support thinking; think value "medium" is not supported. */
const NO_THINKING = /not support thinking|think value|reasoning_effort/i;

/**
 * OpenAI over Chat Completions: Function tools with reasoning_effort are not supported for gpt-5.5. Ollama: llama3 does
 * not support tools. vLLM: "auto" tool choice requires --enable-auto-tool-choice. llama.cpp: Unsupported param: tools;
 * tools param requires --jinja flag. OpenRouter: No endpoints found that support tool use.
 */
const NO_TOOLS =
  /not support (the )?(tool|function)|(tools?|function call)\b[^.]{0,40}(not supported|unsupported)|unsupported param\w*\W+tools|(tool choice|tools param) requires|support tool use/i;

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
  /** The server will not take it of this model at any other time either. */
  readonly isLasting: boolean;
}

/**
 * Which extras of a request an error is about, if any.
 *
 * @param service the service that was asked for
 */
export function refusedExtras(
  error: unknown,
  request: ModelRequest,
  service: Service | undefined,
): Refusal | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const { status } = error;
  const { message, code = '' } = faultOf(error);
  const param = typeof error.param === 'string' ? error.param : '';
  const lasting = (...extras: readonly Extra[]): Refusal => ({ extras, isLasting: true });
  // Whatever the status: llama.cpp says 500, OpenRouter 404. And before the effort, which such an error may name too.
  if (request.tools?.length && (/^tools?(_choice)?$/.test(param) || NO_TOOLS.test(message)))
    return lasting('tools');
  if (service && status === 429 && (NO_ROOM.test(message) || NO_ROOM.test(code)))
    return { extras: ['service'], isLasting: false };
  if (request.format && (status === 404 || isAboutRequest(status)) && isFormat(param, message))
    return { extras: ['format'], isLasting: !BAD_SCHEMA.test(`${code} ${message}`) };
  if (!isAboutRequest(status)) return undefined;
  if (service && (param === 'service_tier' || message.includes('service_tier'))) return lasting('service');
  if (param === 'reasoning.summary') return lasting('reasoning summary');
  if (param === 'include' || NO_ENCRYPTION.test(message)) return lasting('encrypted reasoning');
  const unknown = unknownFields(`${param} ${message}`, message);
  if (unknown.length > 0) return lasting(...unknown);
  if (/^reasoning(_effort|\.effort)?$/.test(param) || NO_THINKING.test(message)) return lasting('effort');
  return undefined;
}

const isAboutRequest = (status: number): boolean => status === 400 || status === 422;

const isFormat = (param: string, message: string): boolean =>
  /^(response_format|text)\b/.test(param) || NO_FORMAT.test(message);

function unknownFields(where: string, message: string): readonly Extra[] {
  if (!UNKNOWN.test(message)) return [];
  const extras = FIELDS.flatMap(([field, extra]) =>
    new RegExp(String.raw`\b${field}\b`).test(where) ? [extra] : [],
  );
  // OpenAI names the field to use instead, too: "'max_tokens' is not supported … Use 'max_completion_tokens' instead."
  return extras.includes('new output limit') ? extras.filter((extra) => extra !== 'output limit') : extras;
}
