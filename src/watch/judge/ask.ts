/** One call of the judge's model: what it is expected to take, what it says, and what that took. */
import { type Clock, systemClock } from '../../ops/index.ts';
import type { createLedger, Purse, TurnParts } from '../../handler/index.ts';
import {
  costUsd,
  estimateFrame,
  estimateTurn,
  estimateTokens,
  type ModelRequest,
  type Usage,
} from '../../model/index.ts';
import { UserError } from '../../chat/index.ts';
import { JUDGE } from './limits.ts';
import type { Shown } from './shown.ts';

export type Amount = Parameters<Purse['reserve']>[0];
type Ledger = ReturnType<typeof createLedger>;

/** What a call will take: its input as forecasts have learned to count it, and of output as much as so many answers have. */
export function expectedOf(
  { shown, request }: { readonly shown: readonly Shown[]; readonly request: ModelRequest },
  { estimates }: Pick<TurnParts, 'estimates'>,
): Amount {
  const { model, effort } = request;
  const forecast = estimates.forecast(model, effort, inputOf(request));
  const answers = shown.length * JUDGE.answerTokens;
  const outputTokens = effort === 'none' ? answers : answers + forecast.outputTokens;
  const { inputTokens } = forecast;
  const usd = costUsd(model, { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 });
  return { usd, tokens: inputTokens + outputTokens };
}

/**
 * Asks, and notes in the ledger what that took, also where it failed halfway.
 *
 * @throws {UserError} what the client throws; `slow` after the deadline of a call
 */
export async function ask(
  request: ModelRequest,
  ledger: Ledger,
  { model: client, clock = systemClock }: Pick<TurnParts, 'model'> & { readonly clock?: Clock },
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly usd: number }> {
  const over = new AbortController();
  const slow = new UserError('slow', `The model took longer than ${JUDGE.callMs / 1000} seconds.`);
  const rung = clock.sleep(JUDGE.callMs, over.signal).then(
    () => over.abort(slow),
    () => {},
  );
  let text = '';
  let usage: Usage | undefined;
  let isOver = false;
  const either = AbortSignal.any([signal, over.signal]);
  try {
    for await (const event of client.stream(request, either)) {
      if (event.type === 'text') text += event.text;
      if (event.type !== 'done') continue;
      usage = event.usage;
      isOver = true;
    }
  } finally {
    // A call that is broken off is paid for as far as it came, and so is silent thinking.
    if (isOver || text !== '' || either.aborted) note(request, ledger, usage, text);
    over.abort();
    await rung;
  }
  const counted = usage ?? guess(request, text);
  return { text, usd: costUsd(request.model, counted) ?? 0 };
}

function note(request: ModelRequest, ledger: Ledger, usage: Usage | undefined, text: string): void {
  const { model, effort } = request;
  ledger.note('judge', model, effort, usage ?? guess(request, text), { estimated: usage === undefined });
}

/** Where a server reports no usage. */
const guess = (request: ModelRequest, text: string): Usage => ({
  inputTokens: inputOf(request),
  cachedInputTokens: 0,
  outputTokens: estimateTokens([{ type: 'text', text }], request.model),
  reasoningTokens: 0,
});

const inputOf = (request: ModelRequest): number =>
  request.turns.reduce((sum, turn) => sum + estimateTurn(turn, request.model), estimateFrame(request));

export function amountIn(ledger: Ledger): Amount {
  const { usage, usd } = ledger.spent('', 'none');
  return { usd, tokens: usage.inputTokens + usage.outputTokens };
}

/** What has no known price adds nothing to the price of the rest. */
export const together = (...amounts: readonly Amount[]): Amount =>
  amounts.reduce<Amount>(
    (sum, { usd = 0, tokens }) => ({ usd: (sum.usd ?? 0) + usd, tokens: sum.tokens + tokens }),
    { usd: 0, tokens: 0 },
  );
