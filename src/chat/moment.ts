/** Days and times of day as people are shown them. */

/** @example momentIn('de', Date.UTC(2026, 10, 22), 'Europe/Berlin') // '22. Nov., 01:00 MEZ' */
export const momentIn = (language: string, at: number, timeZone: string): string =>
  new Intl.DateTimeFormat(language, {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
