/** What is wrong with a history, told with its place. */
import type { z } from 'zod';
import { UserError } from '../../chat/index.ts';
import { REPLAY } from './limits.ts';

/** Keeps what is right and collects what is not, as `place: path: what was expected`. */
export function createFaults() {
  const faults: string[] = [];
  return {
    /** The value where it fits. */
    read<Value>(schema: z.ZodType<Value>, value: unknown, place: string): readonly Value[] {
      const { success, data, error } = schema.safeParse(value);
      if (success) return [data];
      for (const { path, message } of error.issues.slice(0, REPLAY.faultsEach))
        faults.push(`${place}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`);
      return [];
    },
    add: (fault: string) => void faults.push(fault),
    /** @throws {UserError} `history` where there is any */
    check(): void {
      if (faults.length === 0) return;
      const more = faults.length - REPLAY.faults;
      const told = [...faults.slice(0, REPLAY.faults), ...(more > 0 ? [`… and ${more} more.`] : [])];
      throw new UserError('history', `The history cannot be read:\n${told.join('\n')}\n`);
    },
  };
}

/** The line of a text at which it can no longer become JSON, counted from 1; engines tell that only sometimes. */
export function lineOfFault(text: string): number {
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

/** Whether a text is JSON, or could become it with more behind it. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, at] = /position (\d+)/.exec(message) ?? [];
    return /Unexpected end|Unterminated/.test(message) || Number(at) >= text.length;
  }
}
