/** What an answer took, for the journal and for budgets. */
import type { Usage } from '../../model/index.ts';
import type { TokenCounts, TurnCost } from '../../store/index.ts';
import type { Spent } from './ledger.ts';
import type { Amount } from '../budget/purse.ts';

export const costOf = ({ model, effort, usage, usd, calls }: Spent): TurnCost => ({
  model,
  effort,
  ...countsOf(usage),
  usd,
  calls: calls.map(({ usage: counts, ...call }) => ({ ...call, ...countsOf(counts) })),
});

const countsOf = (usage: Usage): TokenCounts => ({
  inputTokens: usage.inputTokens,
  cachedInputTokens: usage.cachedInputTokens,
  cacheWriteTokens: usage.cacheWriteTokens ?? 0,
  outputTokens: usage.outputTokens,
  reasoningTokens: usage.reasoningTokens,
});

/** What an answer draws on budgets. Where some of it has no known price, the rest of it still counts. */
export const amountOf = ({ usd, inputTokens, outputTokens, calls }: TurnCost): Amount => ({
  usd: usd ?? calls.reduce((sum, call) => sum + (call.usd ?? 0), 0),
  tokens: inputTokens + outputTokens,
});
