/** Writes an answer in the Responses dialect: items, their parts and deltas, numbered from first to last. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AnswerOptions, AnswerWriter, TokenCounts } from './answer.ts';
import { eventStream } from './sse.ts';

type Json = Readonly<Record<string, unknown>>;

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** What is open at the moment: nothing, a section of reasoning, or a part of the message. */
interface Open {
  readonly kind: 'reasoning' | 'text' | 'refusal';
  readonly itemId: string;
  readonly partIndex: number;
  words: string;
}

const DELTAS = {
  reasoning: 'response.reasoning_summary_text',
  text: 'response.output_text',
  refusal: 'response.refusal',
} as const;

const usageOf = (counts: TokenCounts): Json => ({
  input_tokens: counts.input,
  input_tokens_details: { cached_tokens: counts.cached, cache_write_tokens: 0 },
  output_tokens: counts.output,
  output_tokens_details: { reasoning_tokens: counts.reasoning },
  total_tokens: counts.input + counts.output,
});

/** Writes one answer to an HTTP response, as the Responses API would. */
export function responsesWriter(response: ServerResponse, options: AnswerOptions): AnswerWriter {
  const stream = eventStream(response);
  const responseId = id('resp');
  const createdAt = Math.floor(Date.now() / 1000);
  const output: Json[] = [];
  let sequence = 0;
  let begun = false;
  let open: Open | undefined;
  /** Parts of the item that is open which are finished already. */
  let parts: Json[] = [];

  const event = (body: Json): void => {
    stream.send({ ...body, sequence_number: sequence++ }, String(body['type']));
  };

  const state = (status: string, more: Json = {}): Json => ({
    id: responseId,
    object: 'response',
    created_at: createdAt,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model: options.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: options.effort ?? null, summary: options.showReasoning ? 'auto' : null },
    service_tier: options.service ?? 'default',
    store: false,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    ...more,
  });

  const begin = (): void => {
    if (begun) return;
    begun = true;
    event({ type: 'response.created', response: state('in_progress') });
    event({ type: 'response.in_progress', response: state('in_progress') });
  };

  const part = (kind: Open['kind'], words: string): Json =>
    kind === 'reasoning'
      ? { type: 'summary_text', text: words }
      : kind === 'text'
        ? { type: 'output_text', text: words, annotations: [], logprobs: [] }
        : { type: 'refusal', refusal: words };

  /** Where an event belongs: the item and its part. */
  const place = ({ kind, itemId, partIndex }: Open): Json => ({
    item_id: itemId,
    output_index: output.length,
    [kind === 'reasoning' ? 'summary_index' : 'content_index']: partIndex,
  });

  const item = ({ kind, itemId }: Open, status: string): Json =>
    kind === 'reasoning'
      ? // What a real model thought is in here; whoever gets it must only hand it back.
        {
          id: itemId,
          type: 'reasoning',
          summary: [...parts],
          encrypted_content: btoa(`thoughts of ${itemId}`),
        }
      : {
          id: itemId,
          type: 'message',
          status,
          role: 'assistant',
          content: [...parts],
          phase: 'final_answer',
        };

  const partEvent = (kind: Open['kind']): string =>
    kind === 'reasoning' ? 'response.reasoning_summary_part' : 'response.content_part';

  const closePart = (): void => {
    if (!open) return;
    const field = open.kind === 'refusal' ? 'refusal' : 'text';
    event({ type: `${DELTAS[open.kind]}.done`, ...place(open), [field]: open.words });
    event({ type: `${partEvent(open.kind)}.done`, ...place(open), part: part(open.kind, open.words) });
    parts.push(part(open.kind, open.words));
  };

  const closeItem = (status: string): void => {
    if (!open) return;
    closePart();
    const done = item(open, status);
    event({ type: 'response.output_item.done', output_index: output.length, item: done });
    output.push(done);
    parts = [];
    open = undefined;
  };

  const openPart = (kind: Open['kind'], itemId: string): Open => {
    open = { kind, itemId, partIndex: parts.length, words: '' };
    event({ type: `${partEvent(kind)}.added`, ...place(open), part: part(kind, '') });
    return open;
  };

  /** The open part of this kind; whatever else is open is closed first. */
  const enter = (kind: Open['kind']): Open => {
    begin();
    if (open?.kind === kind) return open;
    closeItem('completed');
    const itemId = id(kind === 'reasoning' ? 'rs' : 'msg');
    const empty = item({ kind, itemId, partIndex: 0, words: '' }, 'in_progress');
    event({ type: 'response.output_item.added', output_index: output.length, item: empty });
    return openPart(kind, itemId);
  };

  /** A model that reasons has thought before it calls, whether its thoughts are shown or not. */
  const think = (): void => {
    if (options.effort === undefined || options.effort === 'none') return;
    if (output.some((item) => item['type'] === 'reasoning')) return;
    const thought = { id: id('rs'), type: 'reasoning', summary: [], encrypted_content: btoa('thoughts') };
    event({ type: 'response.output_item.added', output_index: output.length, item: thought });
    event({ type: 'response.output_item.done', output_index: output.length, item: thought });
    output.push(thought);
  };

  const delta = (kind: Open['kind'], words: string): void => {
    const target = enter(kind);
    target.words += words;
    const logprobs = kind === 'text' ? { logprobs: [] } : {};
    event({ type: `${DELTAS[kind]}.delta`, ...place(target), delta: words, ...logprobs });
  };

  return {
    begin,
    reasoning: (words) => {
      if (options.showReasoning) delta('reasoning', words);
    },
    nextSection: () => {
      if (open?.kind !== 'reasoning') return;
      closePart();
      openPart('reasoning', open.itemId);
    },
    text: (words) => delta('text', words),
    refusal: (words) => delta('refusal', words),
    call: ({ id: callId = id('call'), name, arguments: words }) => {
      begin();
      closeItem('completed');
      think();
      const whole = { id: id('fc'), type: 'function_call', call_id: callId, name, arguments: words };
      const place = { item_id: whole.id, output_index: output.length };
      const added = { ...whole, arguments: '', status: 'in_progress' };
      event({ type: 'response.output_item.added', output_index: output.length, item: added });
      for (const piece of words.match(/[^]{1,12}/g) ?? [])
        event({ type: 'response.function_call_arguments.delta', ...place, delta: piece });
      event({ type: 'response.function_call_arguments.done', ...place, arguments: words });
      const done = { ...whole, status: 'completed' };
      event({ type: 'response.output_item.done', output_index: output.length, item: done });
      output.push(done);
    },
    finish: (reason, counts) => {
      begin();
      const status = reason === 'complete' ? 'completed' : 'incomplete';
      closeItem(status);
      const details =
        reason === 'complete'
          ? {}
          : {
              incomplete_details: { reason: reason === 'length' ? 'max_output_tokens' : 'content_filter' },
            };
      const usage = counts && options.showCounts ? { usage: usageOf(counts) } : {};
      event({ type: `response.${status}`, response: state(status, { ...details, ...usage }) });
      stream.end();
    },
    fail: (code, message) => {
      begin();
      event({ type: 'response.failed', response: state('failed', { error: { code, message } }) });
      stream.end();
    },
    event: (body) => {
      begin();
      event(body);
    },
    raw: (text) => stream.raw(text),
    leave: () => stream.end(),
    written: () => output,
  };
}
