/** Times in cron form, in a time zone: `0 9 * * 1-5`, or `@daily`. */
import { Cron } from 'croner';
import { z } from 'zod';
import { listed } from './shape.ts';

const FIELDS = ['minute', 'hour', 'day', 'month', 'weekday'] as const;
const EXPECTED = `expected a time in cron form (${FIELDS.join(', ')}), such as "0 9 * * 1-5"`;

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
 * comes when they have been; where they are put back, a time that comes twice counts once. With a `*` or a `/` in the minute or the
 * hour, it is the clock that counts: what is left out does not come, and what comes twice does.
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
  const fields = cron.split(/\s+/);
  if (fields.length > 5) return 'expected five fields, from minutes on: a rule acts once a minute at most';
  if (fields.length !== 5 && !/^@[a-z]+$/i.test(cron)) return EXPECTED;
  try {
    return jobOf(cron).nextRun(new Date(0)) === null
      ? 'expected a time that comes: there is no such day in any year'
      : undefined;
  } catch {
    const wrong = fields.length === 5 ? fields.flatMap(wrongField) : [];
    return wrong.length === 0 ? EXPECTED : `${EXPECTED}, got ${listed(wrong, 'and')}`;
  }
}

/** As it is written: the library tells days and months by other numbers. */
function wrongField(written: string, place: number): readonly string[] {
  try {
    jobOf(FIELDS.map((_, other) => (other === place ? written : '*')).join(' '));
    return [];
  } catch {
    return [`${JSON.stringify(written)} for the ${FIELDS[place]}`];
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
