/** Models of compatible servers, known by the form of their names: what they take besides text. Data only. */
import type { Gives, ModelEntry, Takes } from './catalog.ts';

export interface ModelFamily {
  /** The ids. Upper and lower case tell servers apart: names as on Hugging Face are those of vLLM and SGLang. */
  readonly ids: RegExp;
  readonly takes: Takes;
  readonly gives?: Gives;
  /** What is known of the rest; cautious limits where left out. */
  readonly known?: Partial<
    Pick<ModelEntry, 'contextTokens' | 'maxInputTokens' | 'maxOutputTokens' | 'efforts' | 'wire' | 'endsOn'>
  >;
  /** Where this comes from and when it was read. */
  readonly source: string;
}

const MB = 1024 * 1024;

/** DashScope takes less than 10 MB of base64; the data URL's own words are in the tenth that is left. */
const DASHSCOPE_BYTES = Math.floor((10 * MB * 3) / 4) - MB / 2;
const DASHSCOPE = "Alibaba's Model Studio guides to Qwen-Omni and Qwen-VL (2026)";

/** vLLM and SGLang set no limit of their own; this is what a data URL can hold in reason. */
const SELF_HOSTED_BYTES = 32 * MB;
const SELF_HOSTED = "vLLM's and SGLang's multimodal pages (2026-11); lengths and bytes are cautious guesses";

/** Qwen makes larger frames smaller: to about 600,000 pixels, which is 1024 × 576. */
const VIDEO_SIDE = 1024;

const WORDS_ONLY: Takes = { images: false, files: 'none', tools: true };

/** Thinking is switched on and off for the Qwen models that can do both; the others have no switch. */
const SWITCHED = { wire: { reasoning: 'enable_thinking' } } as const;
const UNSWITCHED = { wire: { reasoning: 'none' } } as const;

/** The opening tag of the thought stands in the prompt. */
const BEGUN = { thoughts: 'begins in thought' } as const;

const DASHSCOPE_VL: Takes = {
  images: true,
  files: 'none',
  video: {
    as: 'video_url',
    maxSeconds: 600,
    maxSide: VIDEO_SIDE,
    maxBytes: DASHSCOPE_BYTES,
    withSound: false,
  },
  tools: true,
};

const AUDIO_CHAT: Takes = {
  images: false,
  files: 'none',
  sound: { as: 'input_audio', maxSeconds: 600 },
  tools: true,
};
const AUDIO_GUIDE =
  "OpenAI's audio guide (October 2026): Chat Completions only, WAV or MP3; the length is a guess";

