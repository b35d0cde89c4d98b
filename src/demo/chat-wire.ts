/** Writes an answer in the Chat Completions dialect: chunks with deltas, then the counts, then `[DONE]`. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AnswerOptions, AnswerWriter, TokenCounts } from './answer.ts';
import { eventStream } from './sse.ts';

type Json = Readonly<Record<string, unknown>>;

const FINISH = { complete: 'stop', length: 'length', filtered: 'content_filter' } as const;

const usageOf = (counts: TokenCounts): Json => ({
  prompt_tokens: counts.input,
  prompt_tokens_details: { cached_tokens: counts.cached },
  completion_tokens: counts.output,
  completion_tokens_details: { reasoning_tokens: counts.reasoning },
  total_tokens: counts.input + counts.output,
});

/** Writes one answer to an HTTP response, as the Chat Completions API would. */
export function chatWriter(response: ServerResponse, options: AnswerOptions): AnswerWriter {
  const stream = eventStream(response);
  const head = {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: options.model,
    service_tier: options.service ?? 'default',
  };
  let begun = false;

  const chunk = (choices: readonly Json[], usage: Json | null = null): void =>
    stream.send({ ...head, choices, ...(options.showCounts && { usage }) });
  const choice = (delta: Json, finish: string | null = null): void =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }]);

  const begin = (): void => {
    if (begun) return;
    begun = true;
    choice({ role: 'assistant', content: '', refusal: null });
  };
  const delta = (body: Json): void => {
    begin();
    choice(body);
  };
  let section = false;
  let said = '';
  const calls: Json[] = [];

  return {
    begin,
    reasoning: (words) => {
      // The field of vLLM and OpenRouter: OpenAI itself shows no reasoning in this dialect.
      if (options.showReasoning) delta({ reasoning: section ? `\n\n${words}` : words });
      section = false;
    },
    nextSection: () => {
      section = true;
    },
    text: (words) => {
      said += words;
      delta({ content: words });
    },
    refusal: (words) => delta({ refusal: words }),
    call: ({ id = `call_${randomUUID().replaceAll('-', '')}`, name, arguments: words }) => {
      const index = calls.length;
      calls.push({ id, type: 'function', function: { name, arguments: words } });
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
      // In pieces, as models write them.
      for (const piece of words.match(/[^]{1,12}/g) ?? [])
        delta({ tool_calls: [{ index, function: { arguments: piece } }] });
    },
    finish: (reason, counts) => {
      begin();
      choice({}, reason === 'complete' && calls.length > 0 ? 'tool_calls' : FINISH[reason]);
      if (counts && options.showCounts) chunk([], usageOf(counts));
      stream.send('[DONE]');
      stream.end();
    },
    fail: (code, message) => {
      stream.send({ error: { message, type: 'server_error', param: null, code } });
      stream.end();
    },
    event: (body) => stream.send(body),
    raw: (text) => stream.raw(text),
    leave: () => stream.end(),
    written: () =>
      calls.length === 0 ? [] : [{ role: 'assistant', content: said || null, tool_calls: calls }],
  };
}
