/** Documents: handed on as files where a model reads them itself, as text where they are text. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../chat/index.ts';
import type { Downloaded } from './download.ts';
import type { MediaLimits } from './limits.ts';
import { count, megabytes } from './receipt.ts';
import type { Understood } from './types.ts';

/** PDF, Office and OpenDocument files, which servers take whole. */
export async function understandDocument(
  { path, bytes }: Downloaded,
  { mediaType, what }: { readonly mediaType: string; readonly what: string },
  limits: MediaLimits,
): Promise<Understood> {
  if (bytes >= limits.documentBytes)
    throw new UserError(
      'too-large',
      `too large: ${megabytes(bytes)}, the limit is ${megabytes(limits.documentBytes)}`,
    );
  const data = await readFile(path);
  const pages = mediaType === 'application/pdf' ? countPages(data) : 0;
  return {
    kind: 'document',
    summary: pages > 0 ? `${what}, ${count(pages, 'page')}` : what,
    pieces: [{ type: 'file', mediaType, data }],
    costUsd: 0,
    isPartial: false,
  };
}

/** Pages of a PDF whose objects are not packed; 0 where that cannot be told without unpacking them. */
function countPages(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** Anything without a signature: text, source code, tables, or something that nobody can read. */
export async function understandText({ path, bytes }: Downloaded, limits: MediaLimits): Promise<Understood> {
  if (bytes > limits.textBytes)
    throw new UserError(
      'too-large',
      `too large for text: ${megabytes(bytes)}, the limit is ${megabytes(limits.textBytes)}`,
    );
  const whole = decodeText(await readFile(path));
  if (whole === undefined)
    throw new UserError(
      'unknown-type',
      'not a kind of file I can read: it is no text, picture, sound, video or document I know',
    );
  if (whole.trim() === '') throw new UserError('empty', 'nothing in it but blank space');
  const text = whole.slice(0, limits.textChars).replace(/[\uD800-\uDBFF]$/, '');
  const letters = (length: number): string => count(length, 'character');
  return {
    kind: 'text',
    summary:
      text.length < whole.length
        ? `the first ${letters(text.length)} of ${whole.length.toLocaleString('en')}`
        : `${letters(whole.length)} of text`,
    pieces: [{ type: 'text', text }],
    costUsd: 0,
    isPartial: false,
  };
}

/** Control characters that text has no use for; a file with many of them is something else. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000E-\u001A\u001C-\u001F]/;

/**
 * The text of some bytes, or undefined when they are none: UTF-8, UTF-16 with its mark, else the old Western encoding
 * as long as nothing in it speaks against text.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  for (const encoding of utf16 ? [utf16] : ['utf-8', 'windows-1252']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      return CONTROLS.test(text) ? undefined : text;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return undefined;
}
