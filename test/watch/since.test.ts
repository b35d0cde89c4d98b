/** Since when a rule counts: it never acts on what was said before it was made, whoever made it, and whatever is read of what was missed. */
import { describe, expect, test, vi } from 'vitest';
import type { ChatEvent, Message } from '../../src/chat/index.ts';
import {
  channel,
  DAY,
  edited,
  eventOf,
  HOUR,
  MINUTE,
  NOON,
  saidIn,
  SECOND,
  useWatch,
  type Written,
} from './bench.ts';

const bench = useWatch();

const hello: Written = { when: { on: 'message' }, then: { react: '👀' } };
const changed = (changes: Written): Written => ({ ...hello, ...changes });

/** The bot is away for so long, in milliseconds, and has these rules when it is back. */
async function away(ms: number, rules: Readonly<Record<string, Written>>): Promise<void> {
  vi.setSystemTime(Date.now() + ms);
  await bench.restart({ rules });
}

const said = (id: string, sentAt: number, changes: Partial<Message> = {}): ChatEvent =>
  eventOf(saidIn(bench.slack, { id, sentAt, ...changes }));

/** Something is found when the bot reads what it has missed. */
async function found(...events: readonly ChatEvent[]): Promise<void> {
  for (const event of events) await bench.watch.see(event, bench.slack, { isMissed: true, isAsked: false });
  await bench.due();
}

/** The messages that were reacted to, in their order. */
const acted = () => bench.slack.acts.reactions.map(({ messageId }) => messageId);

const keep = (madeAt: number, rule = hello) =>
  bench.store.keepRule({
    key: 'slack:W1/made',
    definition: JSON.stringify(rule),
    author: { id: 'U7', name: 'Grace', roles: [] },
    conversation: channel(),
    madeAt,
  });

describe('a rule of attache.yaml', () => {
  test('that is new when the bot comes back leaves what was said while it was away', async () => {
    await away(HOUR, { hello });
    await found(said('before', NOON + HOUR - SECOND), said('after', NOON + HOUR));
    expect(acted()).toEqual(['after']);
  });

  test('that was there before acts on it', async () => {
    await bench.restart({ rules: { hello } });
    await away(HOUR, { hello, other: { ...hello, when: { on: 'edit' } } });
    await away(HOUR, { hello });
    await found(said('first', NOON + MINUTE), said('second', NOON + HOUR));
    expect(acted()).toEqual(['first', 'second']);
  });

  test.each([
    ['words to look for', { when: { on: 'message', matches: 'o' } }],
    ['places', { where: { channels: ['C1'] } }],
    ['people', { where: { people: { users: ['U1'] } } }],
  ])('with other %s is a new one', async (_what, changes) => {
    await bench.restart({ rules: { hello } });
    await away(HOUR, { hello: changed(changes) });
    await found(
      said('before', NOON + MINUTE, { text: 'Hello' }),
      said('after', NOON + HOUR, { text: 'Hello' }),
    );
    expect(acted()).toEqual(['after']);
  });

  test.each([
    ['deed', { then: { react: '👋' } }],
    ['purpose', { about: 'Greets people' }],
    ['budget', { limits: { usdPerDay: 1 } }],
    ['order of its keys', { then: hello['then'], when: hello['when'] }],
  ])('with another %s is the same: a restart for that misses nothing', async (_what, changes) => {
    await bench.restart({ rules: { hello } });
    await away(HOUR, { hello: changed(changes) });
    await found(said('before', NOON + MINUTE));
    expect(acted()).toEqual(['before']);
  });

  test('that was gone for a while is a new one', async () => {
    await bench.restart({ rules: { hello } });
    await away(HOUR, {});
    await away(HOUR, { hello });
    await found(said('before', NOON + HOUR + MINUTE), said('after', NOON + 2 * HOUR));
    expect(acted()).toEqual(['after']);
  });

  test.each([
    ['nobody answers', { on: 'unanswered', after: '1m' }, (id: string, at: number) => said(id, at)],
    [
      'was edited',
      { on: 'edit' },
      (id: string, at: number) => {
        const one = saidIn(bench.slack, { id, sentAt: NOON - DAY });
        return {
          ...edited(one, 'Hello!'),
          message: saidIn(bench.slack, { ...one, editedAt: at }),
        } as ChatEvent;
      },
    ],
    [
      'was reacted to',
      { on: 'reaction', emoji: ['👍'] },
      (id: string, at: number): ChatEvent => {
        const { author, conversation } = saidIn(bench.slack, { id, sentAt: NOON - DAY });
        return { type: 'reacted', eventId: id, emoji: '👍', author, conversation, messageId: id, at };
      },
    ],
  ])('for what %s goes by when that happened', async (_what, when, happened) => {
    await away(HOUR, { hello: changed({ when }) });
    await found(happened('before', NOON + HOUR - SECOND), happened('after', NOON + HOUR + SECOND));
    await bench.pass(2 * MINUTE);
    expect(acted()).toEqual(['after']);
  });
});

