/** How many tokens a model will count for what it is given, estimated before it is asked. */
import type { ModelEntry } from '../catalog/catalog.ts';
import { countText } from './count-text.ts';
import { inWords, isTaken, PDF } from '../wire/fit.ts';
import { imageTokens } from './image-size.ts';
import { replayTokens } from '../wire/replay.ts';
import { partsOf } from '../request.ts';
import type { ModelRequest, ModelTurn, Part } from '../request.ts';

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

/** What a server writes around a message: who speaks, where it begins and ends (OpenAI's cookbook on counting tokens). */
const MESSAGE_TOKENS = 3;
/** The id of the call that a result belongs to, which goes with it: some twenty random letters and digits. */
const CALL_ID_TOKENS = 16;
/** What opens the answer, and, where there are functions, what stands around all of them (the same cookbook). */
const ANSWER_TOKENS = 3;
const TOOLS_TOKENS = 12;

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

/** The same for a turn, which is a message, or one for each result; what the model said in this very answer counts by its length. */
export function estimateTurn(turn: ModelTurn, model: Reader): number {
  switch (turn.role) {
    case 'said':
      return replayTokens(turn.replay, model.images);
    case 'results':
      return estimateTokens(partsOf(turn), model) + turn.results.length * (MESSAGE_TOKENS + CALL_ID_TOKENS);
    default:
      return turn.parts.length === 0 ? 0 : estimateTokens(turn.parts, model) + MESSAGE_TOKENS;
  }
}

/**
 * The same for what a request holds besides its turns: instructions, the functions that may be called and the shape of the
 * answer. Servers rewrite the last two in words of their own, of which there are fewer than of JSON.
 */
export function estimateFrame({
  instructions,
  tools = [],
  format,
}: Pick<ModelRequest, 'instructions' | 'tools' | 'format'>): number {
  const functions = tools.length === 0 ? 0 : countText(JSON.stringify(tools)) + TOOLS_TOKENS;
  const shape = format ? countText(JSON.stringify(format.schema)) : 0;
  const told = instructions === '' ? 0 : countText(instructions) + MESSAGE_TOKENS;
  return told + functions + shape + ANSWER_TOKENS;
}
