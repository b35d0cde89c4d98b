/** What is wrong with a history, told with its place. */
import type { z } from 'zod';
import { UserError } from '../../chat/index.ts';
import { REPLAY } from './limits.ts';
import { oneLine } from './one-line.ts';

/** Keeps what is right and collects what is not, as `place: path: what was expected`. */
export interface Faults {
  /** The value where it fits. */
  read<Value>(schema: z.ZodType<Value>, value: unknown, place: string): readonly Value[];
  add(fault: string): void;
  /** @throws {UserError} `history` where there is any */
  check(): void;
}

export function createFaults(): Faults {
  const faults: string[] = [];
  return {
    read(schema, value, place) {
      const { success, data, error } = schema.safeParse(value);
      if (success) return [data];
      for (const { path, message } of error.issues.slice(0, REPLAY.faultsEach))
        faults.push(oneLine(`${place}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`));
      return [];
    },
    add: (fault: string) => void faults.push(oneLine(fault)),
    check() {
      if (faults.length === 0) return;
      const more = faults.length - REPLAY.faults;
      const told = [...faults.slice(0, REPLAY.faults), ...(more > 0 ? [`… and ${more} more.`] : [])];
      throw new UserError('history', `The history cannot be read:\n${told.join('\n')}\n`);
    },
  };
}