/** The first one that fits is taken. */
export const FAMILIES: readonly ModelFamily[] = [
  {
    ids: /^gpt-audio(-1\.5)?$/,
    takes: AUDIO_CHAT,
    gives: { sound: true },
    known: { efforts: [], wire: { api: 'chat' } },
    source: AUDIO_GUIDE,
  },
  {
    ids: /^gpt-audio-mini$/,
    takes: AUDIO_CHAT,
    gives: { sound: true },
    known: { efforts: [], wire: { api: 'chat' }, endsOn: '2027-01-20' },
    source: AUDIO_GUIDE,
  },
  {
    ids: /^google\/gemini-[\w.]+-(flash|pro)-image/,
    takes: { images: true, files: 'pdf', tools: false },
    gives: { images: true },
    source: "OpenRouter's image generation guide (2026): pictures come in the answer when they are asked for",
  },
  {
    // DashScope wants a data URL in `input_audio`, and one kind of media in a message.
    ids: /^qwen3(\.\d+)?-omni-(flash|plus|light)/,
    takes: {
      images: true,
      files: 'none',
      // It would take 20 minutes, but not in 10 MB of base64.
      sound: { as: 'input_audio with data URL', maxSeconds: 600 },
      video: {
        as: 'video_url',
        maxSeconds: 150,
        maxSide: VIDEO_SIDE,
        maxBytes: DASHSCOPE_BYTES,
        withSound: true,
      },
      tools: true,
    },
    known: { contextTokens: 65_536, maxInputTokens: 49_152, maxOutputTokens: 16_384, ...SWITCHED },
    source: `${DASHSCOPE}: video of at most 150 seconds`,
  },
  {
    ids: /^(qwen-omni-turbo|qwen2\.5-omni-7b)/,
    takes: {
      images: true,
      files: 'none',
      sound: { as: 'input_audio with data URL', maxSeconds: 180 },
      video: {
        as: 'video_url',
        maxSeconds: 40,
        maxSide: VIDEO_SIDE,
        maxBytes: DASHSCOPE_BYTES,
        withSound: true,
      },
      tools: false,
    },
    known: { contextTokens: 32_768, maxInputTokens: 30_720, maxOutputTokens: 2048, ...UNSWITCHED },
    source: `${DASHSCOPE}: sound of at most 3 minutes, video of at most 40 seconds`,
  },
  {
    ids: /^qwen3-vl-(plus|flash)/,
    takes: DASHSCOPE_VL,
    known: SWITCHED,
    source: `${DASHSCOPE}: video without its sound, of at most 10 minutes`,
  },
  {
    ids: /^(qwen-vl-(max|plus)|qwen(2\.5|3)-vl-\d+b-)/,
    takes: DASHSCOPE_VL,
    known: UNSWITCHED,
    source: `${DASHSCOPE}: video without its sound, of at most 10 minutes`,
  },
  {
    // SGLang has no `input_audio`, both have `audio_url`.
    ids: /^Qwen\/Qwen(2\.5|3)-Omni-/,
    takes: {
      images: true,
      files: 'none',
      sound: { as: 'audio_url', maxSeconds: 600 },
      // The sound of a video is listened to only where the request or the start of the server asks for it.
      video: {
        as: 'video_url',
        maxSeconds: 120,
        maxSide: VIDEO_SIDE,
        maxBytes: SELF_HOSTED_BYTES,
        withSound: false,
      },
      tools: true,
    },
    known: { contextTokens: 32_768, maxInputTokens: 28_672, maxOutputTokens: 4096 },
    source: SELF_HOSTED,
  },
  {
    ids: /^Qwen\/Qwen(2\.5|3)-VL-/,
    takes: {
      images: true,
      files: 'none',
      video: {
        as: 'video_url',
        maxSeconds: 600,
        maxSide: VIDEO_SIDE,
        maxBytes: SELF_HOSTED_BYTES,
        withSound: false,
      },
      tools: true,
    },
    source: SELF_HOSTED,
  },
  {
    ids: /^(models\/)?gemini-\d/,
    takes: {
      images: true,
      files: 'none',
      sound: { as: 'input_audio', maxSeconds: 1200 },
      tools: true,
    },
    source:
      "Google's page on OpenAI compatibility (2026): images and sound, no word of video; the length is a guess that stays below its 20 MB for a request",
  },
  {
    // As on Hugging Face: its template opens the thought, and a server without a reasoning parser leaves it open.
    ids: /^deepseek-ai\/DeepSeek-R1(-|$)/,
    takes: WORDS_ONLY,
    known: { wire: BEGUN },
    source: "DeepSeek's model cards of R1 and its distilled models (2025): text only, always thinks",
  },
  {
    ids: /^(deepseek\/|deepseek-ai\/)?deepseek-(chat|reasoner|r1|v\d)/i,
    takes: WORDS_ONLY,
    source: "DeepSeek's API answers 400 to an image: unknown variant `image_url`, expected `text` (2026)",
  },
  {
    ids: /^(openai\/)?gpt-oss[-:]/,
    takes: WORDS_ONLY,
    known: { efforts: ['low', 'medium', 'high'] },
    source: "OpenAI's model card of gpt-oss: text only, three levels of reasoning",
  },
  {
    // Not 3.2 with 11B or 90B, and not 4: those see.
    ids: /^(meta-llama\/)?(meta-)?llama-?3([.-][13]|(?![\d.]))(?!.*vision)/i,
    takes: WORDS_ONLY,
    source: "Meta's model cards of Llama 3, 3.1 and 3.3: text only",
  },
  {
    // Not Mistral Small and Medium from 3.1 on: those see.
    ids: /^(mistralai\/)?(open-)?(mistral-?(7b|nemo)|mistral(:|$)|mixtral)/i,
    takes: WORDS_ONLY,
    source: "Mistral's model cards of Mistral 7B, Mistral Nemo and Mixtral: text only",
  },
  {
    ids: /^Qwen\/Qwen3-.*-Thinking/,
    takes: WORDS_ONLY,
    known: { wire: { reasoning: 'none', ...BEGUN } },
    source:
      "Qwen's model cards of Qwen3-…-Thinking-2507: only the closing tag is in the output, always thinks",
  },
  {
    // As on Hugging Face, so behind vLLM, SGLang or llama.cpp: those hand the switch to the model's template.
    ids: /^Qwen\/Qwen3-\d/,
    takes: WORDS_ONLY,
    known: { wire: { reasoning: 'chat_template_kwargs' } },
    source:
      "Qwen's model cards and vLLM's page on reasoning outputs (2026): text only, thinks unless told not to",
  },
  {
    // Not the preview: it thinks aloud without tags.
    ids: /^Qwen\/QwQ-(?!.*Preview)/,
    takes: WORDS_ONLY,
    known: { wire: { reasoning: 'none', ...BEGUN } },
    source: "Qwen's model card of QwQ-32B: text only, the template opens the thought",
  },
  {
    ids: /^(Qwen\/)?QwQ/i,
    takes: WORDS_ONLY,
    known: UNSWITCHED,
    source: "Qwen's model card of QwQ: text only, always thinks",
  },
  {
    ids: /^(qwen\/)?qwen(2\.5|3)(:|$|-coder|-\d)/i,
    takes: WORDS_ONLY,
    source: "Qwen's model cards of Qwen2.5 and Qwen3 without VL or Omni in the name: text only",
  },
];
