/**
 * How far estimates are from what comes back. There is no provider here to ask, so the counts of one are made of what is
 * published: o200k tokens of the whole text, OpenAI's patch formula for pictures, a few tokens around each message; and
 * of what is not published and has to be learned: how many tokens a patch is, and how long answers are.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Effort } from '../../src/chat/index.ts';
import {
  createEstimates,
  estimateFrame,
  estimateTurn,
  findModel,
  type ModelTurn,
  type Part,
} from '../../src/model/index.ts';
import { quantile } from '../measure.ts';

export interface EstimateError {
  readonly what: string;
  readonly requests: number;
  /** Distance from the real count, as a share of it. */
  readonly median: number;
  readonly p95: number;
}

const REQUESTS = 300;
const EFFORT: Effort = 'medium';
const ROOT = join(import.meta.dirname, '../..');
/** What a made-up provider counts for a patch, where we assume 1.2 of it; and writes around each message. */
const REAL_PATCH_TOKENS = 1;
const REAL_MESSAGE_TOKENS = 5;
/** Output tokens of its answers: half are below the first figure, two thirds within a factor of e^spread. */
const REAL_OUTPUT = { median: 1_100, spread: 0.7 };

/** The same numbers in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const { countTokens } = createRequire(import.meta.url)('gpt-tokenizer/encoding/o200k_base') as {
  readonly countTokens: (text: string, options: object) => number;
};
const realTokens = (text: string): number => countTokens(text, { disallowedSpecial: new Set() });

/** Prose, questions in six languages, code, data and markup, as they are written here. */
function texts(): readonly string[] {
  const files = [
    'README.md',
    'docs/architecture.md',
    'bench/model/route-held.jsonl',
    'src/chat/words/ja.ts',
    'src/chat/words/zh.ts',
    'src/chat/words/de.ts',
    'src/reply/steps.ts',
    'test/fixtures/data.csv',
  ];
  return files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
}

const SIZES = [
  [640, 480],
  [1920, 1080],
  [1170, 2532],
  [4032, 3024],
] as const;

/** OpenAI's images guide, written down apart from ours: patches of a picture at high detail. */
function realPatches(width: number, height: number): number {
  const { maxSide, maxPatches } = MODEL.images;
  const scale = Math.min(1, maxSide / Math.max(width, height));
  let [w, h] = [width * scale, height * scale];
  if (Math.ceil(w / 32) * Math.ceil(h / 32) > maxPatches) {
    const factor = Math.sqrt((1024 * maxPatches) / (w * h));
    const fit = (side: number) => Math.floor((side * factor) / 32) / ((side * factor) / 32);
    const adjusted = factor * Math.min(fit(w), fit(h));
    [w, h] = [Math.floor(w * adjusted + 1e-6), Math.floor(h * adjusted + 1e-6)];
  }
  return Math.ceil(w / 32) * Math.ceil(h / 32);
}

const MODEL = findModel('gpt-5.5');
const INSTRUCTIONS = 'You are a teammate in a team chat. Answer the last message.';

interface Asked {
  readonly estimated: number;
  readonly real: number;
  readonly output: number;
}

function requests(withPictures: boolean): readonly Asked[] {
  const random = createRandom(withPictures ? 7 : 3);
  const sources = texts();
  return Array.from({ length: REQUESTS }, () => {
    let real = realTokens(INSTRUCTIONS) + REAL_MESSAGE_TOKENS;
    const turns = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index): ModelTurn => {
      const source = sources[Math.floor(random() * sources.length)]!;
      const from = Math.floor(random() * source.length * 0.8);
      const text = source.slice(from, from + 40 + Math.floor(random() ** 3 * 12_000));
      real += realTokens(text) + REAL_MESSAGE_TOKENS;
      const parts: Part[] = [{ type: 'text', text }];
      if (withPictures && random() < 0.3) {
        const [width, height] = SIZES[Math.floor(random() * SIZES.length)]!;
        real += Math.ceil(realPatches(width, height) * REAL_PATCH_TOKENS);
        parts.push({ type: 'image', mediaType: 'image/jpeg', data: new Uint8Array(), width, height });
      }
      return { role: index % 2 === 0 ? 'user' : 'assistant', parts };
    });
    const estimated =
      estimateFrame({ instructions: INSTRUCTIONS }) +
      turns.reduce((sum, turn) => sum + estimateTurn(turn, MODEL), 0);
    // Twelve of them added up are as good as a bell.
    const bell = Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
    return { estimated, real, output: Math.ceil(REAL_OUTPUT.median * Math.exp(bell * REAL_OUTPUT.spread)) };
  });
}

const distance = (guess: number, real: number): number => Math.abs(guess - real) / real;

export function estimateErrors(): readonly EstimateError[] {
  const errorsOf = (what: string, errors: readonly number[]): EstimateError => ({
    what,
    requests: errors.length,
    median: quantile(errors, 0.5),
    p95: quantile(errors, 0.95),
  });
  const words = requests(false);
  const mixed = requests(true);
  const fresh = createEstimates();
  const learning = createEstimates();
  const learned: number[] = [];
  const prices: number[] = [];
  const untaught: number[] = [];
  const priceOf = (input: number, output: number) =>
    (input * MODEL.prices!.input + output * MODEL.prices!.output) / 1_000_000;
  for (const [index, { estimated, real, output }] of mixed.entries()) {
    const forecast = learning.forecast(MODEL, EFFORT, estimated);
    // The first tenth is for learning.
    if (index >= REQUESTS / 10) {
      learned.push(distance(forecast.inputTokens, real));
      prices.push(distance(forecast.usd!, priceOf(real, output)));
      untaught.push(distance(fresh.forecast(MODEL, EFFORT, estimated).usd!, priceOf(real, output)));
    }
    const usage = { inputTokens: real, cachedInputTokens: 0, outputTokens: output, reasoningTokens: 0 };
    learning.learn(MODEL, EFFORT, { estimatedInput: estimated, usage });
  }
  return [
    errorsOf(
      'input, words alone',
      words.map(({ estimated, real }) => distance(estimated, real)),
    ),
    errorsOf(
      'input with pictures, a patch counted a sixth too high',
      mixed.map(({ estimated, real }) => distance(estimated, real)),
    ),
    errorsOf('the same after learning', learned),
    errorsOf('price before the call, nothing learned', untaught),
    errorsOf('price before the call, after learning', prices),
  ];
}
