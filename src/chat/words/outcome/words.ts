/** What the journal of rules says: a sentence for each code of `Outcome`, and what all languages need to write them. */
import type { Outcome, PlainCode, ValuedOutcome } from '../../outcome.ts';

/** Values of an outcome; another that it is about comes as its sentence. */
type Shown<Values> = { readonly [Key in keyof Values]: Key extends 'why' ? string : Values[Key] };

export type OutcomeWords = Readonly<Record<PlainCode, string>> & {
  readonly [Code in ValuedOutcome['code']]: (
    values: Shown<ValuedOutcome & { readonly code: Code }>,
  ) => string;
};

/** What says any outcome in the words of a language. */
export function tellerOf(words: OutcomeWords): (outcome: Outcome) => string {
  const tell = (outcome: Outcome): string => {
    if (typeof outcome === 'string') return outcome;
    // Each code has the words that take its values.
    const said = words[outcome.code] as string | ((values: object) => string);
    if (typeof said === 'string') return said;
    return said('why' in outcome ? { ...outcome, why: tell(outcome.why) } : outcome);
  };
  return tell;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * A length of time in the largest unit of which it is a whole number.
 *
 * @param ms one that a rule can name: of whole seconds
 *
 * @example lengthIn('en', 5_400_000) // '90 minutes'
 */
export function lengthIn(locale: string, ms: number): string {
  const [unit, unitMs] = UNITS.find(([, one]) => ms % one === 0) ?? UNITS.at(-1)!;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(ms / unitMs);
}

/** @example anyOf('de', ['a', 'b', 'c']) // 'a, b oder c' */
export const anyOf = (locale: string, words: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'disjunction' }).format(words);

/** @example allOf('de', ['a', 'b', 'c']) // 'a, b und c' */
export const allOf = (locale: string, words: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);

const PLATFORMS: Readonly<Record<string, string>> = { discord: 'Discord', slack: 'Slack' };
export const platformOf = (name: string): string => PLATFORMS[name] ?? name;

/** @param tokens says so many of them */
export const amountIn = (
  locale: string,
  amount: string | number,
  tokens: (count: string) => string,
): string => (typeof amount === 'string' ? amount : tokens(amount.toLocaleString(locale)));

/** @example percentOf(0.925) // '93' */
export const percentOf = (share: number): string => String(Math.round(share * 100));
