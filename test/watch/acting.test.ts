/** What rules do when they are set off: where their answers go, and what the model is told. */
import { describe, expect, test } from 'vitest';
import { channel, edited, eventOf, NOON, saidIn, useWatch } from './bench.ts';
import { saying } from './judging.ts';

const bench = useWatch();

const whenHelp = { on: 'message', matches: 'help' };

describe('a message sets a rule off', () => {
  test('and is answered once, by a model that is told what it says', async () => {
    await bench.restart({
      rules: { helper: { when: whenHelp, then: { prompt: 'Help {author}.', to: 'reply' } } },
    });
    bench.openai.reply('Have you tried turning it off?');
    await bench.say({ text: 'I need help' });
    expect(bench.posts()).toEqual(['Have you tried turning it off?']);
    expect(bench.openai.requests[0]!.asked!.turns.at(-1)!.parts).toMatchObject([
      { text: expect.stringContaining('> I need help') },
    ]);
    expect(await bench.runs('helper')).toMatchObject([{ state: 'acted', outcome: 'The answer is posted.' }]);
  });

  test('and another one does not', async () => {
    await bench.restart({ rules: { helper: { when: whenHelp, then: { react: '👀' } } } });
    await bench.say({ text: 'all is well' });
    expect(await bench.runs('helper')).toEqual([]);
    expect(bench.slack.acts.reactions).toEqual([]);
  });

  test('and gets a reaction, without any model', async () => {
    await bench.restart({ rules: { seen: { when: whenHelp, then: { react: '👀' } } } });
    const { id } = await bench.say({ text: 'help' });
    expect(bench.slack.acts.reactions).toEqual([{ messageId: id, emoji: '👀' }]);
    expect(bench.openai.requests).toEqual([]);
    expect(await bench.runs('seen')).toMatchObject([{ state: 'acted', outcome: 'I reacted with 👀.' }]);
  });

  test('and a sentence is said as it is, with the address of the message, on another platform', async () => {
    await bench.restart({
      rules: {
        alarm: {
          where: { platforms: ['discord'] },
          when: whenHelp,
          then: { say: '{author} asks for help: {link}', to: { platform: 'slack', channel: 'C9' } },
        },
      },
    });
    const one = saidIn(bench.discord, { id: 'D1', text: 'help' });
    const { link: _link, ...bare } = one;
    await bench.happen(eventOf(bare), bench.discord);
    expect(bench.posts(bench.slack)).toEqual(['Ada asks for help: <https://chat.test/C1/D1>']);
    expect(bench.slack.acts.placed).toEqual([{ how: 'post', channel: 'C9', workspace: undefined }]);
    expect(bench.openai.requests).toEqual([]);
  });

  test('and a thread is opened from it, titled with its beginning', async () => {
    await bench.restart({ rules: { helper: { when: whenHelp, then: { say: 'Hello.', to: 'thread' } } } });
    await bench.say({ text: `help\nme ${'please '.repeat(30)}` });
    expect(bench.slack.acts.placed).toMatchObject([
      { how: 'thread', title: expect.stringMatching(/^help me please .{10,70}…$/) },
    ]);
  });

  test('and its author is told in direct messages', async () => {
    await bench.restart({ rules: { helper: { when: whenHelp, then: { say: 'Hello.', to: 'author' } } } });
    await bench.say({ text: 'help' });
    expect(bench.slack.acts.placed).toEqual([{ how: 'direct', user: 'U1', workspace: 'W1' }]);
    expect(bench.posts()).toEqual(['Hello.']);
  });

  test('and nothing is posted where the model has nothing to say', async () => {
    await bench.restart({ rules: { helper: { when: whenHelp, then: { prompt: 'Help.', to: 'reply' } } } });
    bench.openai.reply('NOTHING');
    await bench.say({ text: 'help' });
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('helper')).toMatchObject([
      { state: 'acted', outcome: 'There was nothing to say, and nothing was posted.' },
    ]);
  });

  test('and two rules act on it, each once', async () => {
    await bench.restart({
      rules: {
        one: { when: whenHelp, then: { say: 'One.', to: 'reply' } },
        two: { when: whenHelp, then: { say: 'Two.', to: 'reply', react: '✅' } },
      },
    });
    await bench.say({ text: 'help' });
    expect(bench.posts().toSorted()).toEqual(['One.', 'Two.']);
    expect(bench.slack.acts.reactions).toHaveLength(1);
  });
});

