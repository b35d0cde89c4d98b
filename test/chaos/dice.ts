/** Chance that comes from a seed and a name, whatever was asked for before: a run can be replayed, in whichever order things happen. */
import { createHash } from 'node:crypto';

export interface Dice {
  /** From 0 to 1, always the same for the same name. */
  (name: string): number;
}

/** @example diceOf(7)('when the bot is killed first') // always the same number */
export function diceOf(seed: number): Dice {
  return (name) => createHash('sha256').update(`${seed} ${name}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** A whole number from `least` to `most`. */
export const between = (dice: Dice, name: string, least: number, most: number): number =>
  least + Math.floor(dice(name) * (most - least + 1));

/** One of the weighted things. */
export function choose<T extends string>(
  dice: Dice,
  name: string,
  weights: Readonly<Partial<Record<T, number>>>,
): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = dice(name) * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [thing, weight] of entries) if ((left -= weight) < 0) return thing;
  return entries.at(-1)![0];
}

/** The same things in another order. */
export const shuffled = <T>(dice: Dice, name: string, things: readonly T[]): readonly T[] =>
  things
    .map((thing, index) => ({ thing, at: dice(`${name} ${index}`) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ thing }) => thing);
