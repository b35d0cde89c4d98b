/** The models that are known: what they take, how far they reach and what they cost. Data only. */
import type { Effort } from '../../chat/index.ts';
import type { Service } from '../events.ts';

/** Dollars for a million tokens. */
export interface Prices {
  readonly input: number;
  readonly cachedInput: number;
  /** Input that is written to the cache; the same as `input` where undefined. */
  readonly cacheWrite?: number;
  readonly output: number;
  /** Beyond so many input tokens the whole request costs more. */
  readonly longContext?: {
    readonly overTokens: number;
    readonly inputFactor: number;
    readonly outputFactor: number;
  };
  /** What the whole request costs of the usual with another service; that service is not offered where left out. */
  readonly services?: Readonly<Partial<Record<Exclude<Service, 'default'>, number>>>;
}

/** How large an image may be before the server shrinks it, and what it costs in tokens. */
export interface ImageRule {
  /** The longest side, in pixels. */
  readonly maxSide: number;
  /** The most 32×32 pixel patches. */
  readonly maxPatches: number;
  /** Tokens a patch. */
  readonly tokensPerPatch: number;
  /** The detail level to ask for, of which the limits above are the limits; the server's choice where undefined. */
  readonly detail?: 'low' | 'high' | 'original';
}

/** What a model takes besides text. */
export interface Takes {
  readonly images: boolean;
  /** Files as they are: PDF and Office documents, PDF alone, or none (then their words are sent as text). */
  readonly files: 'all' | 'pdf' | 'none';
  /** It listens itself: the form its server takes sound in, and the longest it takes, in seconds. */
  readonly sound?: {
    readonly as: 'input_audio' | 'input_audio with data URL' | 'audio_url';
    readonly maxSeconds: number;
  };
  /** It watches itself: the longest, in seconds, the largest side, in pixels, and the most bytes it takes. */
  readonly video?: {
    readonly as: 'video_url' | 'input_video';
    readonly maxSeconds: number;
    readonly maxSide: number;
    readonly maxBytes: number;
    /** It hears the sound of the video too. */
    readonly withSound: boolean;
  };
  /** It can call functions while it thinks. */
  readonly tools: boolean;
}

/** What a model answers with besides text, asked for as `modalities` in Chat Completions. */
export interface Gives {
  readonly images?: true;
  readonly sound?: true;
}

/** How a model's server wants to be asked and how it answers, where that is not as OpenAI's own models have it. */
export interface Wire {
  /** The only endpoint the model lives at: Responses or Chat Completions. */
  readonly api?: 'responses' | 'chat';
  /**
   * How hard to think is asked for as OpenAI does (`reasoning.effort` in Responses, `reasoning_effort` in Chat
   * Completions), as the object `reasoning: { effort }` in Chat Completions too (OpenRouter), as the switch
   * `enable_thinking` (DashScope), the same inside `chat_template_kwargs` (vLLM, SGLang), or not at all.
   */
  readonly reasoning?: 'effort' | 'reasoning object' | 'enable_thinking' | 'chat_template_kwargs' | 'none';
  /**
   * Thoughts come in fields of their own only, or the text begins in the middle of one, as its opening tag stands in the
   * prompt (vLLM and SGLang without a reasoning parser). Else every server but OpenAI's may put them between `<think>` tags.
   */
  readonly thoughts?: 'fields' | 'begins in thought';
}

export interface ModelEntry {
  readonly id: string;
  readonly takes: Takes;
  /** Text alone where left out. */
  readonly gives?: Gives;
  /** As OpenAI's own models where left out; the forms of sound and video stand in `takes`. */
  readonly wire?: Wire;
  readonly contextTokens: number;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly efforts: readonly Effort[];
  readonly images: ImageRule;
  /** Undefined where no price is known; such answers show none. */
  readonly prices: Prices | undefined;
  /** The day its provider turns it off, as `2027-04-01`, where one is announced. */
  readonly endsOn?: string;
  /** How far it reaches is not known: its limits are cautious guesses. */
  readonly isGuessed?: true;
  /** Where the figures come from and when they were read. */
  readonly source: string;
}

