/** What asking a model takes: expected before it is asked, and counted after. */
import type { Effort } from '../../chat/index.ts';
import type { ModelEntry } from '../catalog/catalog.ts';
import type { Usage } from '../events.ts';

/** What a model was asked for. */
export type Purpose = 'answer' | 'attempt' | 'judge' | 'route' | 'compact' | 'repair';

/** One request that was answered, at least in part. */
export interface ModelCall {
  readonly purpose: Purpose;
  readonly model: string;
  readonly effort: Effort;
  readonly usage: Usage;
  /** The server reported no usage, so these are our own counts. */
  readonly estimated: boolean;
  /** Dollars; undefined where no price is known. */
  readonly usd: number | undefined;
}

/** What a request will take, as far as can be known. */
export interface Forecast {
  readonly inputTokens: number;
  /** Reasoning included: what such requests took before. */
  readonly outputTokens: number;
  /** Dollars, the surcharge for long contexts included; undefined where no price is known. */
  readonly usd: number | undefined;
}

/** Learns how far estimates are off, for each model, and how much an answer takes, for each effort. */
export interface Estimates {
  /** What a request with so many input tokens, as `estimateTokens` counts them, will take. */
  forecast(model: ModelEntry, effort: Effort, estimatedInput: number): Forecast;
  /** The counts a server reported for what was estimated. */
  learn(
    model: ModelEntry,
    effort: Effort,
    seen: { readonly estimatedInput: number; readonly usage: Usage },
  ): void;
}
