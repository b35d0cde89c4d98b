/** How many tokens a model will count for what it is given, estimated before it is asked. */
import { createRequire } from 'node:module';
import type { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { ModelEntry } from './catalog.ts';
import { inWords, isTaken, PDF } from './fit.ts';
import { imageTokens } from './image-size.ts';
import { partsOf } from './request.ts';
import type { ModelTurn, Part } from './request.ts';

/**
 * Text is counted in slices, because counting takes time that grows with the square of an unbroken run of characters:
 * 100,000 times "a" takes seven seconds in one piece and a few milliseconds in slices. The cuts cost less than 0.1 %.
 */
const SLICE_CHARS = 2000;

/**
 * A PDF goes to the model as its words and a picture of each page at low detail: at most 512 pixels long (OpenAI's
 * file-inputs guide), which is 12 × 16 patches of an upright page. A page of prose has about 500 tokens of words.
 */
const PAGE_PATCHES = 12 * 16;
const PAGE_WORD_TOKENS = 500;

/** Bytes for one token where no words are known: a page of PDF is mostly pictures then. */
const PDF_BYTES_PER_TOKEN = 20;
const FILE_BYTES_PER_TOKEN = 4;
/** A guess from bytes alone must not refuse a question: a book of 100 pages is about so many. */
const FILE_TOKENS_MOST = 50_000;

/** Gemini counts so many (its audio guide); Qwen-Omni 12.5 to 25. OpenAI publishes no figure for its audio models. */
const SOUND_TOKENS_PER_SECOND = 32;

/** Assumed of every model that watches, as Qwen counts: two frames a second, a token for 28 × 28 pixels of both. */
const VIDEO_PATCH = 28;

/** What goes back as it came counts by its length: JSON of base64 and English has about four characters for a token. */
const REPLAY_CHARS_PER_TOKEN = 4;

/** Text that looks like a special token (`<|endoftext|>`) is text. */
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

const require = createRequire(import.meta.url);
let counter: typeof countTokens | undefined;

/** The o200k tokenizer, loaded when first needed: its tables take a third of a second and 70 MB. */
function tokenizer(): typeof countTokens {
  counter ??= (require('gpt-tokenizer/encoding/o200k_base') as { countTokens: typeof countTokens })
    .countTokens;
  return counter;
}

/** Tokens of a text. Takes time in proportion to its length, whatever it says. */
function countText(text: string): number {
  const count = tokenizer();
  let tokens = 0;
  for (let start = 0; start < text.length; start += SLICE_CHARS)
    tokens += count(text.slice(start, start + SLICE_CHARS), AS_PLAIN_TEXT);
  return tokens;
}

type Reader = Pick<ModelEntry, 'images' | 'takes'>;
type PartOf<Type extends Part['type']> = Extract<Part, { readonly type: Type }>;

function fileTokens({ mediaType, data, text }: PartOf<'file'>, { images }: Reader): number {
  const words = countText(text);
  if (words === 0) {
    const perToken = mediaType === PDF ? PDF_BYTES_PER_TOKEN : FILE_BYTES_PER_TOKEN;
    return Math.min(FILE_TOKENS_MOST, Math.ceil(data.byteLength / perToken));
  }
  if (mediaType !== PDF) return words;
  const pages = Math.ceil(words / PAGE_WORD_TOKENS);
  return words + pages * Math.ceil(PAGE_PATCHES * images.tokensPerPatch);
}

function videoTokens({ seconds, width, height }: PartOf<'video'>, { takes }: Reader): number {
  const perSecond = Math.ceil(width / VIDEO_PATCH) * Math.ceil(height / VIDEO_PATCH);
  return Math.ceil(seconds * (perSecond + (takes.video?.withSound ? SOUND_TOKENS_PER_SECOND : 0)));
}

function partTokens(part: Part, model: Reader): number {
  if (part.type === 'text') return countText(part.text);
  if (!isTaken(part, model.takes)) return countText(inWords(part));
  switch (part.type) {
    case 'image':
      return imageTokens(part, model.images);
    case 'file':
      return fileTokens(part, model);
    case 'sound':
      return Math.ceil(part.seconds * SOUND_TOKENS_PER_SECOND);
    case 'video':
      return videoTokens(part, model);
  }
}

/**
 * An estimate of the input tokens of these parts, as this model is given them. Files, sound and video are rough: how they
 * are counted is seen only by the server.
 */
export const estimateTokens = (parts: readonly Part[], model: Reader): number =>
  parts.reduce((sum, part) => sum + partTokens(part, model), 0);

/** The same for a turn; what the model said and called in this very answer counts by its length. */
export const estimateTurn = (turn: ModelTurn, model: Reader): number =>
  turn.role === 'said'
    ? Math.ceil(JSON.stringify(turn.replay).length / REPLAY_CHARS_PER_TOKEN)
    : estimateTokens(partsOf(turn), model);
