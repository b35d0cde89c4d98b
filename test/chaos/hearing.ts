/** When the bot heard of each question: the first moment in which it may have, and from when on it certainly had it. */
import { allAskedIn } from './answers.ts';
import type { Asked } from './check.ts';

export interface Hearing {
  /** Something goes by on its way to who takes events in. */
  passes(text: string): void;
  /** The bot was told of a question, at a moment on the clock of `performance.now()`. `isKept`: it has said that it has it. */
  told(question: number, at: number, isKept: boolean): void;
  /** @param deaths of processes, on the same clock */
  of(question: number, deaths: readonly number[]): Pick<Asked, 'heardAt' | 'takenAt'>;
}

/** So long before and after the death of a process nobody knows whether it has kept what it was told. */
const KEPT_MS = 1_500;

/** @param began what all moments are told from */
export function createHearing(began: number): Hearing {
  const heard = new Map<number, number>();
  const told = new Map<number, { readonly at: number; readonly isKept: boolean }>();
  return {
    passes: (text) => {
      for (const number of allAskedIn(text))
        if (!heard.has(number)) heard.set(number, performance.now() - began);
    },
    told: (number, at, isKept) => {
      if (!told.has(number)) told.set(number, { at, isKept });
    },
    of: (number, deaths) => {
      const its = told.get(number);
      // A process that was told of it may have died before it had kept it.
      const isSure = its?.isKept || !deaths.some((death) => Math.abs(death - (its?.at ?? death)) < KEPT_MS);
      return {
        heardAt: heard.get(number) ?? Infinity,
        takenAt: its && isSure ? its.at - began : undefined,
      };
    },
  };
}
