/** Text of every kind: notes, source code, tables, notebooks, mails, calendars. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../chat/index.ts';
import type { Downloaded } from '../download.ts';
import type { MediaLimits } from '../limits.ts';
import { count, megabytes } from '../receipt.ts';
import type { Understood } from '../types.ts';
import { readNotebook } from './notebook.ts';
import { cutText } from './paper.ts';
import { tableSize } from './table.ts';

/** Anything without a signature: text, or something that nobody can read. */
export async function understandText({ path, bytes }: Downloaded, limits: MediaLimits): Promise<Understood> {
  if (bytes > limits.textBytes)
    throw new UserError(
      'too-large',
      `too large for text: ${megabytes(bytes)}, the limit is ${megabytes(limits.textBytes)}`,
    );
  const decoded = decodeText(await readFile(path));
  if (decoded === undefined)
    throw new UserError(
      'unknown-type',
      'not a kind of file I can read: it is no text, picture, sound, video or document I know',
    );
  if (decoded.trim() === '') throw new UserError('empty', 'nothing in it but blank space');
  const notebook = readNotebook(decoded);
  const whole = notebook ?? decoded;
  const text = cutText(whole, limits.textChars);
  const isCut = text.length < whole.length;
  const table = notebook === undefined && !isCut ? tableSize(whole) : undefined;
  const letters = isCut
    ? `the first ${count(text.length, 'character')} of ${whole.length.toLocaleString('en')}`
    : `${count(whole.length, 'character')} of text`;
  return {
    kind: 'text',
    summary: [
      ...(notebook === undefined ? [] : ['notebook without its pictures']),
      ...(table ? [`table of ${count(table.rows, 'row')} and ${count(table.columns, 'column')}`] : []),
      letters,
    ].join(', '),
    pieces: [{ type: 'text', text: isCut ? `${text}\n[cut here: these are ${letters}]` : text }],
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
function decodeText(bytes: Uint8Array): string | undefined {
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
