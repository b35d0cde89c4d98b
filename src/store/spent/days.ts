/** Days as this machine's clock has them. */

/** When each day begins, on this machine's clock, from the day of one time to that of another. */
export function daysBetween(first: number, last: number): readonly number[] {
  const { year, month, day } = localDate(first);
  const days: number[] = [];
  for (let at = first, ahead = 1; at <= last; ahead++) {
    days.push(at);
    at = new Date(year, month, day + ahead).getTime();
  }
  return days;
}

function localDate(at: number) {
  const date = new Date(at);
  return { year: date.getFullYear(), month: date.getMonth(), day: date.getDate() };
}

/** @example dateOf(Date.now()) // '2026-11-22' */
export function dateOf(at: number): string {
  const { year, month, day } = localDate(at);
  return [year, month + 1, day].map((value) => String(value).padStart(2, '0')).join('-');
}