describe('a rule that is made in a chat', () => {
  test('leaves what was said before, and is only read now', async () => {
    await away(HOUR, {});
    await keep(NOON + 30 * MINUTE);
    await found(said('before', NOON + 29 * MINUTE), said('after', NOON + 31 * MINUTE));
    expect(acted()).toEqual(['after']);
  });

  test('and was resumed leaves what was said while it was paused', async () => {
    await keep(NOON);
    vi.setSystemTime(NOON + 10 * MINUTE);
    await bench.store.pause({ key: 'slack:W1/made', why: 'asked', sentence: '', at: Date.now() });
    await away(10 * MINUTE, {});
    await bench.store.resume('slack:W1/made');
    await found(said('paused', NOON + 15 * MINUTE), said('resumed', NOON + 20 * MINUTE));
    expect(acted()).toEqual(['resumed']);
  });

  test('hears what comes as it is said, though the clock of the platform is behind', async () => {
    await keep(NOON);
    await bench.happen(said('slow', NOON - 40 * SECOND));
    expect(acted()).toEqual(['slow']);
  });

  test('leaves what was said long before, and is delivered late', async () => {
    await keep(NOON);
    await bench.happen(said('late', NOON - 2 * MINUTE));
    expect(acted()).toEqual([]);
  });

  test('by a process whose clock was ahead hears what is said all the same', async () => {
    await keep(NOON + DAY);
    await bench.happen(said('now', NOON));
    expect(acted()).toEqual(['now']);
  });
});

describe('a schedule', () => {
  const news = (changes: Written): Written => ({
    when: { on: 'schedule', cron: '0 15 * * *' },
    then: { say: 'It is {date}, {time}.', to: { platform: 'slack', channel: 'C9' } },
    missed: 'run',
    ...changes,
  });
  /** It comes due once, and the bot is away for days. */
  async function begun(): Promise<void> {
    await bench.restart({ rules: { news: news({}) } });
    await bench.pass(HOUR);
    vi.setSystemTime(NOON + 3 * DAY);
  }

  test('that was changed makes up for nothing that was missed before', async () => {
    await begun();
    await bench.restart({ rules: { news: news({ when: { on: 'schedule', cron: '0 9 * * *' } }) } });
    await bench.due();
    expect(bench.posts()).toEqual(['It is 2026-01-02, 15:00.']);
    await bench.pass(DAY);
    expect(bench.posts().slice(1)).toEqual(['It is 2026-01-06, 09:00.']);
  });

  test('of another time zone is another one', async () => {
    await begun();
    const timeZone = 'Asia/Tokyo';
    await bench.restart({
      rules: { news: news({ when: { on: 'schedule', cron: '0 15 * * *', timeZone } }) },
    });
    await bench.due();
    expect(bench.posts()).toHaveLength(1);
  });

  test('is the same in other words, and makes up for what was missed', async () => {
    await begun();
    const then = { say: 'Hello on {date}.', to: { platform: 'slack', channel: 'C9' } };
    await bench.restart({ rules: { news: news({ then }) } });
    await bench.due();
    expect(bench.posts().slice(1).toSorted()).toEqual(['Hello on 2026-01-03.', 'Hello on 2026-01-04.']);
  });

  test('that was gone for a while begins anew', async () => {
    await begun();
    await bench.restart({ rules: {} });
    vi.setSystemTime(NOON + 5 * DAY);
    await bench.restart({ rules: { news: news({}) } });
    await bench.due();
    expect(bench.posts()).toHaveLength(1);
  });
});
