/** Rules in unusual company: limits that meet, rules that are changed while something waits, and what happened while nobody listened. */
import { describe, expect, test, vi } from 'vitest';
import { quietUntil } from '../../src/watch/deciding/quiet.ts';
import { DAY, edited, eventOf, HOUR, MINUTE, NOON, saidIn, SECOND, useWatch, type Written } from './bench.ts';

const bench = useWatch();

const toC9 = { platform: 'slack', channel: 'C9' };
const everyHour = (changes: Written): Written => ({
  when: { on: 'schedule', cron: '0 * * * *' },
  then: { say: 'It is {time}.', to: toC9 },
  ...changes,
});

describe('a schedule', () => {
  test('in quiet hours acts once when they are over', async () => {
    await bench.restart({
      rules: { news: everyHour({ limits: { quiet: { from: '15:00', to: '18:30' } } }) },
    });
    await bench.due();
    for (let hour = 0; hour < 4; hour += 1) await bench.pass(HOUR);
    expect(bench.posts()).toEqual([]);
    await bench.pass(30 * MINUTE);
    expect(bench.posts()).toEqual(['It is 18:00.']);
    expect((await bench.runs('news')).at(-1)).toMatchObject({
      state: 'declined',
      outcome: 'It came in the quiet hours, and comes again until they are over.',
    });
  });

  test('that comes just when they are over acts then, and once', async () => {
    await bench.restart({
      rules: { news: everyHour({ limits: { quiet: { from: '15:00', to: '17:00' } } }) },
    });
    await bench.due();
    for (let hour = 0; hour < 3; hour += 1) await bench.pass(HOUR);
    expect(bench.posts()).toEqual(['It is 17:00.']);
  });

  test('that is none any more leaves what waits of it, and breaks nothing', async () => {
    await bench.restart({
      rules: { news: everyHour({ limits: { quiet: { from: '14:30', to: '15:30' } } }) },
    });
    await bench.due();
    await bench.pass(HOUR);
    await bench.restart({ rules: { news: { when: { on: 'message' }, then: { say: 'Hi.', to: 'reply' } } } });
    await bench.pass(HOUR);
    expect(await bench.store.pauses()).toEqual([]);
    expect(await bench.runs('news')).toMatchObject([{ outcome: 'The rule has no schedule any more.' }]);
  });

  test('whose answers take longer than the time between two waits for no more than ten of them', async () => {
    const released = Promise.withResolvers<void>();
    bench.openai.fail({ stall: released.promise });
    await bench.restart({
      rules: { news: { when: { on: 'schedule', cron: '* * * * *' }, then: { prompt: 'News?', to: toC9 } } },
    });
    await bench.watch.runDue(Date.now(), [bench.slack, bench.discord]);
    for (let minute = 0; minute < 14; minute += 1) {
      vi.setSystemTime(Date.now() + MINUTE);
      await bench.watch.runDue(Date.now(), [bench.slack, bench.discord]);
    }
    const runs = await bench.runs('news');
    expect(runs.filter(({ state }) => state === 'asking')).toHaveLength(10);
    expect(runs[0]).toMatchObject({ outcome: 'The answers of the last 10 times are still to come.' });
    released.resolve();
  });

  test('of twenty rules is looked after in no time, after a day as after a month', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `news-${index}`);
    await bench.restart({
      rules: Object.fromEntries(names.map((name) => [name, everyHour({ missed: 'skip' })])),
    });
    await bench.due();
    vi.setSystemTime(Date.now() + 30 * DAY + HOUR / 2);
    const begun = performance.now();
    await bench.due();
    // A tenth of it: to look for a thousand times ahead took seconds.
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe('quiet hours', () => {
  const quiet = { from: '22:00', to: '02:30', then: 'wait', timeZone: 'Europe/Berlin' } as const;

  test.each([
    ['on a usual night', '2026-06-28T21:10:20Z', '2026-06-29T00:30:00.000Z'],
    ['over a night on which clocks are put forward', '2026-03-28T22:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['over a night on which they are put back', '2026-10-24T21:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['in the hour that comes twice', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00.000Z'],
  ])('end when the clock says so, %s', (_what, now, end) => {
    expect(new Date(quietUntil(quiet, Date.parse(now), 'UTC')!).toISOString()).toBe(end);
  });
});

describe('a message that nobody answers', () => {
  const waiting = (changes: Written): { readonly rules: { readonly waiting: Written } } => ({
    rules: {
      waiting: {
        when: { on: 'unanswered', after: '30m' },
        then: { say: 'Nobody has answered {count}.', to: 'reply' },
        ...changes,
      },
    },
  });

  test('and that was missed a moment ago is waited for all the same', async () => {
    await bench.restart(waiting({ missed: 'digest' }));
    await bench.pass(2 * MINUTE);
    const one = saidIn(bench.slack, { id: 'M1', sentAt: Date.now() - MINUTE });
    await bench.watch.see(eventOf(one), bench.slack, { isMissed: true, isAsked: false });
    await bench.pass(2 * MINUTE);
    expect(bench.posts()).toEqual([]);
    await bench.pass(28 * MINUTE);
    expect(bench.posts()).toEqual(['Nobody has answered 1.']);
  });

  test('is not counted before its time, with however many others it is gathered', async () => {
    await bench.restart(waiting({ limits: { debounce: '1m' } }));
    for (let minute = 0; minute < 40; minute += 1) {
      await bench.say({});
      await bench.pass(MINUTE);
    }
    const early = (await bench.runs('waiting')).filter(
      ({ state, at, endedAt }) => state === 'acted' && endedAt! - at < 30 * MINUTE,
    );
    expect(bench.posts()).not.toEqual([]);
    expect(early).toEqual([]);
  });

  test.each([
    ['1m', '1 minute'],
    ['90s', '90 seconds'],
    ['2h', '2 hours'],
  ])('for %s is told of as for %s', async (after, words) => {
    await bench.restart(waiting({ when: { on: 'unanswered', after } }));
    await bench.say({});
    await bench.pass(2 * HOUR);
    expect((await bench.runs('waiting'))[0]!.verdict!.reasons).toEqual([
      `Nobody had answered after ${words}.`,
    ]);
  });
});

describe('an edit', () => {
  const changes = {
    rules: {
      changes: {
        when: { on: 'edit' },
        then: { say: 'It says now: {text}', to: 'reply' },
        limits: { quiet: { from: '13:30', to: '15:00' } },
      },
    },
  };

  test('that is followed by another one while it waits is left to that', async () => {
    await bench.restart(changes);
    const one = saidIn(bench.slack, { id: 'M1', text: 'one' });
    for (const text of ['two', 'three']) {
      const change = edited(one, text);
      if ('message' in change) saidIn(bench.slack, change.message);
      await bench.happen(change);
    }
    await bench.pass(HOUR);
    expect(bench.posts()).toEqual(['It says now: three']);
  });

  test('that only adds a preview does not have anybody begin anew', async () => {
    await bench.restart({
      rules: { seen: { when: { on: 'message' }, then: { react: '👀' }, limits: { debounce: '1m' } } },
    });
    const one = await bench.say({ text: 'https://a.example' });
    const [taken] = await bench.store.takeRuns({ now: NOON + HOUR, most: 1 });
    await bench.watch.see(
      { type: 'edited', eventId: 'preview', message: { ...one, link: 'x' } },
      bench.slack,
      {
        isMissed: false,
        isAsked: false,
      },
    );
    await bench.store.endRuns([taken!.id], 'declined', 'It was still held.');
    expect(await bench.runs('seen')).toMatchObject([{ outcome: 'It was still held.' }]);
  });
});

describe('what waits while nobody listens', () => {
  const hello = {
    rules: {
      hello: {
        when: { on: 'message', matches: 'help' },
        then: { say: '{text}', to: 'reply' },
        limits: { quiet: { from: '13:30', to: '15:00' } },
      },
    },
  };

  test('and is deleted meanwhile is left', async () => {
    await bench.restart(hello);
    await bench.say({ text: 'help' });
    bench.slack.said = [];
    await bench.pass(HOUR);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('hello')).toMatchObject([{ state: 'declined', outcome: 'The message is gone.' }]);
  });

  test('and is edited meanwhile is about what it says now', async () => {
    await bench.restart(hello);
    const one = await bench.say({ text: 'help' });
    saidIn(bench.slack, { ...one, text: 'help me', editedAt: NOON + SECOND });
    await bench.pass(HOUR);
    expect(bench.posts()).toEqual(['help me']);
  });
});
