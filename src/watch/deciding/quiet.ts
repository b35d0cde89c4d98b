/** Quiet hours: whether it is quiet, and until when. */
import { occurrencesOf, type Rule } from '../../rules/index.ts';

type Quiet = NonNullable<Rule['limits']['quiet']>;

/** When the quiet hours end that it is in at a time, in milliseconds since 1970; undefined where it is not quiet. */
export function quietUntil(
  { from, to, timeZone }: Quiet,
  now: number,
  usualZone: string,
): number | undefined {
  const zone = timeZone ?? usualZone;
  const time = timeOfDay(now, zone);
  const isQuiet = from <= to ? time >= from && time < to : time >= from || time < to;
  if (!isQuiet) return undefined;
  // Where clocks are put back in between, or forward, that is another time of day …
  const end = now - (now % MINUTE) + ((minutesOf(to) - minutesOf(time) + DAY_MINUTES) % DAY_MINUTES) * MINUTE;
  if (timeOfDay(end, zone) === to) return end;
  const [hour, minute] = to.split(':').map(Number);
  // … which a schedule finds, but not where it comes for the second time on that day.
  return occurrencesOf({ cron: `${minute} ${hour} * * *`, timeZone: zone }, now, 1)[0];
}

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** @example minutesOf('07:05') // 425 */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}

/** @example timeOfDay(Date.UTC(2026, 0, 1, 6, 5), 'Europe/Berlin') // '07:05' */
export const timeOfDay = (at: number, timeZone: string): string => formatsIn(timeZone).time.format(at);

/** @example dateIn(Date.UTC(2026, 0, 1), 'Europe/Berlin') // '2026-01-01' */
export const dateIn = (at: number, timeZone: string): string => formatsIn(timeZone).date.format(at);

interface Formats {
  readonly time: Intl.DateTimeFormat;
  readonly date: Intl.DateTimeFormat;
}

/** By time zone, of which there are some hundreds: to make one takes a hundred times as long as to use it. */
const formats = new Map<string, Formats>();

function formatsIn(timeZone: string): Formats {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = {
    time: new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }),
    date: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }),
  };
  formats.set(timeZone, made);
  return made;
}
