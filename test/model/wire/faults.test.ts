import { APIError } from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/chat/index.ts';
import { findModel, mayFallBack } from '../../../src/model/index.ts';
import { startOpenAi, type Failure, type LoopbackOpenAi, type Step } from '../../loopback/openai/index.ts';
import { clientOf, collect, question } from '../ask.ts';
import { manualClock, type ManualClock } from '../manual-clock.ts';

let openai: LoopbackOpenAi;
let clock: ManualClock;
beforeEach(async () => {
  clock = manualClock();
  openai = await startOpenAi({ models: ['local-model'] });
});
afterEach(() => openai.close());

const never = new AbortController().signal;

/** Asks, lets every pause before another try go by, and gives the error and how often it was asked. */
async function failing(): Promise<{ readonly error: unknown; readonly tries: number }> {
  const asking = collect(
    clientOf(openai, 'chat', { clock }).stream(
      question('Hi', { model: findModel('local-model'), effort: 'none' }),
      never,
    ),
  );
  const over = asking.then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  for (const longest of [500, 1000]) {
    const pause = await Promise.race([over, clock.sleeping(longest * 0.75, longest)]);
    if (typeof pause !== 'number') break;
    clock.advance(pause);
  }
  return { error: (await over)?.thrown, tries: openai.requests.length };
}

interface Meaning {
  readonly code: string;
  readonly sentence: RegExp;
  readonly isRetried: boolean;
  readonly mayFallBack: boolean;
}
const QUOTA: Meaning = { code: 'model-quota', sentence: /credit/, isRetried: false, mayFallBack: true };
const BUSY: Meaning = { code: 'model-busy', sentence: /overloaded/, isRetried: true, mayFallBack: true };
const FAST: Meaning = {
  code: 'model-busy',
  sentence: /no more requests/,
  isRetried: true,
  mayFallBack: true,
};
const POLICY: Meaning = {
  code: 'model-policy',
  sentence: /content rules/,
  isRetried: false,
  mayFallBack: false,
};
const LONG: Meaning = { code: 'model-too-long', sentence: /too long/, isRetried: false, mayFallBack: false };
const IMAGE: Meaning = {
  code: 'model-bad-image',
  sentence: /one of the pictures/,
  isRetried: false,
  mayFallBack: false,
};
const KEY: Meaning = { code: 'model-auth', sentence: /API key/, isRetried: false, mayFallBack: false };
const FORBIDDEN: Meaning = {
  code: 'model-auth',
  sentence: /may not use/,
  isRetried: false,
  mayFallBack: true,
};
const NO_MODEL: Meaning = {
  code: 'model-unknown',
  sentence: /no model called/,
  isRetried: false,
  mayFallBack: true,
};
const NO_PATH: Meaning = {
  code: 'model-dialect',
  sentence: /does not know/,
  isRetried: false,
  mayFallBack: false,
};
const REJECTED: Meaning = {
  code: 'model-rejected',
  sentence: /did not accept/,
  isRetried: false,
  mayFallBack: false,
};
const STALE: Meaning = { code: 'model-stale', sentence: /take back/, isRetried: false, mayFallBack: false };

