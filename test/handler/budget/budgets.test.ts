import { describe, expect, it } from 'vitest';
import { type Limit, capsFor } from '../../../src/handler/budget/budgets.ts';
import { spanOf } from '../../../src/handler/budget/period.ts';
import { RULE_FILE } from '../../../src/store/index.ts';
import { conversation } from '../../support/events.ts';

const HOUR = 3_600_000;

/** Numbers that look random and are the same every time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The clock on a wall there: `2026-11-22 00:00:00`. */
const clockIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at: number) => format.format(at);
};

describe('the day of a budget', () => {
  it('begins at midnight and ends at the next one, in every time zone and at every time', () => {
    const next = numbers(42);
    const any = <One>(all: readonly One[]) => all[Math.floor(next() * all.length)]!;
    const zones = Intl.supportedValuesOf('timeZone');
    for (let round = 0; round < 1_000; round += 1) {
      const timeZone = any(zones);
      const clock = clockIn(timeZone);
      const at = Date.UTC(2024, 0, 1) + Math.floor(next() * 5 * 365 * 24 * HOUR);
      const { start, end } = spanOf('day', timeZone, at);
      const told = `${timeZone} ${new Date(at).toISOString()}`;
      expect(start <= at && at < end, told).toBe(true);
      expect(end - start, told).toBeLessThan(26 * HOUR);
      for (const edge of [start, end]) {
        // Midnight; or the hour after it, in a night on which there is none.
        expect(clock(edge), told).toMatch(/ 0[01]:00:00$/);
        expect(clock(edge - 1).slice(0, 10) < clock(edge).slice(0, 10), told).toBe(true);
      }
      expect(clock(start).slice(0, 10), told).toBe(clock(at).slice(0, 10));
    }
  });

  it.each([
    ['an ordinary one', 'Europe/Berlin', '2026-11-22T12:00Z', '2026-11-21T23:00Z', '2026-11-22T23:00Z'],
    ['one of 23 hours', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['one of 25 hours', 'Europe/Berlin', '2026-10-25T12:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['one without midnight', 'Africa/Cairo', '2026-04-24T12:00Z', '2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    [
      'one with two midnights',
      'America/Havana',
      '2026-11-01T12:00Z',
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
    ],
    [
      'the first on earth',
      'Pacific/Kiritimati',
      '2026-11-22T12:00Z',
      '2026-11-22T10:00Z',
      '2026-11-23T10:00Z',
    ],
    ['the last on earth', 'Pacific/Pago_Pago', '2026-11-22T12:00Z', '2026-11-22T11:00Z', '2026-11-23T11:00Z'],
    [
      'one of a zone in quarters',
      'Asia/Kathmandu',
      '2026-11-22T12:00Z',
      '2026-11-21T18:15Z',
      '2026-11-22T18:15Z',
    ],
  ])('is %s', (_, timeZone, at, start, end) => {
    const span = spanOf('day', timeZone, Date.parse(at));
    expect([span.start, span.end]).toEqual([Date.parse(start), Date.parse(end)]);
  });
});

it.each([
  ['Europe/Berlin', '2026-11-22T12:00Z', '2026-10-31T23:00Z', '2026-11-30T23:00Z'],
  ['Europe/Berlin', '2026-12-31T23:30Z', '2026-12-31T23:00Z', '2027-01-31T23:00Z'],
  ['America/New_York', '2028-03-01T04:59Z', '2028-02-01T05:00Z', '2028-03-01T05:00Z'],
])('the month of a budget is that of %s at %s', (timeZone, at, start, end) => {
  const span = spanOf('month', timeZone, Date.parse(at));
  expect([span.start, span.end]).toEqual([Date.parse(start), Date.parse(end)]);
});

describe('the limits that hold for a question', () => {
  const channel = conversation({ kind: 'channel', channel: 'C1' });
  const ada = { id: 'U1', roles: ['R1'] };
  const day = (changes: Partial<Limit>): Limit => ({ for: 'person', per: 'day', ...changes });
  const mostFor = (limits: readonly Limit[], asker = ada, place = channel) =>
    capsFor({ timeZone: 'UTC', limits }, asker, place, Date.now()).map(({ of, per, unit, most }) =>
      [of, per, unit, most].join(' '),
    );

  it('are one for each kind: for whom, per what and in what', () => {
    const limits: readonly Limit[] = [
      day({ usd: 1, tokens: 1_000 }),
      day({ per: 'month', usd: 10 }),
      day({ for: 'channel', usd: 5 }),
      day({ for: 'everyone', usd: 50 }),
    ];
    expect(mostFor(limits)).toEqual([
      'person day usd 1',
      'person day tokens 1000',
      'person month usd 10',
      'channel day usd 5',
      'everyone day usd 50',
    ]);
  });

  it('are the most specific of each: a person before a role before everybody', () => {
    const limits = [
      day({ usd: 3, users: ['U1'] }),
      day({ usd: 2, roles: ['R1'] }),
      day({ usd: 1, tokens: 1_000 }),
    ];
    expect(mostFor(limits)).toEqual(['person day usd 3', 'person day tokens 1000']);
    expect(mostFor(limits, { id: 'U2', roles: ['R1', 'R2'] })).toContain('person day usd 2');
    expect(mostFor(limits, { id: 'U2', roles: [] })).toContain('person day usd 1');
  });

  it('are those of its author for a rule, and what it may spend itself; of nobody where it acts for nobody', () => {
    const limits = [day({ usd: 1 }), day({ for: 'channel', usd: 5 })];
    const ofRule = (id: string, usdPerDay?: number) =>
      capsFor({ timeZone: 'Europe/Berlin', limits }, { id, roles: [] }, channel, Date.UTC(2026, 10, 22, 12), {
        usdPerDay,
      });
    expect(ofRule('U1').map(({ of, most }) => [of, most])).toEqual([
      ['person', 1],
      ['channel', 5],
    ]);
    expect(ofRule(RULE_FILE, 2)).toMatchObject([
      { of: 'channel' },
      { of: 'rule', unit: 'usd', per: 'day', most: 2, since: Date.UTC(2026, 10, 21, 23) },
    ]);
  });

  it('mean people and roles of one limit alike', () => {
    const limits = [day({ usd: 9, users: ['U7'], roles: ['R1'] })];
    expect(mostFor(limits)).toEqual(['person day usd 9']);
    expect(mostFor(limits, { id: 'U7', roles: [] })).toEqual(['person day usd 9']);
    expect(mostFor(limits, { id: 'U2', roles: ['R2'] })).toEqual([]);
  });

  it('are those of the place: a channel before a workspace before a platform', () => {
    const limits = [
      day({ for: 'channel', usd: 4, channel: 'C1' }),
      day({ for: 'channel', usd: 3, workspace: 'W1' }),
      day({ for: 'channel', usd: 2, platform: 'test' }),
      day({ for: 'channel', usd: 1 }),
    ];
    const inPlace = (changes: Parameters<typeof conversation>[0]) =>
      mostFor(limits, ada, conversation({ kind: 'channel', ...changes }));
    expect(inPlace({ channel: 'C1' })).toEqual(['channel day usd 4']);
    expect(inPlace({ channel: 'C1', thread: 'T1', kind: 'thread' })).toEqual(['channel day usd 4']);
    expect(inPlace({ channel: 'C2' })).toEqual(['channel day usd 3']);
    expect(inPlace({ channel: 'C2', workspace: 'W2' })).toEqual(['channel day usd 2']);
    expect(inPlace({ channel: 'C2', workspace: 'W2', platform: 'other' })).toEqual(['channel day usd 1']);
  });

  it('of two that are alike are the later one', () => {
    expect(mostFor([day({ usd: 1 }), day({ usd: 2 })])).toEqual(['person day usd 2']);
  });

  it('of channels do not hold in direct messages, which are in none', () => {
    const limits = [day({ for: 'channel', usd: 1 }), day({ for: 'workspace', usd: 2 })];
    expect(mostFor(limits, ada, conversation())).toEqual(['workspace day usd 2']);
  });
});