describe('what is read for an answer', () => {
  const rules = {
    helper: { when: whenHelp, then: { prompt: 'Help.', to: 'reply', read: { since: '1h' } } },
  };
  const inThread = channel({ channel: 'C5', thread: 'T5', kind: 'thread' });

  test('of a message in a thread is its channel', async () => {
    await bench.restart({ rules });
    await bench.say({ text: 'help', conversation: inThread });
    expect(bench.slack.lookedBack).toMatchObject([{ conversation: channel({ channel: 'C5' }) }]);
    expect(bench.slack.lookedBack[0]!.conversation).not.toHaveProperty('thread');
  });

  test('of a message in a forum is its post, for a forum has no messages of its own', async () => {
    await bench.restart({ rules });
    bench.slack.acts.forums.add('C5');
    saidIn(bench.slack, { id: 'M0', text: 'It broke.', conversation: inThread, sentAt: NOON - 60_000 });
    await bench.say({ text: 'help', conversation: inThread });
    expect(bench.slack.lookedBack).toMatchObject([{ conversation: inThread }]);
    expect(bench.posts()).toHaveLength(1);
  });
});

describe('what rules never see', () => {
  const everything = { rules: { all: { when: { on: 'message' }, then: { react: '👀' } } } };

  test.each([
    ['direct messages', { conversation: channel({ kind: 'dm' }) }],
    ['what the bot has said itself', { fromUs: true, fromBot: true }],
    ['other bots that are not named', { fromBot: true }],
  ])('%s', async (_what, changes) => {
    await bench.restart(everything);
    await bench.say(changes);
    expect(await bench.runs('all')).toEqual([]);
  });
});

test('who asks the bot itself gets one answer, and not a second one of a rule', async () => {
  await bench.restart({
    rules: {
      helper: { when: whenHelp, then: { say: 'From the rule.', to: 'thread' } },
      seen: { when: whenHelp, then: { react: '👀' } },
    },
  });
  bench.openai.reply('From me.');
  await bench.say({ text: 'help', mentionsUs: true });
  expect(bench.posts()).toEqual(['From me.']);
  expect(bench.slack.acts.reactions).toHaveLength(1);
  expect(await bench.runs('helper')).toMatchObject([
    { state: 'declined', outcome: 'I was asked by this message myself, and answer it.' },
  ]);
});

describe('a question', () => {
  const rule = {
    when: { on: 'message', question: { ask: 'Does somebody ask for help?', confidence: 0.8 } },
    then: { say: 'Hello.', to: 'reply' },
  };
  /** The model says this of every message. */
  const judged = (answer: 'yes' | 'no', confidence: number) =>
    bench.openai.answers((asked) => [saying(asked, () => ({ why: 'it says so', answer, confidence }))]);

  test('that is answered with yes lets the rule act, and is told of', async () => {
    await bench.restart({ rules: { helper: rule } });
    judged('yes', 0.9);
    await bench.say({ text: 'how do I do this?' });
    expect(bench.posts()).toEqual(['Hello.']);
    expect(await bench.runs('helper')).toMatchObject([
      { verdict: { reasons: ['Yes, sure to 90 %: it says so'], confidence: 0.9, isWanted: true } },
    ]);
  });

  test.each([
    ['no', 0.9, 'No: it says so'],
    ['yes', 0.5, 'That is less sure than the 80 % it needs.'],
  ] as const)('that is answered with %s (%d) does not', async (answer, confidence, why) => {
    await bench.restart({ rules: { helper: rule } });
    judged(answer, confidence);
    await bench.say({ text: 'how do I do this?' });
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('helper')).toMatchObject([{ state: 'declined', outcome: why }]);
  });

  test('is asked once about all messages of a batch window', async () => {
    await bench.restart({ rules: { helper: { ...rule, limits: { batch: '1m' } } } });
    judged('yes', 0.9);
    await bench.say({ text: 'one?' });
    await bench.pass(20_000);
    await bench.say({ text: 'two?' });
    expect(bench.openai.requests).toEqual([]);
    await bench.pass(40_000);
    expect(bench.openai.requests).toHaveLength(1);
    expect(bench.posts()).toHaveLength(2);
  });

  test('is never asked where a pattern already says no', async () => {
    await bench.restart({ rules: { helper: { ...rule, when: { ...rule.when, matches: 'invoice' } } } });
    await bench.say({ text: 'hello' });
    expect(bench.openai.requests).toEqual([]);
  });
});

