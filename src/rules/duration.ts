/** Lengths of time as people write them: `90s`, `30m`, `2h`, `1d`. */
import { z } from 'zod';

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const EXPECTED = 'expected a length of time such as 90s, 30m, 2h or 1d';

/** Milliseconds; undefined where it is no length of time. */
function millisecondsOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})\s*([smhd])$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
  return ms > 0 ? ms : undefined;
}

/** A length of time in milliseconds. `most`: the longest, as people write it. */
export const durationUpTo = (most: string) =>
  z.string({ error: EXPECTED }).transform((text, context): number => {
    const ms = millisecondsOf(text);
    if (ms !== undefined && ms <= millisecondsOf(most)!) return ms;
    context.addIssue(ms === undefined ? EXPECTED : `expected ${most} at most`);
    return z.NEVER;
  });
