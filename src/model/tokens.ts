/** How many tokens a model will count for what it is given, estimated before it is asked. */
import { createRequire } from 'node:module';
import type { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { ModelEntry } from './catalog.ts';
import { imageTokens } from './image-size.ts';
import type { Part } from './request.ts';

/**
 * Text is counted in slices, because counting takes time that grows with the square of an unbroken run of characters:
 * 100,000 times "a" takes seven seconds in one piece and a few milliseconds in slices. The cuts cost less than 0.1 %.
 */
const SLICE_CHARS = 2000;

/** Bytes for one token: a page of PDF is mostly fonts and pictures, other documents are nearer to their text. */
const PDF_BYTES_PER_TOKEN = 20;
const FILE_BYTES_PER_TOKEN = 4;
/** A guess from bytes alone must not refuse a question: a book of 100 pages is about so many. */
const FILE_TOKENS_MOST = 50_000;

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

/** An estimate of the input tokens of these parts. Files are rough: what is in them is seen only by the server. */
export function estimateTokens(parts: readonly Part[], model: Pick<ModelEntry, 'images'>): number {
  return parts.reduce((sum, part) => {
    if (part.type === 'text') return sum + countText(part.text);
    if (part.type === 'image') return sum + imageTokens(part, model.images);
    const perToken = part.mediaType === 'application/pdf' ? PDF_BYTES_PER_TOKEN : FILE_BYTES_PER_TOKEN;
    return sum + Math.min(FILE_TOKENS_MOST, Math.ceil(part.data.byteLength / perToken));
  }, 0);
}