describe('an edit', () => {
  test('sets off rules for edits, each change once', async () => {
    await bench.restart({
      rules: { edits: { when: { on: 'edit' }, then: { say: 'Changed.', to: 'reply' } } },
    });
    const one = saidIn(bench.slack, { id: 'M1' });
    const change = edited(one, 'something else');
    await bench.happen(change);
    await bench.happen(change);
    expect(bench.posts()).toEqual(['Changed.']);
  });

  test('that its author did not make sets nothing off', async () => {
    await bench.restart({
      rules: { edits: { when: { on: 'edit' }, then: { say: 'Changed.', to: 'reply' } } },
    });
    const one = saidIn(bench.slack, { id: 'M1' });
    await bench.happen({ type: 'edited', eventId: 'preview', message: one });
    expect(bench.posts()).toEqual([]);
  });
});

describe('a reaction', () => {
  const rules = {
    flagged: {
      when: { on: 'reaction', emoji: ['🚩'], matches: 'spam' },
      then: { say: '{by} flagged a message of {author}.', to: { platform: 'slack', channel: 'C9' } },
    },
  };
  const reacted = (messageId: string, emoji = '🚩', user = 'U2') => ({
    type: 'reacted' as const,
    eventId: `${messageId} ${emoji} ${user}`,
    emoji,
    author: { id: user, name: 'Grace', roles: [] },
    conversation: channel(),
    messageId,
    at: NOON,
  });

  test('sets a rule off by the message it is on, which is read then', async () => {
    await bench.restart({ rules });
    saidIn(bench.slack, { id: 'M1', text: 'buy spam' });
    await bench.happen(reacted('M1'));
    await bench.happen(reacted('M1'));
    expect(bench.posts()).toEqual(['Grace flagged a message of Ada.']);
  });

  test.each([
    ['another emoji', 'M1', '👍', []],
    ['a message that says something else', 'M2', '🚩', ['declined']],
    ['a message that is gone', 'M3', '🚩', ['declined']],
    ['a message of the bot', 'M4', '🚩', ['declined']],
  ])('with %s does not', async (_what, id, emoji, states) => {
    await bench.restart({ rules });
    saidIn(bench.slack, { id: 'M1', text: 'buy spam' });
    saidIn(bench.slack, { id: 'M2', text: 'hello' });
    saidIn(bench.slack, { id: 'M4', text: 'spam', fromUs: true, fromBot: true });
    await bench.happen(reacted(id, emoji));
    expect(bench.posts()).toEqual([]);
    expect((await bench.runs('flagged')).map(({ state }) => state)).toEqual(states);
  });
});

test('data of a shape is made of the message', async () => {
  const schema = {
    type: 'object',
    properties: { sum: { type: 'number' } },
    required: ['sum'],
    additionalProperties: false,
  };
  await bench.restart({
    schemas: { invoice: schema },
    rules: {
      invoices: {
        when: { on: 'message', matches: 'invoice' },
        then: { prompt: 'Read it.', schema: 'invoice', to: 'reply' },
      },
    },
  });
  bench.openai.reply('{"sum": 12}');
  await bench.say({ text: 'the invoice is over 12 €' });
  expect(bench.posts()).toEqual([expect.stringContaining('"sum": 12')]);
});

describe('a rule that is paused while it is being answered', () => {
  test('posts nothing any more, and the journal says why', async () => {
    await bench.restart({
      rules: { sums: { when: whenHelp, then: { prompt: 'Sum it up.', to: 'reply' } } },
    });
    const released = Promise.withResolvers<void>();
    bench.openai.fail({ stall: released.promise });
    await bench.slack.deliver(eventOf(saidIn(bench.slack, { id: 'M1', text: 'help' })));
    const doing = bench.due();
    await bench.openai.until(({ endpoint }) => endpoint === 'responses');
    await bench.store.pause({ key: 'sums', why: 'asked', sentence: 'Grace paused it.', at: Date.now() });
    released.resolve();
    await doing;
    await bench.due();
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('sums')).toMatchObject([{ state: 'cancelled' }]);
  });
});
