/** What a server says went wrong: the codes of OpenAI's error-codes guide (October 2026), and the words of other servers. */
import type { APIError } from 'openai';

/** An error as the API reports it: as an HTTP answer, or inside a stream, where it has no status. */
export interface Fault {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly message: string;
}

/** What a fault means for us. */
export type FaultKind =
  | 'quota'
  | 'too long'
  | 'policy'
  | 'bad image'
  | 'stale'
  | 'key'
  | 'forbidden'
  | 'no model'
  | 'no dialect'
  | 'too fast'
  | 'overloaded'
  | 'rejected';

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
/** One of the pictures cannot be used; nothing is wrong with the rest. */
const IMAGE_CODES: ReadonlySet<string> = new Set([
  'invalid_image',
  'invalid_image_format',
  'invalid_base64_image',
  'invalid_image_url',
  'image_too_large',
  'image_too_small',
  'image_parse_error',
  'image_file_too_large',
  'unsupported_image_media_type',
  'empty_image_file',
  'failed_to_download_image',
  'image_file_not_found',
]);
const TOO_FAST_CODES: ReadonlySet<string> = new Set(['rate_limit_exceeded', 'slow_down']);
const OVERLOADED_CODES: ReadonlySet<string> = new Set([
  'server_is_overloaded',
  'server_error',
  'vector_store_timeout',
]);

/** What a server once made is not taken back: its keys have changed, or it was another server's. */
const STALE =
  /(encrypted content|compaction)\b.{0,400}\b(could not be|not) (verified|decoded|decrypted)|could not decode the compaction/is;

/** What compatible servers write instead of the code `context_length_exceeded`. */
const TOO_LONG =
  /context (length|window|size)|maximum context|too many tokens|maximum number of tokens|prompt is too long|range of input length/i;

/** Faults of an account, or of what is said: never of how it was asked for, whatever else their words name. */
const OF_THEIR_OWN: ReadonlySet<FaultKind> = new Set([
  'quota',
  'too long',
  'policy',
  'bad image',
  'stale',
  'key',
]);

/** Whether a fault may be about something that a request could do without. */
export const mayBeSpared = (fault: Fault): boolean => !OF_THEIR_OWN.has(kindOf(fault));

/** Statuses at which words such as those are about the length. */
const REQUEST_STATUSES: ReadonlySet<number | undefined> = new Set([400, 413, 422, undefined]);

export function faultOf(error: APIError): Fault {
  // The types say a string; other servers send the status as a number, also inside a stream.
  const code: unknown = error.code;
  const number = typeof code === 'number' || /^[45]\d\d$/.test(String(code)) ? Number(code) : undefined;
  return {
    status: error.status ?? (number !== undefined && number >= 400 && number < 600 ? number : undefined),
    code: typeof code === 'string' && number === undefined ? code : undefined,
    type: typeof error.type === 'string' ? error.type : undefined,
    // The client puts the status in front of the message; a person has no use for it.
    message: error.message.replace(/^\d{3} /, ''),
  };
}

/** What a fault means: its code tells before its status, and both before its words. */
export function kindOf({ status, code = '', type = '', message }: Fault): FaultKind {
  if (QUOTA_CODES.has(code) || QUOTA_CODES.has(type) || status === 402) return 'quota';
  if (code === 'context_length_exceeded' || status === 413) return 'too long';
  if (POLICY_CODES.has(code)) return 'policy';
  if (IMAGE_CODES.has(code)) return 'bad image';
  if (code === 'invalid_encrypted_content' || (status === 400 && STALE.test(message))) return 'stale';
  if (code === 'model_not_found') return 'no model';
  if (TOO_FAST_CODES.has(code)) return 'too fast';
  if (OVERLOADED_CODES.has(code)) return 'overloaded';
  if (REQUEST_STATUSES.has(status) && TOO_LONG.test(message)) return 'too long';
  switch (status) {
    case undefined:
      return 'rejected';
    case 401:
      return 'key';
    case 403:
      return 'forbidden';
    case 404:
      return /model/i.test(message) ? 'no model' : 'no dialect';
    case 405:
      return 'no dialect';
    case 408:
    case 409:
      return 'overloaded';
    case 429:
      return 'too fast';
    default:
      return status >= 500 ? 'overloaded' : 'rejected';
  }
}
