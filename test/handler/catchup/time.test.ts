import { describe, expect, it } from 'vitest';
import { sinceOf } from '../../../src/handler/catchup/time.ts';

/** A Friday, 14:30 on the clock of this machine. */
const now = new Date(2026, 10, 20, 14, 30);
const at = (...clock: readonly [number, number, number, number?, number?]) =>
  new Date(clock[0], clock[1] - 1, clock[2], clock[3] ?? 0, clock[4] ?? 0).getTime();

describe('how far back', () => {
  it.each([
    ['30m', at(2026, 11, 20, 14, 0)],
    ['2h', at(2026, 11, 20, 12, 30)],
    ['3d', now.getTime() - 3 * 24 * 3_600_000],
    ['1w', now.getTime() - 7 * 24 * 3_600_000],
    ['today', at(2026, 11, 20)],
    ['Yesterday', at(2026, 11, 19)],
    ['2026-11-18', at(2026, 11, 18)],
    ['2026-11-18T09:15', at(2026, 11, 18, 9, 15)],
    ['2026-11-18 09:15:00', at(2026, 11, 18, 9, 15)],
    ['2026-11-18T09:15Z', Date.UTC(2026, 10, 18, 9, 15)],
    ['2026-11-18T09:15+02:00', Date.UTC(2026, 10, 18, 7, 15)],
  ])('%s is understood', (typed, moment) => {
    expect(sinceOf(typed, now)).toBe(moment);
  });

  it('of yesterday on the first of a month is the last day of the one before', () => {
    expect(sinceOf('yesterday', new Date(2026, 2, 1, 8))).toBe(at(2026, 2, 28));
  });

  it.each(['99999w', '99999d', '0110-01-01'])(
    '%s is not before 1970, when no platform was there',
    (typed) => {
      expect(sinceOf(typed, now)).toBe(0);
    },
  );

  it.each(['', 'soon', '2', 'h', '2 h', '2026-02-30', '2026-13-01', '2026-11-18T25:00', '18.11.2026', '-2h'])(
    '“%s” is no time',
    (typed) => {
      expect(sinceOf(typed, now)).toBeUndefined();
    },
  );
});
