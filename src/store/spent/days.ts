/** Days as this machine's clock has them. */

/** When the day after that of a time begins, in milliseconds since 1970. */
export function nextDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** @example dateOf(Date.now()) // '2026-11-22' */
export function dateOf(at: number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((value) => String(value).padStart(2, '0'))
    .join('-');
}
