/** What comes beside an answer: a receipt, what it took, and the line a reader sees of that. */
import { type Receipt, WORDS } from '../../src/chat/index.ts';
import type { ReplyFrame, TurnEvent } from '../../src/reply/index.ts';

export const frame: ReplyFrame = { turnId: 't1', words: WORDS.en, reasoning: 'live' };

/** Who answers: a model that could think harder. */
export const CHOSEN: TurnEvent = { type: 'chosen', model: 'gpt-5.5', effort: 'medium', harder: 'high' };

export const SPENT: Extract<TurnEvent, { type: 'spent' }> = {
  type: 'spent',
  model: 'gpt-5.5',
  effort: 'medium',
  usage: { inputTokens: 12_400, cachedInputTokens: 0, outputTokens: 800, reasoningTokens: 300 },
  calls: [],
  estimated: false,
  usd: 0.086,
};

export const SPENT_LINE = 'gpt-5.5 · medium · 12,400 in · 800 out · $0.086';

/** A receipt as media gives it. */
export const receipt: Receipt = {
  attachmentId: 'a1',
  name: 'clip.mp4',
  kind: 'video',
  outcome: 'used',
  summary: '12 frames of 3:40',
  pictures: 12,
  tokens: 900,
  costUsd: 0,
};
