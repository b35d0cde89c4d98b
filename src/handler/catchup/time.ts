/** How far back `/catchup` is to look, as people type it: `30m`, `2h`, `3d`, `1w`, `today`, `yesterday`, or a date. */

/** Milliseconds of each unit. */
const UNITS = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000, w: 7 * 24 * 3_600_000 } as const;

const LENGTH = /^(\d{1,5})([mhdw])$/;
/** A date, or a date and time as ISO 8601 writes them; the seconds and the offset from UTC may be left out. */
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * The moment that somebody means, in milliseconds since 1970, and none before that; undefined where it is none. Days begin at
 * midnight, and times are meant, in the time zone of this machine.
 *
 * @example sinceOf('2h', new Date(2026, 10, 20, 14)) // 12:00 of that day
 * @example sinceOf('yesterday', new Date(2026, 10, 20, 14)) // midnight at which the 19th began
 */
export function sinceOf(value: string, now: Date): number | undefined {
  const typed = value.trim().toLowerCase();
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (typed === 'today') return new Date(year, month, day).getTime();
  if (typed === 'yesterday') return new Date(year, month, day - 1).getTime();
  const length = LENGTH.exec(typed);
  if (length) return Math.max(0, now.getTime() - Number(length[1]) * UNITS[length[2] as keyof typeof UNITS]);
  const date = DATE.exec(typed);
  return date ? momentOf(date.slice(1)) : undefined;
}

function momentOf([year, month, day, hour = '00', minute = '00', second = '00', offset]: readonly (
  string | undefined
)[]): number | undefined {
  // JavaScript takes the 31st of February for a day in March.
  const isDay = new Date(`${year}-${month}-${day}T00:00Z`).getUTCDate() === Number(day);
  const moment = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}${offset?.toUpperCase() ?? ''}`,
  );
  return isDay && !Number.isNaN(moment) ? Math.max(0, moment) : undefined;
}
