/**
 * What servers refuse although an answer is possible without it: reasoning summaries where the organisation is not
 * verified at OpenAI, an effort where the model does not reason (Ollama). Such a request is sent again without it.
 */
import { APIError } from 'openai';
import type { Extra } from './dialect.ts';
import { faultOf } from './errors.ts';

/** Ollama names no parameter: "llama3" does not support thinking; think value "medium" is not supported. */
const NO_THINKING = /not support thinking|think value|reasoning_effort/i;

/** Which extra an error is about, if any. */
export function refusedExtra(error: unknown): Extra | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  const param = error.param ?? '';
  if (param === 'reasoning.summary') return 'reasoning summary';
  if (/^reasoning(_effort|\.effort)?$/.test(param) || NO_THINKING.test(faultOf(error).message))
    return 'effort';
  return undefined;
}
