/** Round numbers for an axis, and how amounts are written beside it. */

/** Dollars or tokens. */
export type Unit = 'usd' | 'tokens';

/** Lines of an axis above its zero, at the most. */
const LINES = 5;

/**
 * The round steps from zero that reach a value.
 *
 * @example ticks(0.83, 'usd') // [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function ticks(most: number, unit: Unit): readonly number[] {
  const wanted = Math.max(most, unit === 'tokens' ? 1 : 1e-6) / LINES;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((round) => round >= wanted * (1 - 1e-9))!;
  const whole = unit === 'tokens' ? Math.max(1, step) : step;
  const count = Math.ceil((most / whole) * (1 - 1e-9)) || 1;
  // Products and not sums, which would drift.
  return Array.from({ length: count + 1 }, (_, index) => index * whole);
}

const TOKENS = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

const dollars = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

/** Digits behind the point that tell amounts apart whose smallest difference is so large; cents at least. */
const digitsFor = (difference: number): number => Math.max(2, Math.ceil(-Math.log10(difference) - 1e-9));

/** How amounts are written that are steps of an axis. */
export function amountsBy(step: number, unit: Unit): (value: number) => string {
  const format = unit === 'tokens' ? TOKENS : dollars(step >= 1 ? 0 : digitsFor(step));
  return (value) => format.format(value);
}

/**
 * An amount by itself: two digits that count, but never less than cents.
 *
 * @example amountOf(0.00423, 'usd') // '$0.0042'
 */
export function amountOf(value: number, unit: Unit): string {
  if (unit === 'tokens') return TOKENS.format(value);
  return dollars(value > 0 && value < 0.1 ? Math.min(6, digitsFor(value / 10)) : 2).format(value);
}
