/** What is acted on together, and what of it is left out: by its place, by who wrote it, by cooldowns, and by what is deleted. */
import { describe, expect, test } from 'vitest';
import { type Conversation, type Message, RateLimited } from '../../src/chat/index.ts';
import type { AskedModel } from '../loopback/openai/index.ts';
import {
  channel,
  DAY,
  edited,
  eventOf,
  HOUR,
  MINUTE,
  saidIn,
  SECOND,
  useWatch,
  type Written,
} from './bench.ts';
import { saying } from './judging.ts';

const bench = useWatch();
const from = (name: string) => ({ author: { id: name, name, roles: [] } });
const toC9 = { platform: 'slack', channel: 'C9' };

const hello = (limits: Written, then: Written = {}): { readonly rules: { readonly hello: Written } } => ({
  rules: {
    hello: {
      when: { on: 'message' },
      then: { say: 'Hello, {count}.', to: 'reply', ...then },
      limits: { debounce: '1m', ...limits },
    },
  },
});

/** Somebody deletes a message, and everything follows from it that is due at once. */
const deleted = ({ id, conversation }: Message) => ({
  type: 'deleted' as const,
  eventId: `deleted-${id}`,
  conversation,
  messageId: id,
});

/** All that a model was shown so far, each time. */
const shown = (): readonly string[] => bench.openai.requests.map(({ asked }) => JSON.stringify(asked?.turns));

describe('reactions', () => {
  const seen = (then: Written = {}): { readonly rules: { readonly seen: Written } } => ({
    rules: {
      seen: {
        when: { on: 'reaction', emoji: ['👀'] },
        then: { say: 'Seen {count}.', to: 'reply', ...then },
        limits: { debounce: '1m' },
      },
    },
  });
  const react = (messageId: string, conversation: Conversation, user = 'U2') =>
    bench.happen(
      {
        type: 'reacted',
        eventId: `${messageId} ${user}`,
        emoji: '👀',
        author: { id: user, name: user, roles: [] },
        conversation,
        messageId,
        at: Date.now(),
      },
      conversation.platform === 'discord' ? bench.discord : bench.slack,
    );
  /** On Slack every message is where its thread would be. */
  const inThread = (thread: string) => channel({ kind: 'thread', thread });

  test('on messages of a Slack channel are acted on once together, as those of a Discord channel are', async () => {
    await bench.restart(seen());
    const onDiscord = channel({ platform: 'discord' });
    for (const id of ['1', '2', '3']) {
      saidIn(bench.slack, { id, conversation: inThread(id) });
      saidIn(bench.discord, { id, conversation: onDiscord });
      await react(id, inThread(id));
      await react(id, onDiscord);
    }
    await bench.pass(MINUTE);
    expect(bench.posts(bench.slack)).toEqual(['Seen 3.']);
    expect(bench.posts(bench.discord)).toEqual(['Seen 3.']);
  });

  test('on messages of a thread belong to that, though Slack does not say so', async () => {
    await bench.restart(seen());
    for (const [id, thread] of [
      ['1', '1'],
      ['2', '1'],
      ['3', '1'],
      ['4', '4'],
    ] as const) {
      saidIn(bench.slack, { id, conversation: inThread(thread) });
      await react(id, inThread(id));
    }
    await bench.pass(MINUTE);
    // Those on 1 and 4 are on messages of the channel, those on 2 and 3 on answers to the first.
    expect(bench.posts()).toEqual(['Seen 2.', 'Seen 2.']);
    expect(bench.slack.acts.placed).toMatchObject([{ message: { id: '4' } }, { message: { id: '3' } }]);
  });

  test('are counted by messages, whoever reacts', async () => {
    await bench.restart(seen());
    saidIn(bench.slack, { id: '1', conversation: inThread('1') });
    for (const user of ['U2', 'U3']) await react('1', inThread('1'), user);
    await bench.pass(MINUTE);
    expect(bench.posts()).toEqual(['Seen 1.']);
  });

  test('tell whoever wrote the messages of nothing that others wrote, and once of all their own', async () => {
    await bench.restart(seen({ say: undefined, prompt: 'What is it about?', to: 'author' }));
    for (const [id, name, user] of [
      ['1', 'Ada', 'U2'],
      ['2', 'Grace', 'U2'],
      ['3', 'Ada', 'U3'],
    ] as const) {
      saidIn(bench.slack, { id, conversation: inThread(id), text: `Words of ${name}`, ...from(name) });
      await react(id, inThread(id), user);
    }
    await bench.pass(MINUTE);
    expect(bench.slack.acts.placed).toMatchObject([{ user: 'Ada' }, { user: 'Grace' }]);
    expect(shown().map((told) => [told.includes('Words of Ada'), told.includes('Words of Grace')])).toEqual([
      [true, false],
      [false, true],
    ]);
  });
});

