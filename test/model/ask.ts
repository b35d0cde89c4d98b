/** Asking a model in tests: a question, and everything that came back. */
import {
  createModelClient,
  findModel,
  type DialectName,
  type ModelEvent,
  type ModelOptions,
  type ModelRequest,
  type Part,
} from '../../src/model/index.ts';
import { createLogger } from '../../src/ops/index.ts';
import type { LoopbackOpenAi } from '../loopback/openai/index.ts';

export const DIALECTS = ['responses', 'chat'] as const satisfies readonly DialectName[];

export const log = createLogger('silent');

export const words = (text: string): Part => ({ type: 'text', text });

export function question(parts: string | readonly Part[], more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: findModel('gpt-5.5'),
    effort: 'medium',
    instructions: 'Be brief.',
    turns: [{ role: 'user', parts: typeof parts === 'string' ? [words(parts)] : parts }],
    ...more,
  };
}

export function clientOf(openai: LoopbackOpenAi, api: DialectName, more: Partial<ModelOptions> = {}) {
  return createModelClient({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, api, log, ...more });
}

export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly done: Extract<ModelEvent, { readonly type: 'done' }> | undefined;
  readonly events: readonly ModelEvent[];
}

/** Everything a stream said. */
export async function collect(stream: AsyncIterable<ModelEvent>): Promise<Answer> {
  const events = await Array.fromAsync(stream);
  const all = (type: 'text' | 'reasoning' | 'refusal'): string =>
    events.map((event) => (event.type === type ? event.text : '')).join('');
  const last = events.at(-1);
  return {
    text: all('text'),
    reasoning: all('reasoning'),
    refusal: all('refusal'),
    done: last?.type === 'done' ? last : undefined,
    events,
  };
}
