/** What an answer takes, request by request: every call to a model with its purpose, its tokens and its price. */
import type { Effort } from '../../chat/index.ts';
import { costUsd, type ModelCall, type ModelEntry, type Purpose, type Usage } from '../../model/index.ts';
import type { TurnEvent } from '../../reply/index.ts';

export type Spent = Extract<TurnEvent, { type: 'spent' }>;

export interface Ledger {
  /** Notes a request. `estimated`: its server reported no usage. */
  note(
    purpose: Purpose,
    model: ModelEntry,
    effort: Effort,
    usage: Usage,
    options?: { readonly estimated?: boolean },
  ): void;
  /** Notes requests that others have made. */
  add(calls: readonly ModelCall[]): void;
  /** Notes what the preparation of files has cost, in dollars. */
  addMedia(usd: number): void;
  readonly isEmpty: boolean;
  /** All of it so far, under the name of the model that answers. */
  spent(model: string, effort: Effort): Spent;
}

export function createLedger(): Ledger {
  const calls: ModelCall[] = [];
  let mediaUsd = 0;
  return {
    note(purpose, model, effort, usage, { estimated = false } = {}) {
      calls.push({ purpose, model: model.id, effort, usage, estimated, usd: costUsd(model, usage) });
    },
    add: (more) => void calls.push(...more),
    addMedia(usd) {
      mediaUsd += usd;
    },
    get isEmpty() {
      return calls.length === 0 && mediaUsd === 0;
    },
    spent: (model, effort) => ({
      type: 'spent',
      model,
      effort,
      calls: [...calls],
      usage: sumOf(calls.map(({ usage }) => usage)),
      estimated: calls.some(({ estimated }) => estimated),
      usd: calls.reduce<number | undefined>(
        (sum, { usd }) => (sum === undefined || usd === undefined ? undefined : sum + usd),
        mediaUsd,
      ),
    }),
  };
}

const sumOf = (usages: readonly Usage[]): Usage => ({
  inputTokens: sum(usages, ({ inputTokens }) => inputTokens),
  cachedInputTokens: sum(usages, ({ cachedInputTokens }) => cachedInputTokens),
  cacheWriteTokens: sum(usages, ({ cacheWriteTokens = 0 }) => cacheWriteTokens),
  outputTokens: sum(usages, ({ outputTokens }) => outputTokens),
  reasoningTokens: sum(usages, ({ reasoningTokens }) => reasoningTokens),
});

const sum = (usages: readonly Usage[], of: (usage: Usage) => number): number =>
  usages.reduce((all, usage) => all + of(usage), 0);
