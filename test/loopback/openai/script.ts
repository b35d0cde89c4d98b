/** What the server is told to answer: steps that are played on the wire of either dialect. */
import type { ServerResponse } from 'node:http';
import { fitting } from '../../../src/demo/index.ts';
import type { AnswerWriter, CallWords, TokenCounts } from '../../../src/demo/index.ts';
import type { AskedModel } from './rules.ts';

export type Step =
  /** A stretch of the answer. */
  | string
  | { readonly reasoning: string }
  /** The next stretch of reasoning opens a new section. */
  | { readonly section: true }
  | { readonly refusal: string }
  /** A function is to be run. Of a model that reasons, a thought comes before it. */
  | { readonly call: CallWords }
  /** Nothing is sent until this resolves. */
  | { readonly wait: Promise<unknown> }
  /** A sign of life without meaning. */
  | { readonly keepalive: true }
  /** A whole event or chunk of the dialect. */
  | { readonly event: Readonly<Record<string, unknown>> }
  /** Bytes that are no event. */
  | { readonly raw: string }
  /** An ending. `usage: null` reports none. */
  | { readonly end: 'complete' | 'length' | 'filtered'; readonly usage?: TokenCounts | null }
  /** The `response.failed` event; an error chunk in Chat Completions. */
  | { readonly failed: { readonly code: string; readonly message: string } }
  /** The `error` event; an error chunk in Chat Completions. */
  | { readonly error: { readonly code: string; readonly message: string } }
  /** The socket is torn. */
  | { readonly cut: true }
  /** The stream ends without an ending. */
  | { readonly leave: true };

/** What is reported where a script names no usage. */
export const USAGE: TokenCounts = { input: 100, cached: 0, output: 20, reasoning: 0 };

const isEnding = (step: Step): boolean =>
  typeof step === 'object' && ['end', 'failed', 'error', 'cut', 'leave'].some((key) => key in step);

/** An answer to a request nobody wrote a script for: it says what was said, in the shape that was asked for. */
export function echo({ turns, format }: AskedModel): readonly Step[] {
  const parts = turns.at(-1)?.parts ?? [];
  const words = parts.map((part) =>
    part.type === 'text' ? part.text : part.type === 'file' ? `[${part.name}]` : `[${part.type}]`,
  );
  const said = words.join(' ');
  const answer = format ? JSON.stringify(fitting(format.schema, said)) : `You said: ${said}`;
  return answer.match(/\S+\s*/g) ?? [];
}

export interface Stage {
  readonly writer: AnswerWriter;
  readonly response: ServerResponse;
  readonly dialect: 'responses' | 'chat';
  /** What is reported where a script names no usage, for so many characters of output. */
  readonly usageOf: (output: number) => TokenCounts;
}

/** Characters that a step says. */
const lengthOf = (step: Step): number =>
  typeof step === 'string' ? step.length : 'reasoning' in step ? step.reasoning.length : 0;

export async function play(steps: readonly Step[], stage: Stage): Promise<void> {
  const { writer, response, dialect, usageOf } = stage;
  const output = steps.reduce((sum, step) => sum + lengthOf(step), 0);
  writer.begin();
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  for (const step of steps.some(isEnding) ? steps : [...steps, { end: 'complete' } as const]) {
    if (response.destroyed) return;
    if (typeof step === 'string') writer.text(step);
    else if ('reasoning' in step) writer.reasoning(step.reasoning);
    else if ('section' in step) writer.nextSection();
    else if ('refusal' in step) writer.refusal(step.refusal);
    else if ('call' in step) writer.call(step.call);
    else if ('wait' in step) await Promise.race([step.wait, gone]);
    else if ('event' in step) writer.event(step.event);
    else if ('raw' in step) writer.raw(step.raw);
    else if ('end' in step)
      writer.finish(step.end, step.usage === null ? undefined : (step.usage ?? usageOf(output)));
    else if ('failed' in step) writer.fail(step.failed.code, step.failed.message);
    else if ('leave' in step) writer.leave();
    else if ('keepalive' in step) {
      if (dialect === 'responses') writer.event({ type: 'keepalive' });
      else writer.raw(': keepalive\n\n');
    } else if ('error' in step) {
      if (dialect === 'responses') writer.event({ type: 'error', param: null, ...step.error });
      else writer.event({ error: { type: 'server_error', param: null, ...step.error } });
      writer.leave();
    } else {
      // What was written before must arrive before the socket is torn.
      await new Promise((resolve) => response.write('', resolve));
      response.destroy();
    }
  }
}
