/** What an answer took, and the line a reader sees of it. */
import type { TurnEvent } from '../../src/reply/index.ts';

export const SPENT: Extract<TurnEvent, { type: 'spent' }> = {
  type: 'spent',
  model: 'gpt-5.5',
  effort: 'medium',
  usage: { inputTokens: 12_400, cachedInputTokens: 0, outputTokens: 800, reasoningTokens: 300 },
  estimated: false,
  usd: 0.086,
};

export const SPENT_LINE = 'gpt-5.5 · medium · 12,400 in · 800 out · $0.086';
