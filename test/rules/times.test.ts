/** Schedules in cron form, and lengths of time. */
import { describe, expect, it } from 'vitest';
import { occurrencesOf, readRule } from '../../src/rules/index.ts';
import { ruleOf } from './rule-of.ts';

const times = (cron: string, timeZone: string, after: string, most: number) =>
  occurrencesOf({ cron, timeZone }, Date.parse(after), most).map((ms) => new Date(ms).toISOString());

const faultOf = (when: object) => {
  const read = readRule({ when, then: { say: 'Hi', to: { platform: 'slack', channel: 'C1' } } });
  return 'faults' in read ? read.faults.join('\n') : undefined;
};

describe('a schedule', () => {
  it('comes at the times of its zone, after a moment and never at it', () => {
    expect(times('0 9 * * 1-5', 'Europe/Berlin', '2026-11-20T08:00:00Z', 2)).toEqual([
      '2026-11-23T08:00:00.000Z',
      '2026-11-24T08:00:00.000Z',
    ]);
  });

  it('is looked for until a moment, and comes at it', () => {
    const until = Date.parse('2026-11-24T08:00:00Z');
    const schedule = { cron: '0 9 * * *', timeZone: 'Europe/Berlin' };
    const after = Date.parse('2026-11-20T08:00:00Z');
    expect(occurrencesOf(schedule, after, Infinity, until).at(-1)).toBe(until);
    expect(occurrencesOf(schedule, after, Infinity, until - 1)).toHaveLength(3);
  });

  it('comes in the zone of this machine where none is named', () => {
    const [first] = occurrencesOf({ cron: '30 12 * * *' }, Date.parse('2026-11-20T00:00:00Z'), 1);
    expect(new Date(first!).getHours()).toBe(12);
  });

  it('comes once on the day on which clocks are put forward over its time', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('comes once on the day on which clocks are put back and its time is there twice', () => {
    for (const cron of ['30 2 * * *', '30 2,14 * * *'])
      expect(times(cron, 'Europe/Berlin', '2026-10-24T13:00:00Z', 2)[0]).toBe('2026-10-25T00:30:00.000Z');
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', 1)).toEqual([
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it.each([
    ['0 */2 * * *', ['00:00', '01:00', '03:00'], ['02:00', '04:00', '06:00']],
    ['*/30 2 * * *', ['00:00', '00:30', '01:00'], ['00:00', '00:30', '00:00']],
    ['0 0-23/2 * * *', ['00:00', '01:00', '03:00'], ['02:00', '04:00', '06:00']],
  ])('goes by the clock where it has a * or a / in the minute or the hour: %s', (cron, back, forward) => {
    const clock = (after: string) => times(cron, 'Europe/Berlin', after, 3).map((at) => at.slice(11, 16));
    expect(clock('2026-10-24T22:30:00Z')).toEqual(back);
    expect(clock('2026-03-28T23:30:00Z')).toEqual(forward);
  });

  it('may have a name of its own', () => {
    expect(times('@daily', 'UTC', '2026-11-20T01:00:00Z', 1)).toEqual(['2026-11-21T00:00:00.000Z']);
  });

  it.each([
    ['* * * * * *', 'expected five fields, from minutes on: a rule acts once a minute at most'],
    ['0 0 30 2 *', 'expected a time that comes: there is no such day in any year'],
    ['61 * * * *', 'expected a time in cron form'],
    ['every morning', 'expected a time in cron form'],
    ['2026-11-20T09:00:00', 'expected a time in cron form'],
    ['@reboot', 'expected a time in cron form'],
    ['', 'expected a time in cron form'],
    [9, 'expected a time in cron form'],
  ])('that never comes, or too often, is refused: %s', (cron, sentence) => {
    expect(faultOf({ on: 'schedule', cron })).toContain(sentence);
  });

  it.each([
    ['0 9 32 13 *', 'such as "0 9 * * 1-5", got "32" for the day and "13" for the month.'],
    ['0 9 * * MON-XXX', 'got "MON-XXX" for the weekday.'],
    ['*/0 25 * * *', 'got "*/0" for the minute and "25" for the hour.'],
    ['0 9 0 * *', 'got "0" for the day.'],
  ])('that is wrong is told with what was written: %s', (cron, sentence) => {
    expect(faultOf({ on: 'schedule', cron })!.endsWith(sentence)).toBe(true);
  });

  it('on the 29th of February is one that comes', () => {
    expect(faultOf({ on: 'schedule', cron: '0 9 29 2 *' })).toBeUndefined();
  });

  it('needs a zone that there is', () => {
    expect(faultOf({ on: 'schedule', cron: '0 9 * * *', timeZone: 'Europe/Bielefeld' })).toContain(
      'when.timeZone: expected a time zone such as Europe/Berlin',
    );
  });
});

describe('a length of time', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2 h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s is %d milliseconds', (after, ms) => {
    const { when } = ruleOf(`when: { on: unanswered, after: ${after} }\nthen: { react: 👀 }`);
    expect(when).toMatchObject({ after: ms });
  });

  it.each([
    ['0m', 'expected a length of time such as 90s, 30m, 2h or 1d'],
    ['1w', 'expected a length of time'],
    ['-5m', 'expected a length of time'],
    [30, 'expected a length of time'],
    ['8d', 'expected 7d at most'],
  ])('is refused where it is none, or too long: %s', (after, sentence) => {
    expect(faultOf({ on: 'unanswered', after })).toContain(`when.after: ${sentence}`);
  });
});