describe('a cooldown for each person', () => {
  const perPerson = { cooldown: '1h', per: 'person' };

  test('begins for everybody whose messages were acted on', async () => {
    await bench.restart(hello(perPerson));
    for (const name of ['Ada', 'Grace']) await bench.say(from(name));
    await bench.pass(MINUTE);
    for (const name of ['Grace', 'Ada']) {
      await bench.say(from(name));
      await bench.pass(MINUTE);
    }
    expect(bench.posts()).toEqual(['Hello, 2.']);
    await bench.pass(HOUR);
    await bench.say(from('Grace'));
    await bench.pass(MINUTE);
    expect(bench.posts()).toEqual(['Hello, 2.', 'Hello, 1.']);
  });

  test('leaves out those for whom it is not over, and acts on the others', async () => {
    await bench.restart(hello(perPerson));
    await bench.say(from('Ada'));
    await bench.pass(MINUTE);
    for (const name of ['Ada', 'Grace', 'Tim']) await bench.say(from(name));
    await bench.pass(MINUTE);
    expect(bench.posts()).toEqual(['Hello, 1.', 'Hello, 2.']);
    expect((await bench.runs('hello')).filter(({ state }) => state === 'declined')).toMatchObject([
      { outcome: expect.stringContaining('for this person') },
    ]);
  });

  test('leaves out those for whom it has begun in this moment', async () => {
    // In both channels at once: what is acted on first is what the other is left for.
    await bench.restart(hello(perPerson));
    for (const place of ['C1', 'C2'])
      for (const name of place === 'C1' ? ['Ada'] : ['Ada', 'Grace'])
        await bench.say({ conversation: channel({ channel: place }), ...from(name) });
    await bench.pass(2 * MINUTE);
    expect(bench.posts()).toEqual(['Hello, 1.', 'Hello, 1.']);
    expect(await bench.runs('hello')).toMatchObject([
      { state: 'acted' },
      { state: 'declined' },
      { state: 'acted' },
    ]);
  });
});

test('a cooldown does not keep a rule from what it had begun to do before it failed', async () => {
  await bench.restart(hello({ cooldown: '1h' }));
  for (const name of ['Ada', 'Grace']) await bench.say(from(name));
  bench.slack.acts.refusal = new RateLimited(SECOND);
  await bench.pass(MINUTE);
  expect(bench.posts()).toEqual([]);
  await bench.pass(MINUTE);
  expect(bench.posts()).toEqual(['Hello, 2.']);
});

test('of several messages, one that is gone by the time that its address is needed is left out', async () => {
  await bench.restart(hello({}, { to: toC9 }));
  for (const id of ['1', '2', '3']) await bench.happen(eventOf(saidIn(bench.slack, { id, link: undefined })));
  const { said } = bench.slack;
  bench.slack.said = (said as readonly Message[]).filter(({ id }) => id !== '3');
  await bench.pass(MINUTE);
  expect(bench.posts()).toEqual(['Hello, 2.']);
});