const NONE_TO_XHIGH = ['none', 'low', 'medium', 'high', 'xhigh'] as const satisfies readonly Effort[];
const NONE_TO_MAX = [...NONE_TO_XHIGH, 'max'] as const;
const LOW_TO_MAX = ['low', 'medium', 'high', 'xhigh', 'max'] as const satisfies readonly Effort[];

const MILLION_WINDOW = {
  contextTokens: 1_050_000,
  maxInputTokens: 922_000,
  maxOutputTokens: 128_000,
} as const;
const SMALL_WINDOW = { contextTokens: 400_000, maxInputTokens: 272_000, maxOutputTokens: 128_000 } as const;

/** OpenAI prices a request with more than 272,000 input tokens higher as a whole, cached input included. */
const LONG_CONTEXT = { overTokens: 272_000, inputFactor: 2, outputFactor: 1.5 } as const;

/** Half the price for an answer that may take minutes or be refused when OpenAI is busy. */
const FLEX = { flex: 0.5 } as const;

/**
 * "High" detail. The larger "original" costs four times the tokens and seldom changes an answer. OpenAI lists no
 * multiplier for these models; developers measured about 1.2 tokens a patch.
 */
const HIGH_DETAIL = { maxSide: 2048, maxPatches: 2500, tokensPerPatch: 1.2, detail: 'high' } as const;
const MINI_DETAIL = { maxSide: 2048, maxPatches: 1536, tokensPerPatch: 1.62, detail: 'high' } as const;
const NANO_DETAIL = { ...MINI_DETAIL, tokensPerPatch: 2.46 } as const;

/** What every model of OpenAI's since GPT-5 takes; the model pages list sound and video as unsupported. */
const IMAGES_AND_FILES: Takes = { images: true, files: 'all', tools: true };

const PAGES = "OpenAI's model pages (April to October 2026) and pricing page (2026-09-27)";
const LIKE_5_5 = `${PAGES}; image limits taken to be those of gpt-5.5`;
const GPT_5 = `${PAGES} and deprecations page (October 2026); window and efforts from the model pages of 2025, less "minimal"`;

/** Prices that a cache write adds a quarter to, as the GPT-5.6 family and later do. */
function withCacheWrites(input: number, cachedInput: number, output: number): Prices {
  return {
    input,
    cachedInput,
    cacheWrite: input * 1.25,
    output,
    longContext: LONG_CONTEXT,
    services: FLEX,
  };
}

