/** What went wrong between us and a model's server, in words for people. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, OpenAIError } from 'openai';
import { UserError } from '../../chat/index.ts';
import { faultOf, kindOf } from './faults.ts';
import type { Fault, FaultKind } from './faults.ts';

/** Where a request went, for the sentences. */
export interface Destination {
  readonly baseUrl: string | undefined;
  readonly model: string;
}

/** As much of a server's own words as a chat message should repeat. */
const QUOTED_CHARS = 300;
const quoted = (message: string): string => {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}…` : line;
};

const TOO_FAST = [
  'model-busy',
  "The model's server is taking no more requests from us for the moment.",
  'Please try again in a minute.',
] as const;

/** What is told of each kind of fault: the code, what happened, and what to do. */
const TOLD: Readonly<
  Record<FaultKind, (to: Destination, message: string) => readonly [string, string, string]>
> = {
  quota: () => [
    'model-quota',
    "The model's account has no credit left, or has reached its spending limit.",
    'Whoever owns the key can add credit or raise the limit at its provider.',
  ],
  'too long': ({ model }) => [
    'model-too-long',
    `This conversation with its attachments is too long for ${model}.`,
    'Start a new thread, or send fewer or smaller attachments.',
  ],
  policy: () => [
    'model-policy',
    "The model's provider refused this request under its content rules.",
    'Put the question differently, or leave out the attachment it may be about.',
  ],
  'bad image': (_, message) => [
    'model-bad-image',
    `The model's server could not use one of the pictures: ${quoted(message)}`,
    'Send it again as PNG or JPEG, or leave it out.',
  ],
  stale: () => [
    'model-stale',
    "The model's server does not take back what it said or summed up before.",
    'Please ask again; if it happens again, start a new thread.',
  ],
  key: () => [
    'model-auth',
    "The model's server did not accept the API key.",
    'Check OPENAI_API_KEY: it may be mistyped, revoked, or for another server.',
  ],
  forbidden: ({ model }, message) => [
    'model-auth',
    `The API key may not use ${model} (the server says: ${quoted(message)}).`,
    'Allow the model for this key at its provider, or choose another with ATTACHE_MODEL.',
  ],
  'no model': ({ model }) => [
    'model-unknown',
    `The model's server has no model called ${model}.`,
    'Name one that it has where this one is named (ATTACHE_MODEL, attache.yaml); `npm run doctor` looks up all of them.',
  ],
  'no dialect': (to) => [
    'model-dialect',
    `The model's server at ${whereIs(to)} does not know this kind of request.`,
    'Check OPENAI_BASE_URL (it usually ends in /v1), and set OPENAI_API to chat or responses, whichever it speaks.',
  ],
  'too fast': () => TOO_FAST,
  overloaded: () => [
    'model-busy',
    "The model's server is overloaded or has a fault of its own.",
    'Please try again in a minute.',
  ],
  rejected: (_, message) => [
    'model-rejected',
    `The model's server did not accept this request: ${quoted(message)}`,
    'If it is about an attachment, leave that out; otherwise the one who runs me will find more in the log.',
  ],
};

/** The sentence for an error the server reported. */
function faultError(fault: Fault, to: Destination, options: ErrorOptions): UserError {
  const [code, sentence, hint] = TOLD[kindOf(fault)](to, fault.message);
  return new UserError(code, sentence, hint, options);
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

/** The server has turned others away, and this request has waited long enough. */
export function busyError(): UserError {
  const [code, sentence, hint] = TOO_FAST;
  return new UserError(code, sentence, hint);
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

/** The codes of errors that may be over with another model: it has a server, a limit or a permission of its own. */
const OF_THIS_MODEL: ReadonlySet<string> = new Set([
  'model-busy',
  'model-quota',
  'model-unknown',
  'model-auth',
  'model-unreachable',
  'model-silent',
  'model-cut',
]);

/**
 * Whether another model may answer where this error came: not where the question itself was refused, is too long or is
 * broken, and not where the key is wrong for all of them. Whoever asks sees to it that nothing of the answer was shown yet.
 */
export function mayFallBack(error: unknown): boolean {
  if (!(error instanceof UserError) || !OF_THIS_MODEL.has(error.code)) return false;
  return !(error.cause instanceof APIError && error.cause.status === 401);
}
