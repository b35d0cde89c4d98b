/** What went wrong between us and a model's server, in words for people (OpenAI's error-codes guide, October 2026). */
import { APIConnectionError, APIConnectionTimeoutError, APIError, OpenAIError } from 'openai';
import { UserError } from '../chat/index.ts';

/** Where a request went, for the sentences. */
export interface Destination {
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** An error as the API reports it: as an HTTP answer, or inside a stream, where it has no status. */
export interface Fault {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly message: string;
}

const QUOTA_CODES: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
]);
const POLICY_CODES: ReadonlySet<string> = new Set([
  'invalid_prompt',
  'bio_policy',
  'misalignment_policy_violation',
  'image_content_policy_violation',
  'content_policy_violation',
  'content_filter',
]);
/** Also what is worth another try when it comes inside a stream, where there is no status. */
export const BUSY_CODES: ReadonlySet<string> = new Set([
  'rate_limit_exceeded',
  'slow_down',
  'server_is_overloaded',
  'server_error',
]);
/** What compatible servers write instead of the code `context_length_exceeded`. */
const TOO_LONG = /context (length|window|size)|maximum context|too many tokens|prompt is too long/i;

/** As much of a server's own words as a chat message should repeat. */
const QUOTED_CHARS = 300;
const quoted = (message: string): string => {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}…` : line;
};

export function faultOf(error: APIError): Fault {
  return {
    status: error.status,
    code: error.code ?? undefined,
    type: error.type,
    // The client puts the status in front of the message; a person has no use for it.
    message: error.message.replace(/^\d{3} /, ''),
  };
}

/** True where the account has no money left: asking again cannot help. */
export function isQuota({ code, type }: Fault): boolean {
  return QUOTA_CODES.has(code ?? '') || QUOTA_CODES.has(type ?? '');
}

/** The sentence for an error the server reported. */
function faultError(fault: Fault, to: Destination, options?: ErrorOptions): UserError {
  const { status, code, message } = fault;
  const make = (kind: string, sentence: string, hint: string): UserError =>
    new UserError(kind, sentence, hint, options);
  if (isQuota(fault))
    return make(
      'model-quota',
      "The model's account has no credit left, or has reached its spending limit.",
      'Whoever owns the key can add credit or raise the limit at its provider.',
    );
  if (code === 'context_length_exceeded' || status === 413 || (status === 400 && TOO_LONG.test(message)))
    return make(
      'model-too-long',
      `This conversation with its attachments is too long for ${to.model}.`,
      'Start a new thread, or send fewer or smaller attachments.',
    );
  if (POLICY_CODES.has(code ?? ''))
    return make(
      'model-policy',
      "The model's provider refused this request under its content rules.",
      'Put the question differently, or leave out the attachment it may be about.',
    );
  if (status === 401)
    return make(
      'model-auth',
      "The model's server did not accept the API key.",
      'Check OPENAI_API_KEY: it may be mistyped, revoked, or for another server.',
    );
  if (status === 403)
    return make(
      'model-auth',
      `The API key may not use ${to.model} (the server says: ${quoted(message)}).`,
      'Allow the model for this key at its provider, or choose another with ATTACHE_MODEL.',
    );
  if (code === 'model_not_found' || (status === 404 && /model/i.test(message)))
    return make(
      'model-unknown',
      `The model's server has no model called ${to.model}.`,
      'Set ATTACHE_MODEL to one it has; `npm run doctor` looks it up.',
    );
  if (status === 404 || status === 405)
    return make(
      'model-dialect',
      `The model's server at ${whereIs(to)} does not know this kind of request.`,
      'Check OPENAI_BASE_URL (it usually ends in /v1), and set OPENAI_API to chat or responses, whichever it speaks.',
    );
  if (
    status === 429 ||
    BUSY_CODES.has(code ?? '') ||
    (status !== undefined && status >= 500) ||
    status === 408
  )
    return make(
      'model-busy',
      status === 429 || code === 'rate_limit_exceeded'
        ? "The model's server is taking no more requests from us for the moment."
        : "The model's server is overloaded or has a fault of its own.",
      'Please try again in a minute.',
    );
  return make(
    'model-rejected',
    `The model's server did not accept this request: ${quoted(message)}`,
    'If it is about an attachment, leave that out; otherwise the one who runs me will find more in the log.',
  );
}

const whereIs = (to: Destination): string => to.baseUrl ?? 'api.openai.com';

/** The stream stopped in the middle of an answer, or ended without saying that it was done. */
export function cutError(options?: ErrorOptions): UserError {
  return new UserError(
    'model-cut',
    "The connection to the model's server broke off before the answer was finished.",
    'Please ask again.',
    options,
  );
}

export function silentError(seconds: number): UserError {
  return new UserError(
    'model-silent',
    `The model's server has sent nothing for ${seconds} seconds, so I stopped waiting.`,
    'Please ask again; a lower effort answers sooner.',
  );
}

/** Any error of a request as one with a sentence for people; errors that are bugs of ours pass through unchanged. */
export function modelError(error: unknown, to: Destination): unknown {
  if (error instanceof UserError) return error;
  const options = { cause: error };
  if (error instanceof APIConnectionTimeoutError)
    return new UserError(
      'model-unreachable',
      `The model's server at ${whereIs(to)} did not answer in time.`,
      'Please try again.',
      options,
    );
  if (error instanceof APIConnectionError)
    return new UserError(
      'model-unreachable',
      `The model's server at ${whereIs(to)} cannot be reached.`,
      to.baseUrl === undefined
        ? 'Check the connection to the internet.'
        : 'Check that it runs and that OPENAI_BASE_URL is right.',
      options,
    );
  if (error instanceof APIError) return faultError(faultOf(error), to, options);
  // What the client throws once a stream is running: a torn socket, or a line that is not JSON.
  if (error instanceof OpenAIError || error instanceof SyntaxError || isTornSocket(error))
    return cutError(options);
  return error;
}

/** Node's `fetch` ends the body of a torn connection with this error. */
const isTornSocket = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'terminated';
