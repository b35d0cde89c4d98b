/** How much of it a rule does: cooldown, debounce, quiet hours, budgets. */
import { describe, expect, test } from 'vitest';
import { message } from '../support/events.ts';
import {
  channel,
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

const hello = (limits: Written): { readonly rules: { readonly hello: Written } } => ({
  rules: { hello: { when: { on: 'message' }, then: { say: 'Hello, {author}.', to: 'reply' }, limits } },
});
const from = (name: string) => ({ author: { id: name, name, roles: [] } });

describe('a cooldown', () => {
  test('lets a rule act once in a channel, and again when it is over', async () => {
    await bench.restart(hello({ cooldown: '10m' }));
    await bench.say({});
    await bench.say(from('Grace'));
    await bench.say({ conversation: channel({ channel: 'C2' }) });
    expect(bench.posts()).toHaveLength(2);
    await bench.pass(11 * MINUTE);
    await bench.say({});
    expect(bench.posts()).toHaveLength(3);
    expect((await bench.runs('hello')).filter(({ state }) => state === 'declined')).toMatchObject([
      {
        outcome:
          'It had acted in this channel less than 10 minutes before, and waits for so long in between.',
      },
    ]);
  });

  test('for each person, or for the whole rule', async () => {
    await bench.restart(hello({ cooldown: '10m', per: 'person' }));
    for (const name of ['Ada', 'Grace', 'Ada']) await bench.say(from(name));
    expect(bench.posts()).toEqual(['Hello, Ada.', 'Hello, Grace.']);
    await bench.restart(hello({ cooldown: '10m', per: 'rule' }));
    await bench.say({ conversation: channel({ channel: 'C2' }) });
    await bench.say({ conversation: channel({ channel: 'C3' }) });
    expect(bench.posts()).toHaveLength(3);
  });

  test('saves the question of what would be left in any case', async () => {
    await bench.restart({
      rules: {
        hello: {
          when: { on: 'message', question: { ask: 'Is it a greeting?' } },
          then: { react: '👀' },
          limits: { cooldown: '1h' },
        },
      },
    });
    bench.openai.answers(({ turns }) => {
      const [, id] = /<message (\S+)>/.exec(JSON.stringify(turns))!;
      return [JSON.stringify({ answers: [{ id, why: 'it is one', answer: 'yes', confidence: 1 }] })];
    });
    await bench.say({ text: 'hello' });
    await bench.say({ text: 'and hello again' });
    expect(bench.openai.requests.filter(({ endpoint }) => endpoint === 'responses')).toHaveLength(1);
  });

  test('opens no thread, and leaves no reaction, where it says no', async () => {
    await bench.restart({
      rules: {
        hello: {
          when: { on: 'message' },
          then: { say: 'Hi.', to: 'thread', react: '👀' },
          limits: { cooldown: '1h' },
        },
      },
    });
    await bench.say({});
    await bench.say({});
    expect(bench.slack.acts.placed).toHaveLength(1);
    expect(bench.slack.acts.reactions).toHaveLength(1);
  });
});

describe('a debounce', () => {
  const talk = {
    rules: {
      talk: {
        when: { on: 'message' },
        then: { prompt: 'Sum up {count} messages.', to: 'reply' },
        limits: { debounce: '1m' },
      },
    },
  };

  test('has a rule act once on all that was said, when nothing more is', async () => {
    await bench.restart(talk);
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      await bench.say({ text, ...from(`P${index}`) });
      await bench.pass(30 * SECOND);
    }
    expect(bench.openai.requests).toEqual([]);
    await bench.pass(30 * SECOND);
    expect(bench.openai.requests).toHaveLength(1);
    const told = JSON.stringify(bench.openai.requests[0]!.asked!.turns);
    expect(told).toContain('Sum up 3 messages.');
    const lines = told.replaceAll(/<message \w+>/g, '<message>').replaceAll(/<\/message \w+>/g, '</message>');
    for (const [who, at, text] of [
      ['P0', '14:00', 'one'],
      ['P1', '14:00', 'two'],
      ['P2', '14:01', 'three'],
    ])
      expect(lines).toContain(
        JSON.stringify(`> <message>\n> “${who}”, ${at}:\n> ${text}\n> </message>`).slice(1, -1),
      );
    expect(bench.slack.acts.placed).toMatchObject([{ how: 'reply', message: { text: 'three' } }]);
    expect(bench.posts()).toHaveLength(1);
  });

  test('counts each conversation by itself, wherever each message begins a thread of its own', async () => {
    await bench.restart(talk);
    for (const id of ['1', '2'])
      await bench.say({ id, conversation: channel({ kind: 'thread', thread: id }) });
    await bench.say({ conversation: channel({ channel: 'C2' }) });
    await bench.pass(MINUTE);
    expect(bench.posts()).toHaveLength(2);
  });

  test('is not put off for ever', async () => {
    await bench.restart(talk);
    for (let said = 0; said < 21; said += 1) {
      await bench.say({});
      await bench.pass(30 * SECOND);
    }
    expect(bench.posts()).toHaveLength(1);
  });

  test('acts on what a message says by then', async () => {
    await bench.restart({
      rules: { talk: { ...talk.rules.talk, when: { on: 'message', matches: 'help' } } },
    });
    const one = await bench.say({ text: 'help' });
    const two = await bench.say({ text: 'help me' });
    await bench.happen(edited(one, 'never mind'));
    await bench.happen(edited(two, 'help me please'));
    await bench.pass(MINUTE);
    expect(JSON.stringify(bench.openai.requests[0]!.asked!.turns)).toContain('help me please');
    expect(await bench.runs('talk')).toContainEqual(
      expect.objectContaining({
        state: 'declined',
        outcome: expect.stringMatching(/^It was edited, and no longer sets it off/),
      }),
    );
    expect(bench.posts()).toHaveLength(1);
  });

  test('leaves out what was deleted', async () => {
    await bench.restart(talk);
    const one = await bench.say({});
    await bench.happen({
      type: 'deleted',
      eventId: 'gone',
      conversation: one.conversation,
      messageId: one.id,
    });
    await bench.pass(MINUTE);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('talk')).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('quiet hours', () => {
  // It is three in the afternoon in Berlin.
  const quiet = { from: '14:30', to: '17:00', timeZone: 'Europe/Berlin' };

  test('put off what comes in them', async () => {
    await bench.restart(hello({ quiet }));
    await bench.say({});
    expect(bench.posts()).toEqual([]);
    await bench.pass(2 * HOUR - SECOND);
    expect(bench.posts()).toEqual([]);
    await bench.pass(SECOND);
    expect(bench.posts()).toEqual(['Hello, Ada.']);
  });

  test('or leave it, as the rule says', async () => {
    await bench.restart(hello({ quiet: { ...quiet, then: 'skip' } }));
    await bench.say({});
    await bench.pass(3 * HOUR);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('hello')).toMatchObject([{ outcome: 'It came in the quiet hours.' }]);
  });

  test('may go over midnight', async () => {
    await bench.restart(hello({ quiet: { from: '13:00', to: '12:00' } }));
    await bench.say({});
    await bench.pass(21 * HOUR);
    expect(bench.posts()).toEqual([]);
    await bench.pass(HOUR);
    expect(bench.posts()).toHaveLength(1);
  });
});

test('a budget that is used up is no failure: the rule goes on the next day', async () => {
  await bench.restart({
    rules: {
      sums: {
        when: { on: 'message' },
        then: { prompt: 'Sum it up.', to: 'reply' },
        limits: { usdPerDay: 0.08 },
      },
    },
  });
  bench.openai.answers(() => [
    'Long.',
    { end: 'complete', usage: { input: 15_000, cached: 0, output: 500, reasoning: 0 } },
  ]);
  for (let said = 0; said < 6; said += 1) await bench.say({});
  expect(bench.posts()).toHaveLength(1);
  expect((await bench.runs('sums'))[0]).toMatchObject({
    state: 'declined',
    outcome: expect.stringContaining('budget'),
  });
  await bench.pass(24 * HOUR);
  await bench.say({});
  expect(bench.posts()).toHaveLength(2);
});

describe('nobody answered', () => {
  const rules = {
    waiting: {
      when: { on: 'unanswered', after: '30m' },
      then: { prompt: 'Answer it from what was said here.', to: 'reply' },
    },
  };
  const reply = (changes: Parameters<typeof saidIn>[1]) => saidIn(bench.slack, { id: 'R1', ...changes });

  test('for as long as the rule says: then it answers', async () => {
    await bench.restart({ rules });
    await bench.say({ text: 'Does anybody know?' });
    await bench.pass(29 * MINUTE);
    expect(bench.posts()).toEqual([]);
    await bench.pass(MINUTE);
    expect(bench.posts()).toHaveLength(1);
    expect(await bench.runs('waiting')).toMatchObject([
      { state: 'acted', verdict: { reasons: ['Nobody had answered after 30 minutes.'] } },
    ]);
  });

  test.each([
    ['somebody has replied to it', { replyTo: 'M1', ...from('Grace') }, 0],
    [
      'somebody has written in its thread',
      { conversation: channel({ kind: 'thread', thread: 'M1' }), ...from('Grace') },
      0,
    ],
    ['the bot has answered it', { replyTo: 'M1', fromUs: true, fromBot: true }, 0],
    ['its author has added something', { replyTo: 'M1' }, 1],
    ['another bot has answered it', { replyTo: 'M1', fromBot: true, ...from('B1') }, 1],
    ['somebody has said something else', from('Grace'), 1],
  ])('where %s', async (_what, changes, posts) => {
    await bench.restart({ rules });
    await bench.say({ text: 'Does anybody know?' });
    reply({ sentAt: NOON + MINUTE, ...changes });
    await bench.pass(30 * MINUTE);
    expect(bench.posts()).toHaveLength(posts);
  });

  test('counts what was said while the bot was away', async () => {
    await bench.restart({ rules });
    await bench.say({ text: 'Does anybody know?' });
    await bench.restart({ rules });
    reply({ replyTo: 'M1', sentAt: NOON + 20 * MINUTE, ...from('Grace') });
    await bench.pass(2 * HOUR);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('waiting')).toMatchObject([{ outcome: 'Somebody has answered it.' }]);
  });

  /** Messages of others that come after what was said last, a second apart. */
  const chatter = (count: number) => {
    const { discord } = bench;
    const before = discord.said instanceof Error ? [] : discord.said;
    const talk = { conversation: channel({ platform: 'discord' }), text: 'By the way', ...from('Tim') };
    discord.said = [
      ...before,
      ...Array.from({ length: count }, (_, index) =>
        message({ ...talk, id: `T${index}`, sentAt: Date.now() + (index + 1) * SECOND }),
      ),
    ];
  };

  test('finds the answer, however much else was said after that', async () => {
    await bench.restart({ rules });
    const one = await bench.say({ text: 'Does anybody know?' }, bench.discord);
    saidIn(bench.discord, { id: 'R1', replyTo: one.id, sentAt: NOON + SECOND, ...from('Grace') });
    chatter(1_500);
    await bench.pass(30 * MINUTE);
    expect(bench.posts(bench.discord)).toEqual([]);
    expect(await bench.runs('waiting')).toMatchObject([{ outcome: 'Somebody has answered it.' }]);
  });

  test('is not known where all too much was said since: then it says nothing', async () => {
    await bench.restart({
      rules: { waiting: { ...rules.waiting, when: { on: 'unanswered', after: '2h' } } },
    });
    await bench.say({ text: 'Does anybody know?' }, bench.discord);
    chatter(5_000);
    await bench.pass(2 * HOUR);
    expect(bench.posts(bench.discord)).toEqual([]);
    expect(await bench.runs('waiting')).toMatchObject([
      {
        state: 'declined',
        outcome:
          'It may have been answered: at least 5,000 messages were said since, and I look through no more.',
      },
    ]);
  });

  test('of a message that is gone is nothing to be done', async () => {
    await bench.restart({ rules });
    await bench.say({ text: 'Does anybody know?' });
    bench.slack.said = [];
    await bench.pass(30 * MINUTE);
    expect(bench.posts()).toEqual([]);
  });
});

test('what happened long ago is journalled by the clock of the platform', async () => {
  await bench.restart(hello({}));
  await bench.pass(2 * HOUR);
  await bench.happen(eventOf(saidIn(bench.slack, { id: 'M1', sentAt: NOON + HOUR })));
  expect(await bench.runs('hello')).toMatchObject([{ at: NOON + HOUR }]);
});
