/** Forecasts that learn: how far our counts are off for each model, and how much an answer takes at each effort. */
import type { Effort } from '../../chat/index.ts';
import type { Estimates } from './account.ts';
import type { ModelEntry } from '../catalog/catalog.ts';
import type { Service, Usage } from '../events.ts';
import { costUsd } from '../catalog/prices.ts';

/** What was learned for a model and an effort. */
export interface Learned {
  readonly model: string;
  readonly effort: Effort;
  /** Answers it was learned from. */
  readonly answers: number;
  /** Input tokens as the server counted them, divided by our own count. */
  readonly inputRatio: number;
  /** Output tokens of an answer, reasoning included. */
  readonly outputTokens: number;
}

/** What an answer takes before anything is learned. */
const OUTPUT_TOKENS: Readonly<Record<Effort, number>> = {
  none: 500,
  low: 900,
  medium: 2_000,
  high: 5_000,
  xhigh: 12_000,
  max: 25_000,
};

/** A new answer counts for one in so many at least: what is learned follows a change within two dozen answers. */
const WINDOW = 10;
/** What is assumed at first counts for so many answers. */
const ASSUMED = 1;

/** A shorter question says little about how far counts are off: what a server writes around messages weighs most. */
const TELLING_TOKENS = 200;
/** Other tokenizers count up to twice what ours does. Beyond that a server counts something else, and is not followed. */
const RATIO_LEAST = 0.4;
const RATIO_MOST = 2.5;
/** One answer moves what is expected as if it took so many times that, or a part of it: a book is not the new usual. */
const OUTPUT_JUMP = 5;

/** Shorter requests are not written to a cache (OpenAI's prompt caching guide). */
const CACHED_FROM_TOKENS = 1_024;

/**
 * @param known what was learned before
 * @param keep is given what was learned, to be kept
 * @param service what is asked for: it settles the price
 */
export function createEstimates(
  known: readonly Learned[] = [],
  keep: (learned: Learned) => void = () => {},
  service: Service = 'default',
): Estimates {
  const learned = new Map(known.map((one) => [keyOf(one), one]));
  const ofModel = (model: ModelEntry) => [...learned.values()].filter((one) => one.model === model.id);

  return {
    forecast(model, effort, estimatedInput) {
      const inputTokens = Math.ceil(estimatedInput * ratioOf(ofModel(model)));
      const outputTokens = Math.min(Math.ceil(outputOf(ofModel(model), effort)), model.maxOutputTokens);
      const usage: Usage = {
        inputTokens,
        // Whether any of it is in the cache is known to the server alone; what is not is written there.
        cachedInputTokens: 0,
        cacheWriteTokens: inputTokens < CACHED_FROM_TOKENS ? 0 : inputTokens,
        outputTokens,
        reasoningTokens: 0,
        service,
      };
      return { inputTokens, outputTokens, usd: costUsd(model, usage) };
    },

    learn(model, effort, { estimatedInput, usage }) {
      const all = ofModel(model);
      const before = all.find((one) => one.effort === effort);
      const answers = before?.answers ?? 0;
      const weight = Math.max(1 / (answers + ASSUMED + 1), 1 / WINDOW);
      const towards = (from: number, to: number) => from + (to - from) * weight;
      const ratio = before?.inputRatio ?? ratioOf(all);
      const output = before?.outputTokens ?? outputOf(all, effort);
      const seen = usage.inputTokens / estimatedInput;
      const isTelling = estimatedInput >= TELLING_TOKENS && seen >= RATIO_LEAST && seen <= RATIO_MOST;
      const next: Learned = {
        model: model.id,
        effort,
        answers: answers + 1,
        inputRatio: isTelling ? towards(ratio, seen) : ratio,
        outputTokens: towards(output, clamp(usage.outputTokens, output / OUTPUT_JUMP, output * OUTPUT_JUMP)),
      };
      learned.set(keyOf(next), next);
      keep(next);
    },
  };
}

const keyOf = ({ model, effort }: Pick<Learned, 'model' | 'effort'>): string => `${model} ${effort}`;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** How much what was learned at an effort counts beside the others. */
const worth = ({ answers }: Learned): number => Math.min(answers, WINDOW);

/** How far counts are off for a model, whatever the effort. */
function ratioOf(all: readonly Learned[]): number {
  const total = sum(all, worth);
  return total === 0 ? 1 : sum(all, (one) => one.inputRatio * worth(one)) / total;
}

/** What an answer takes at an effort; where none was seen, as many times the usual as at the other efforts of the model. */
function outputOf(all: readonly Learned[], effort: Effort): number {
  const own = all.find((one) => one.effort === effort);
  if (own) return own.outputTokens;
  const times = sum(all, (one) => Math.log(one.outputTokens / OUTPUT_TOKENS[one.effort]) * worth(one));
  return OUTPUT_TOKENS[effort] * Math.exp(times / (sum(all, worth) + ASSUMED));
}

const sum = (all: readonly Learned[], of: (learned: Learned) => number): number =>
  all.reduce((total, one) => total + of(one), 0);
