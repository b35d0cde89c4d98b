/** The day and the month a moment falls in, where people live: from one midnight of a time zone to another. */

export type BudgetPeriod = 'day' | 'month';

export interface Span {
  /** Its first moment, in milliseconds since 1970. */
  readonly start: number;
  /** The first moment after it. */
  readonly end: number;
}

const HOUR_MS = 3_600_000;

/** No zone is further ahead of UTC than fourteen hours, or further behind than twelve (IANA's time zone database). */
const AHEAD_MS = 14 * HOUR_MS;
/** An hour more, for nights on which the clocks jump over midnight. */
const BEHIND_MS = 13 * HOUR_MS;

/**
 * The day or month of a moment in a time zone, as `Intl` names it. A day begins with its date: at midnight, or at one where
 * the clocks are put forward at midnight.
 *
 * @example spanOf('day', 'Europe/Berlin', Date.UTC(2026, 2, 29, 12)) // 23 hours: the clocks were put forward that night
 */
export function spanOf(per: BudgetPeriod, timeZone: string, at: number): Span {
  const dateAt = dateIn(timeZone);
  const [year, month, day] = dateAt(at).split('-').map(Number) as [number, number, number];
  const first = per === 'day' ? Date.UTC(year, month - 1, day) : Date.UTC(year, month - 1);
  const next = per === 'day' ? Date.UTC(year, month - 1, day + 1) : Date.UTC(year, month);
  return { start: beginOf(first, dateAt), end: beginOf(next, dateAt) };
}

/** The first moment that has a date: found by asking for dates only, as clocks are put forward and back. */
function beginOf(utcMidnight: number, dateAt: (at: number) => string): number {
  const date = new Date(utcMidnight).toISOString().slice(0, 10);
  let before = utcMidnight - AHEAD_MS - 1;
  let since = utcMidnight + BEHIND_MS;
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (dateAt(middle) >= date) since = middle;
    else before = middle;
  }
  return since;
}

/** Gives dates as `2026-11-22`. */
function dateIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts['year']}-${parts['month']}-${parts['day']}`;
  };
}
