/** Asks a model and runs the tools it calls, round after round, until it has answered. */
import type { Receipt, ReplyStep } from '../../chat/index.ts';
import type { ModelClient, ModelEvent, ModelRequest, ModelTurn, Part, Usage } from '../../model/index.ts';
import { LIMITS } from '../limits.ts';

export type ToolCall = Omit<Extract<ModelEvent, { type: 'call' }>, 'type'>;

/** What a model may call while it answers. */
export interface Tools {
  readonly offered: NonNullable<ModelRequest['tools']>;
  /** What a call is about to do, and has done then, for the reader: "Looking at clip.mp4 again…". */
  tell(call: ToolCall): { readonly doing: string; readonly done: string };
  /**
   * What came of a call, and the new receipt of the file it was about. What the model did wrong, and what cannot be done,
   * is told to the model; rejects only when aborted.
   */
  run(call: ToolCall): Promise<ToolOutcome>;
}

export interface ToolOutcome {
  readonly parts: readonly Part[];
  readonly worked: boolean;
  readonly receipt?: Receipt;
}

export type ConverseEvent =
  | Exclude<ModelEvent, { type: 'call' }>
  | { readonly type: 'status'; readonly text: string }
  | { readonly type: 'step'; readonly step: ReplyStep }
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  /** What one round took; undefined when the server did not say. Comes before `done`. */
  | { readonly type: 'round'; readonly usage: Usage | undefined; readonly text: string };

/**
 * The model's events as one answer: `done` comes once, after the last round; text of a later round begins a paragraph.
 *
 * @throws whatever the client throws
 */
export async function* converse(
  client: ModelClient,
  request: ModelRequest,
  tools: Tools,
  signal: AbortSignal,
): AsyncGenerator<ConverseEvent, void, undefined> {
  const turns: ModelTurn[] = [...request.turns];
  let hasText = false;
  for (let round = 1; ; round++) {
    const calls: ToolCall[] = [];
    let text = '';
    let done: Extract<ModelEvent, { type: 'done' }> | undefined;
    for await (const event of client.stream({ ...request, turns, tools: tools.offered }, signal)) {
      if (event.type === 'call') calls.push(event);
      else if (event.type === 'done') done = event;
      else if (event.type === 'text' || event.type === 'refusal') {
        if (hasText && text === '' && round > 1) yield { type: 'text', text: '\n\n' };
        text += event.text;
        hasText = true;
        yield event;
      } else yield event;
    }
    yield { type: 'round', usage: done!.usage, text };
    if (calls.length === 0) {
      yield done!;
      return;
    }
    if (round > LIMITS.toolRounds + 1) {
      yield { type: 'notice', text: 'The model kept looking again and again, so I stopped it here.' };
      yield done!;
      return;
    }
    turns.push({ role: 'said', replay: done!.replay });
    if (round > LIMITS.toolRounds) {
      const enough: Part = {
        type: 'text',
        text: 'You have looked often enough. Answer now with what you have seen.',
      };
      turns.push({ role: 'results', results: calls.map(({ id }) => ({ callId: id, parts: [enough] })) });
      continue;
    }
    for (const call of calls) {
      const { doing } = tools.tell(call);
      yield { type: 'status', text: doing };
      yield { type: 'step', step: { id: call.id, title: doing, state: 'running' } };
    }
    const outcomes = await Promise.all(calls.map((call) => tools.run(call)));
    for (const [index, call] of calls.entries()) {
      const { doing, done } = tools.tell(call);
      const step = outcomes[index]!.worked
        ? ({ title: done, state: 'done' } as const)
        : ({ title: doing, state: 'failed' } as const);
      yield { type: 'step', step: { id: call.id, ...step } };
    }
    for (const { receipt } of outcomes) if (receipt) yield { type: 'receipt', receipt };
    turns.push({
      role: 'results',
      results: calls.map(({ id }, index) => ({ callId: id, parts: outcomes[index]!.parts })),
    });
  }
}
