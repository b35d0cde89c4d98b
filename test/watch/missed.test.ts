/** What happened while the bot was away, and what is due by the clock: each rule has its own choice. */
import { describe, expect, test, vi } from 'vitest';
import { DAY, eventOf, HOUR, MINUTE, NOON, saidIn, useWatch, type Written } from './bench.ts';

const bench = useWatch();

/** Messages that are found after a time away, as the handler hands them on. */
async function found(...texts: readonly string[]): Promise<void> {
  const gone = Date.now();
  await bench.pass(HOUR);
  for (const [index, text] of texts.entries()) {
    const one = saidIn(bench.slack, { id: `found-${index}`, text, sentAt: gone + index * MINUTE });
    await bench.watch.see(eventOf(one), bench.slack, { isMissed: true, isAsked: false });
  }
  await bench.due();
}

describe('messages that were missed', () => {
  const rule = (missed: string): { readonly rules: { readonly sums: Written } } => ({
    rules: {
      sums: { when: { on: 'message' }, then: { prompt: 'Sum up {count} messages.', to: 'reply' }, missed },
    },
  });

  test('are acted on one by one', async () => {
    await bench.restart(rule('run'));
    await found('one', 'two');
    expect(bench.posts()).toHaveLength(2);
  });

  test('or left', async () => {
    await bench.restart(rule('skip'));
    await found('one', 'two');
    await bench.pass(DAY);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('sums')).toEqual([]);
  });

  test('or told of all together', async () => {
    await bench.restart(rule('digest'));
    await found('one', 'two', 'three');
    await bench.pass(MINUTE);
    expect(bench.posts()).toHaveLength(1);
    expect(JSON.stringify(bench.openai.requests[0]!.asked!.turns)).toContain('Sum up 3 messages.');
  });

  test('count once where they had been delivered after all', async () => {
    await bench.restart(rule('run'));
    const one = await bench.say({ text: 'one' });
    await bench.watch.see(eventOf(one), bench.slack, { isMissed: true, isAsked: false });
    await bench.due();
    expect(bench.posts()).toHaveLength(1);
  });
});

describe('a schedule', () => {
  const daily = (changes: Written = {}): { readonly rules: { readonly news: Written } } => ({
    rules: {
      news: {
        when: { on: 'schedule', cron: '0 15 * * *' },
        then: { say: 'It is {date}, {time}.', to: { platform: 'slack', channel: 'C9' } },
        ...changes,
      },
    },
  });

  test('begins now, and comes due once each time', async () => {
    await bench.restart(daily());
    await bench.due();
    expect(bench.posts()).toEqual([]);
    await bench.pass(HOUR);
    await bench.due();
    expect(bench.posts()).toEqual(['It is 2026-01-02, 15:00.']);
    await bench.pass(DAY);
    expect(bench.posts()).toEqual(['It is 2026-01-02, 15:00.', 'It is 2026-01-03, 15:00.']);
    expect((await bench.runs('news'))[1]).toMatchObject({
      trigger: `schedule:${NOON + HOUR}`,
      state: 'acted',
    });
  });

  test('follows the clocks of its time zone when they are changed', async () => {
    vi.setSystemTime(Date.UTC(2026, 2, 28, 12));
    await bench.restart(daily({ when: { on: 'schedule', cron: '0 9 * * *', timeZone: 'Europe/Berlin' } }));
    await bench.due();
    for (let day = 0; day < 3; day += 1) await bench.pass(DAY);
    const at = (await bench.runs('news')).map((run) => new Date(run.at).toISOString());
    expect(at).toEqual(['2026-03-31T07:00:00.000Z', '2026-03-30T07:00:00.000Z', '2026-03-29T07:00:00.000Z']);
  });

  test('in the hour that there is twice comes due once', async () => {
    vi.setSystemTime(Date.UTC(2026, 9, 24, 12));
    await bench.restart(daily({ when: { on: 'schedule', cron: '30 2 * * *', timeZone: 'Europe/Berlin' } }));
    await bench.due();
    for (let hour = 0; hour < 24; hour += 1) await bench.pass(HOUR);
    expect(await bench.runs('news')).toHaveLength(1);
  });

  test.each([
    ['run', ['03', '04', '05']],
    ['digest', ['05']],
    ['skip', []],
  ])('that was missed for days is made up for as the rule says: %s', async (missed, days) => {
    await bench.restart(daily({ missed }));
    await bench.due();
    await bench.pass(HOUR);
    await bench.restart(daily({ missed }));
    await bench.pass(3 * DAY + HOUR);
    expect(bench.posts().slice(1).toSorted()).toEqual(days.map((day) => `It is 2026-01-${day}, 15:00.`));
    // And goes on from there.
    await bench.pass(DAY - HOUR);
    expect(bench.posts().at(-1)).toBe('It is 2026-01-06, 15:00.');
  });

  test('of every minute makes up for the last ten', async () => {
    const often = daily({ when: { on: 'schedule', cron: '* * * * *' }, missed: 'run' });
    await bench.restart(often);
    await bench.due();
    await bench.pass(30 * DAY);
    expect(await bench.runs('news')).toHaveLength(10);
  });

  test('does not make up for a time in which it was paused', async () => {
    await bench.restart(daily());
    await bench.due();
    await bench.store.pause({ key: 'news', why: 'asked', sentence: 'Ada paused it.', at: NOON });
    await bench.pass(3 * DAY);
    await bench.store.resume('news');
    await bench.due();
    expect(bench.posts()).toEqual([]);
    await bench.pass(HOUR);
    expect(bench.posts()).toHaveLength(1);
  });

  test('whose clock was ahead once goes on', async () => {
    await bench.restart(daily());
    await bench.store.keepScheduledUntil('news', NOON + 30 * DAY);
    await bench.due();
    await bench.pass(HOUR);
    expect(bench.posts()).toHaveLength(1);
  });

  test('reads the channel that it is about, and posts elsewhere', async () => {
    await bench.restart(
      daily({
        where: { platforms: ['discord'], channels: ['C1'] },
        then: {
          prompt: 'What was decided?',
          read: { since: '1d' },
          to: { platform: 'slack', channel: 'C9' },
        },
      }),
    );
    await bench.due();
    saidIn(bench.discord, { id: 'D1', text: 'We go with the blue one.', sentAt: NOON });
    await bench.pass(HOUR);
    expect(bench.posts(bench.slack)).toHaveLength(1);
    expect(JSON.stringify(bench.openai.requests[0]!.asked!.turns)).toContain('We go with the blue one.');
    expect(bench.discord.lookedBack).toMatchObject([
      { conversation: { channel: 'C1' }, since: NOON - 23 * HOUR },
    ]);
  });
});