describe('one of several messages that is deleted while they are answered', () => {
  const sums = (changes: Written = {}): { readonly rules: { readonly sums: Written } } => ({
    rules: {
      sums: {
        when: { on: 'message' },
        then: { prompt: 'Sum up {count} messages.', to: toC9 },
        limits: { debounce: '1m', cooldown: '1h' },
        ...changes,
      },
    },
  });

  /** The model does not answer what it is asked first until this is called; then something happens. */
  async function whileAnswered(happens: () => Promise<void>): Promise<void> {
    const released = Promise.withResolvers<void>();
    bench.openai.fail({ stall: released.promise });
    const over = bench.pass(MINUTE);
    await bench.openai.until(({ endpoint }) => endpoint === 'responses');
    await happens();
    released.resolve();
    await over;
    await bench.due();
  }

  test.each([0, 1, 2])('leaves the others, which are answered without it (%i)', async (index) => {
    await bench.restart(sums());
    const said: Message[] = [];
    for (const text of ['apples', 'pears', 'plums']) said.push(await bench.say({ text }));
    const gone = said[index]!;
    await whileAnswered(() => bench.slack.deliver(deleted(gone)));
    expect(bench.posts()).toHaveLength(1);
    const [first, second, ...more] = shown();
    expect(more).toEqual([]);
    expect(first).toContain('Sum up 3 messages.');
    expect(second).toContain('Sum up 2 messages.');
    for (const { text } of said) expect(second!.includes(text)).toBe(text !== gone.text);
    expect((await bench.runs('sums')).map(({ state, outcome }) => [state, outcome]).toSorted()).toEqual([
      ['acted', 'The answer is posted.'],
      ['acted', 'The answer is posted.'],
      ['cancelled', 'The message is gone.'],
    ]);
  });

  test('also where all were missed and told of in a digest', async () => {
    await bench.restart(sums({ missed: 'digest', limits: {} }));
    const said = ['apples', 'pears'].map((text, index) => saidIn(bench.slack, { id: `M${index}`, text }));
    for (const one of said)
      await bench.watch.see(eventOf(one), bench.slack, { isMissed: true, isAsked: false });
    await whileAnswered(() => bench.slack.deliver(deleted(said[0]!)));
    expect(bench.posts()).toHaveLength(1);
    expect(shown().at(-1)).toContain('pears');
    expect(shown().at(-1)).not.toContain('apples');
  });

  test('leaves the others as they are by then', async () => {
    await bench.restart(sums());
    const said: Message[] = [];
    for (const text of ['apples', 'pears', 'plums']) said.push(await bench.say({ text }));
    await whileAnswered(async () => {
      await bench.slack.deliver(edited(said[1]!, 'cherries'));
      await bench.slack.deliver(deleted(said[0]!));
    });
    expect(shown().at(-1)).toContain('cherries');
    expect(shown().at(-1)).not.toContain('pears');
  });

  test('keeps what comes meanwhile waiting for its own time', async () => {
    await bench.restart(sums({ limits: { debounce: '1m' } }));
    const said: Message[] = [];
    for (const text of ['apples', 'pears']) said.push(await bench.say({ text }));
    await whileAnswered(async () => {
      await bench.slack.deliver(eventOf(saidIn(bench.slack, { id: 'M9', text: 'cherries' })));
      await bench.slack.deliver(deleted(said[0]!));
    });
    expect(shown().at(-1)).not.toContain('cherries');
    await bench.pass(MINUTE);
    expect(bench.posts()).toHaveLength(2);
    expect(shown().at(-1)).toContain('cherries');
  });

  test('is not answered by a process either that has not heard of it', async () => {
    await bench.restart({
      ...sums(),
      through: (store) => ({
        ...store,
        hear: (heard) => store.hear((news) => (news.type === 'stop' ? undefined : heard(news))),
      }),
    });
    bench.openai.answers(({ turns }) => [JSON.stringify(turns).includes('apples') ? 'Apples.' : 'Pears.']);
    const said: Message[] = [];
    for (const text of ['apples', 'pears']) said.push(await bench.say({ text }));
    await whileAnswered(() => bench.slack.deliver(deleted(said[0]!)));
    expect(bench.posts()).toEqual(['Pears.']);
    expect((await bench.runs('sums')).map(({ state }) => state).toSorted()).toEqual(['acted', 'cancelled']);
  });

  test('stops the answer where it was the last', async () => {
    await bench.restart(sums());
    const said: Message[] = [];
    for (const text of ['apples', 'pears']) said.push(await bench.say({ text }));
    await whileAnswered(async () => {
      for (const one of said) await bench.slack.deliver(deleted(one));
    });
    await bench.pass(DAY);
    expect(bench.posts()).toEqual([]);
    expect(await bench.runs('sums')).toMatchObject([{ state: 'cancelled' }, { state: 'cancelled' }]);
  });

  test('is asked about once by the question of a rule, and so are the others', async () => {
    await bench.restart(sums({ when: { on: 'message', question: { ask: 'Is it about fruit?' } } }));
    const released = Promise.withResolvers<void>();
    bench.openai.answers((asked) =>
      asked.format
        ? [saying(asked, () => ({ answer: 'yes', confidence: 1 }))]
        : [{ wait: released.promise }, 'Fruit.'],
    );
    const said: Message[] = [];
    for (const text of ['apples', 'pears', 'plums']) said.push(await bench.say({ text }));
    const over = bench.pass(MINUTE);
    const isAnswered = ({ asked }: { readonly asked: AskedModel | undefined }) => !asked?.format;
    await bench.openai.until(isAnswered);
    await bench.slack.deliver(deleted(said[0]!));
    released.resolve();
    await over;
    await bench.due();
    expect(bench.openai.requests.map(isAnswered)).toEqual([false, true, true]);
    expect(bench.posts()).toEqual(['Fruit.']);
  });
});
