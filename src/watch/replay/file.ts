/** The text of a file that somebody takes for a history; or what it is in place of one. */
import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../../chat/index.ts';
import { REPLAY } from './limits.ts';
import { oneLine } from './one-line.ts';

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * What stands in it, in UTF-8 or UTF-16, without space around it.
 *
 * @throws {UserError} `history` where it is too large, packed, or no text
 */
export function textOf(path: string): string {
  if (statSync(path).size > REPLAY.bytes)
    throw new UserError(
      'history',
      `“${path}” is larger than ${REPLAY.bytes / 1e6} MB.`,
      'Give a part of it.',
    );
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 2).toString('latin1') === 'PK')
    throw new UserError('history', `“${path}” is packed.`, 'Unpack it, and give the folder.');
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes).trim();
  // What is no text has one of these near its beginning, and no text has any.
  if (text.slice(0, REPLAY.looked).includes('\0'))
    throw new UserError('history', `“${path}” is no text.`, FORMATS);
  return text;
}

/** Windows writes UTF-16 where what a program prints is sent to a file. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** @throws {UserError} `history` where a text cannot be any of the formats that there are */
export function checkBegin(text: string, path: string): void {
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return;
  const begin = oneLine(text.split('\n', 1)[0]!.slice(0, REPLAY.begin));
  throw new UserError('history', `“${path}” is no history: it begins with “${begin}”.`, FORMATS);
}

/** What else to give. */
export const FORMATS =
  'Give a channel as DiscordChatExporter writes it with “--format Json”, the folder of a Slack export, or messages as lines of JSON.';
