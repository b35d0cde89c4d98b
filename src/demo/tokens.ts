/** Counting tokens by rules of thumb: good enough for a model that understands none of them. */
import type { AskedPart } from './asked.ts';
import { imageSize } from './image-size.ts';
import { soundSeconds } from './sound-length.ts';

/** A token is about four characters of English, or about a patch of 32×32 pixels, or twenty bytes of a document. */
const CHARS_PER_TOKEN = 4;
const PATCH_PIXELS = 32;
const BYTES_PER_TOKEN = 20;
const SOUND_TOKENS_PER_SECOND = 32;

export const textTokens = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

export function partTokens(part: AskedPart): number {
  if (part.type === 'text') return textTokens(part.text);
  if (part.type === 'sound') return Math.ceil((soundSeconds(part.data) ?? 0) * SOUND_TOKENS_PER_SECOND);
  if (part.type !== 'image') return Math.ceil(part.data.length / BYTES_PER_TOKEN);
  const { width = 0, height = 0 } = imageSize(part.data) ?? {};
  return Math.ceil(width / PATCH_PIXELS) * Math.ceil(height / PATCH_PIXELS);
}
