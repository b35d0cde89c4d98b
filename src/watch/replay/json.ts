/** JSON out of a file that somebody made, and what is told where it is none. */
import { basename } from 'node:path';
import { UserError } from '../../chat/index.ts';
import { oneLine } from './one-line.ts';

/** Undefined where a text is not one value: no text of JSON is undefined. */
export function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws {UserError} `history` with the line at which it breaks off, or is no JSON */
export function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const name = oneLine(basename(path));
    const line = lineOfFault(text);
    if (mayGoOn(text))
      throw new UserError(
        'history',
        `${name} breaks off in line ${line}: the rest of it is missing.`,
        'Export it again, or copy the whole file.',
      );
    throw new UserError('history', `${name} line ${line}: ${noJson(error)}.`);
  }
}

/** @example 'it is no JSON. Unexpected token '<', "<html>" is not valid JSON' */
export const noJson = (error: unknown): string =>
  `it is no JSON. ${oneLine(error instanceof Error ? error.message : String(error))}`;

/** Whether a text is JSON, or could become it with more behind it. */
export function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, at] = /position (\d+)/.exec(message) ?? [];
    return /Unexpected end|Unterminated/.test(message) || Number(at) >= text.length;
  }
}

/** The line of a text at which it can no longer become JSON, counted from 1; engines tell that only sometimes. */
function lineOfFault(text: string): number {
  const lines = text.split('\n');
  let good = 0;
  let bad = lines.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (mayGoOn(lines.slice(0, middle).join('\n'))) good = middle;
    else bad = middle;
  }
  return bad;
}