/** OpenAI's own. Priority is offered only where its price is known. */
export const MODELS: readonly ModelEntry[] = [
  {
    id: 'gpt-5.5',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_XHIGH,
    images: HIGH_DETAIL,
    prices: {
      input: 5,
      cachedInput: 0.5,
      output: 30,
      longContext: LONG_CONTEXT,
      services: { ...FLEX, priority: 2.5 },
    },
    source: `${PAGES}; input limit from the models.dev table`,
  },
  {
    id: 'gpt-5.5-pro',
    takes: IMAGES_AND_FILES,
    wire: { api: 'responses' },
    ...MILLION_WINDOW,
    efforts: ['medium', 'high', 'xhigh'],
    images: HIGH_DETAIL,
    // No price for cached input is listed, so it costs what input costs. Nor is flex clearly offered.
    prices: { input: 30, cachedInput: 30, output: 180, longContext: LONG_CONTEXT },
    source: `${PAGES}; input and image limits taken to be those of gpt-5.5. Streaming is not in its list of features: whether a request to stream is refused, or answered all at once, is not known`,
  },
  {
    id: 'gpt-5.4',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_XHIGH,
    images: HIGH_DETAIL,
    prices: { input: 2.5, cachedInput: 0.25, output: 15, longContext: LONG_CONTEXT, services: FLEX },
    source: `${PAGES}; input limit taken to be that of gpt-5.5`,
  },
  {
    id: 'gpt-5.4-mini',
    takes: IMAGES_AND_FILES,
    ...SMALL_WINDOW,
    efforts: NONE_TO_XHIGH,
    images: MINI_DETAIL,
    prices: { input: 0.75, cachedInput: 0.075, output: 4.5, services: { ...FLEX, priority: 2 } },
    source: PAGES,
  },
  {
    id: 'gpt-5.4-nano',
    takes: IMAGES_AND_FILES,
    ...SMALL_WINDOW,
    efforts: NONE_TO_XHIGH,
    images: NANO_DETAIL,
    prices: { input: 0.2, cachedInput: 0.02, output: 1.25, services: FLEX },
    endsOn: '2027-04-01',
    source: `${PAGES}; input limit and efforts taken to be those of gpt-5.4-mini`,
  },
  {
    id: 'gpt-5',
    takes: IMAGES_AND_FILES,
    ...SMALL_WINDOW,
    efforts: ['low', 'medium', 'high'],
    images: HIGH_DETAIL,
    prices: { input: 1.25, cachedInput: 0.125, output: 10, services: FLEX },
    endsOn: '2026-12-11',
    source: `${GPT_5}; image tokens taken to be those of gpt-5.4`,
  },
  {
    id: 'gpt-5-mini',
    takes: IMAGES_AND_FILES,
    ...SMALL_WINDOW,
    efforts: ['low', 'medium', 'high'],
    images: MINI_DETAIL,
    prices: { input: 0.25, cachedInput: 0.025, output: 2, services: FLEX },
    endsOn: '2026-12-11',
    source: GPT_5,
  },
  {
    id: 'gpt-5-nano',
    takes: IMAGES_AND_FILES,
    ...SMALL_WINDOW,
    efforts: ['low', 'medium', 'high'],
    images: NANO_DETAIL,
    prices: { input: 0.05, cachedInput: 0.005, output: 0.4, services: FLEX },
    endsOn: '2026-12-11',
    source: GPT_5,
  },
  {
    id: 'gpt-5.6-sol',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(4, 0.4, 20),
    source: LIKE_5_5,
  },
  {
    id: 'gpt-5.6-terra',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(2, 0.2, 12),
    source: `${LIKE_5_5}, efforts to be those of gpt-5.6-sol`,
  },
  {
    id: 'gpt-5.6-luna',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(0.2, 0.02, 1.2),
    source: `${LIKE_5_5}, efforts to be those of gpt-5.6-sol`,
  },
  {
    id: 'gpt-6-astra',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: LOW_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(10, 1, 50),
    source: LIKE_5_5,
  },
  {
    id: 'gpt-6-sol',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(2, 0.2, 10),
    source: LIKE_5_5,
  },
  {
    id: 'gpt-6-luna',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: NONE_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(0.1, 0.01, 0.5),
    source: LIKE_5_5,
  },
  {
    id: 'gpt-6.1-sol',
    takes: IMAGES_AND_FILES,
    ...MILLION_WINDOW,
    efforts: LOW_TO_MAX,
    images: HIGH_DETAIL,
    prices: withCacheWrites(2, 0.1, 10),
    source: LIKE_5_5,
  },
];

/** The model that answers where none is connected. */
export const DEMO: ModelEntry = {
  id: 'demo',
  takes: IMAGES_AND_FILES,
  ...MILLION_WINDOW,
  efforts: NONE_TO_XHIGH,
  images: HIGH_DETAIL,
  prices: { input: 0, cachedInput: 0, output: 0 },
  source: 'runs inside this program and costs nothing',
};

/** Other names of a model. Dated names such as `gpt-5.5-2026-04-23` need no line here. */
export const ALIASES: Readonly<Record<string, string>> = { 'gpt-5.6': 'gpt-5.6-sol' };

/** What is assumed of a model that is not in the table: enough for most servers that people run themselves. */
export const GENERIC: Omit<ModelEntry, 'id'> = {
  takes: { images: true, files: 'none', tools: true },
  contextTokens: 128_000,
  maxInputTokens: 112_000,
  maxOutputTokens: 16_000,
  efforts: NONE_TO_XHIGH,
  images: { maxSide: 2048, maxPatches: 1536, tokensPerPatch: 1.62 },
  prices: undefined,
  isGuessed: true,
  source: 'not in the table of known models: cautious limits, every effort offered, no price',
};
