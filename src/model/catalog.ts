/** The models that are known: what they take, how far they reach and what they cost. Data only. */
import type { Effort } from '../chat/index.ts';

/** Dollars for a million tokens. */
export interface Prices {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Beyond so many input tokens the whole request costs more. */
  readonly longContext?: {
    readonly overTokens: number;
    readonly inputFactor: number;
    readonly outputFactor: number;
  };
}

/** How large an image may be before the server shrinks it, and what it costs in tokens. */
export interface ImageRule {
  /** The longest side, in pixels. */
  readonly maxSide: number;
  /** The most 32×32 pixel patches. */
  readonly maxPatches: number;
  /** Tokens a patch. */
  readonly tokensPerPatch: number;
}

export interface ModelEntry {
  readonly id: string;
  readonly contextTokens: number;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly efforts: readonly Effort[];
  readonly images: ImageRule;
  /** Undefined where no price is known; such answers show none. */
  readonly prices: Prices | undefined;
  /** Where the figures come from and when they were read. */
  readonly source: string;
}
