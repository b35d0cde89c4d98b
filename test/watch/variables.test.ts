/** What the variables of a rule stand for when it acts. */
import { describe, expect, test } from 'vitest';
import { channel, edited, NOON, saidIn, useWatch } from './bench.ts';

const bench = useWatch();

const MINUTE = 60_000;
const MORNING = NOON - 5 * 60 * MINUTE;

const saying = (when: object, more: object = {}) => ({
  rules: { told: { when, then: { say: '{date} {time}', to: 'reply' }, ...more } },
});

const reacted = (emoji: string, names?: readonly string[]) => ({
  type: 'reacted' as const,
  eventId: `reacted ${emoji}`,
  emoji,
  names,
  author: { id: 'U2', name: 'Grace', roles: [] },
  conversation: channel(),
  messageId: 'M1',
  at: NOON,
});

describe('the date and the time of day are those', () => {
  test('of the reaction, however old its message is', async () => {
    await bench.restart(saying({ on: 'reaction', emoji: ['🚩'] }));
    saidIn(bench.slack, { id: 'M1', sentAt: MORNING });
    await bench.happen(reacted('🚩'));
    expect(bench.posts()).toEqual(['2026-01-02 14:00']);
  });

  test('of the edit', async () => {
    await bench.restart(saying({ on: 'edit' }));
    const one = saidIn(bench.slack, { id: 'M1', sentAt: MORNING });
    await bench.happen(edited(one, 'something else'));
    expect(bench.posts()).toEqual(['2026-01-02 14:00']);
  });

  test('at which nobody had answered for long enough', async () => {
    await bench.restart(saying({ on: 'unanswered', after: '30m' }));
    await bench.say({ id: 'M1' });
    await bench.pass(45 * MINUTE);
    expect(bench.posts()).toEqual(['2026-01-02 14:30']);
  });

  test('of the last of several messages', async () => {
    await bench.restart(saying({ on: 'message' }, { limits: { debounce: '10m' } }));
    await bench.say({ id: 'M1' });
    await bench.pass(5 * MINUTE);
    await bench.say({ id: 'M2' });
    await bench.pass(10 * MINUTE);
    expect(bench.posts()).toEqual(['2026-01-02 14:05']);
  });
});

test('a reaction that the rule calls by its name on the platform is told as people see it', async () => {
  const when = { on: 'reaction', emoji: [':thumbsup:'] };
  await bench.restart({ rules: { liked: { when, then: { say: '{by}: {emoji}', to: 'reply' } } } });
  saidIn(bench.slack, { id: 'M1' });
  await bench.happen(reacted('👀', [':eyes:']));
  expect(bench.posts()).toEqual([]);
  await bench.happen(reacted('👍', [':+1:', ':thumbsup:']));
  expect(bench.posts()).toEqual(['Grace: 👍']);
});
