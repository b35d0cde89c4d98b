/** Times in cron form, in a time zone: `0 9 * * 1-5`, or `@daily`. */
import { Cron } from 'croner';
import { z } from 'zod';

const EXPECTED = 'expected a time in cron form (minute, hour, day, month, weekday), such as "0 9 * * 1-5"';

export const CronText = z
  .string({ error: EXPECTED })
  .max(200, { error: EXPECTED })
  .superRefine((text, context) => {
    const fault = faultOf(text.trim());
    if (fault !== undefined) context.addIssue(fault);
  });

export const TimeZone = z.string({ error: 'expected a time zone such as Europe/Berlin' }).refine(isTimeZone, {
  error: 'expected a time zone such as Europe/Berlin or America/New_York',
});

/**
 * The first times after a moment, oldest first, in milliseconds since 1970. Where clocks are put forward, a time that is left out
 * comes when they have been; where they are put back, a time that comes twice counts once, unless the hour is a `*`.
 *
 * @param until none is later, in milliseconds since 1970: each that is looked for takes a tenth of a millisecond
 *
 * @example occurrencesOf({ cron: '0 9 * * 1-5', timeZone: 'Europe/Berlin' }, Date.now(), 1)
 */
export function occurrencesOf(
  { cron, timeZone }: { readonly cron: string; readonly timeZone?: string | undefined },
  after: number,
  most: number,
  until = Infinity,
): readonly number[] {
  const job = jobOf(cron, timeZone);
  const found: number[] = [];
  while (found.length < most) {
    const at = job.nextRun(new Date(found.at(-1) ?? after))?.getTime();
    if (at === undefined || at > until) break;
    found.push(at);
  }
  return found;
}

/** Five fields: seconds would have a rule act more than once a minute. */
const jobOf = (cron: string, timeZone?: string): Cron =>
  new Cron(cron.trim(), {
    paused: true,
    mode: '5-part',
    fixedTimeRule: 'no-wildcard',
    ...(timeZone !== undefined && { timezone: timeZone }),
  });

function faultOf(cron: string): string | undefined {
  const fields = cron.split(/\s+/).length;
  if (fields > 5) return 'expected five fields, from minutes on: a rule acts once a minute at most';
  if (fields !== 5 && !/^@[a-z]+$/i.test(cron)) return EXPECTED;
  try {
    return jobOf(cron).nextRun(new Date(0)) === null
      ? 'expected a time that comes: there is no such day in any year'
      : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^\w+: /, '') : '';
    return why === '' ? EXPECTED : `${EXPECTED}. ${why}`;
  }
}

function isTimeZone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
