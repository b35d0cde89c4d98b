/**
 * What servers refuse although an answer is possible without it: reasoning summaries where the organisation is not
 * verified at OpenAI, an effort where the model does not reason, tools where it calls none. Such a request is sent again
 * without it.
 */
import { APIError } from 'openai';
import type { Extra } from './dialect.ts';
import { faultOf } from './errors.ts';
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

/** Which extra of a request an error is about, if any. */
export function refusedExtra(error: unknown, { tools = [] }: ModelRequest): Extra | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const { message, status } = faultOf(error);
  const param = error.param ?? '';
  // Whatever the status: llama.cpp says 500, OpenRouter 404. And before the effort, which such an error may name too.
  if (tools.length > 0 && (/^tools?(_choice)?$/.test(param) || NO_TOOLS.test(message))) return 'tools';
  if (status !== 400 && status !== 422) return undefined;
  if (param === 'reasoning.summary') return 'reasoning summary';
  if (param === 'include' || NO_ENCRYPTION.test(message)) return 'encrypted reasoning';
  if (/^reasoning(_effort|\.effort)?$/.test(param) || NO_THINKING.test(message)) return 'effort';
  return undefined;
}