/** Status, code and words of an error answer, and what they mean. */
const ANSWERS: readonly (readonly [
  status: number,
  code: string | null,
  message: string,
  meaning: Meaning,
])[] = [
  [429, 'rate_limit_exceeded', 'Rate limit reached', FAST],
  [429, 'slow_down', 'Slow down', FAST],
  [429, null, 'Too many requests', FAST],
  [429, 'insufficient_quota', 'You exceeded your current quota', QUOTA],
  [429, 'credit_balance_exhausted', 'No credit', QUOTA],
  [429, 'organization_spend_limit_exceeded', 'Limit', QUOTA],
  [429, 'project_spend_limit_exceeded', 'Limit', QUOTA],
  [429, 'organization_usage_limit_exceeded', 'Limit', QUOTA],
  [402, null, 'Insufficient Balance', QUOTA],
  [503, 'server_is_overloaded', 'The server is overloaded', BUSY],
  [500, 'server_error', 'The server had an error', BUSY],
  [502, null, 'Bad gateway', BUSY],
  [529, null, 'Overloaded', BUSY],
  [408, null, 'Timeout', BUSY],
  [409, null, 'Conflict', BUSY],
  [400, 'context_length_exceeded', 'Your input exceeds the context window', LONG],
  [400, null, "This model's maximum context length is 8192 tokens", LONG],
  [400, null, 'The input token count (99) exceeds the maximum number of tokens allowed (9).', LONG],
  [400, null, '<400> InternalError: Range of input length should be [1, 30720]', LONG],
  [413, null, 'Payload too large', LONG],
  [400, 'invalid_prompt', 'Flagged', POLICY],
  [400, 'bio_policy', 'Flagged', POLICY],
  [400, 'misalignment_policy_violation', 'Flagged', POLICY],
  [400, 'image_content_policy_violation', 'Flagged', POLICY],
  [400, 'content_filter', 'Filtered', POLICY],
  [400, 'invalid_image', 'The image is broken', IMAGE],
  [400, 'image_parse_error', 'The image is broken', IMAGE],
  [400, 'image_too_small', 'Too small', IMAGE],
  [400, 'failed_to_download_image', 'No such image', IMAGE],
  [401, 'invalid_api_key', 'Incorrect API key provided', KEY],
  [403, null, 'You are not allowed to sample from this model', FORBIDDEN],
  [404, 'model_not_found', 'The model does not exist', NO_MODEL],
  [404, null, 'model "local-model" not found, try pulling it first', NO_MODEL],
  [404, null, 'Not Found', NO_PATH],
  [405, null, 'Method Not Allowed', NO_PATH],
  [400, 'invalid_encrypted_content', 'The encrypted content gAA= could not be verified.', STALE],
  [400, null, 'Could not decode the compaction blob.', STALE],
  [400, 'invalid_value', 'Invalid value', REJECTED],
  [422, null, 'Unprocessable', REJECTED],
];

describe('an error answer means', () => {
  it.each(ANSWERS)('%i %s (%s)', async (status, code, message, meaning) => {
    const failure: Failure = { status, code, message };
    openai.fail(failure, 3);
    const { error, tries } = await failing();
    expect(error).toBeInstanceOf(UserError);
    const { code: told, message: sentence, hint } = error as UserError;
    expect(told).toBe(meaning.code);
    expect(sentence).toMatch(meaning.sentence);
    expect(hint).toMatch(/\.$/);
    expect(tries).toBe(meaning.isRetried ? 3 : 1);
    expect(mayFallBack(error)).toBe(meaning.mayFallBack);
  });
});

describe('an error at the beginning of a stream means the same', () => {
  const chunk = (error: unknown): Step => ({ event: { error } });
  it.each<[string, readonly Step[], Meaning]>([
    ['an overload', [chunk({ code: 'server_is_overloaded', message: 'Overloaded' })], BUSY],
    ['a status as a number (OpenRouter)', [chunk({ code: 502, message: 'Provider returned error' })], BUSY],
    ['too many requests as a number', [chunk({ code: 429, message: 'Rate limited upstream' })], FAST],
    ['a length as a number (vLLM)', [chunk({ code: 400, message: 'maximum context length is 8' })], LONG],
    [
      'an error without its object (older vLLM)',
      [{ event: { object: 'error', code: 400, message: 'No' } }],
      REJECTED,
    ],
    ['a fault as one word (Ollama)', [chunk('unexpected EOF')], REJECTED],
    ['no credit', [chunk({ code: 402, message: 'Insufficient credits' })], QUOTA],
    ['content rules', [chunk({ code: 'content_filter', message: 'Filtered' })], POLICY],
    ['a stream that just ends', [{ leave: true }], { ...BUSY, code: 'model-cut', sentence: /broke off/ }],
    ['a torn socket', [{ cut: true }], { ...BUSY, code: 'model-cut', sentence: /broke off/ }],
  ])('%s', async (_, steps, meaning) => {
    for (let time = 0; time < 3; time += 1) openai.reply(...steps, { leave: true });
    const { error, tries } = await failing();
    expect(error).toMatchObject({ code: meaning.code, message: expect.stringMatching(meaning.sentence) });
    expect(tries).toBe(meaning.isRetried ? 3 : 1);
    expect(mayFallBack(error)).toBe(meaning.mayFallBack);
  });
});

describe('another model may answer', () => {
  it('where this one’s server cannot be reached or says nothing', () => {
    for (const code of ['model-unreachable', 'model-silent'])
      expect(mayFallBack(new UserError(code, 'No.'))).toBe(true);
  });

  it('but not where the fault is ours or of another part', () => {
    expect(mayFallBack(new TypeError('bug'))).toBe(false);
    expect(mayFallBack(new APIError(500, {}, 'raw', new Headers()))).toBe(false);
    expect(mayFallBack(new UserError('budget-empty', 'No money.'))).toBe(false);
  });
});
