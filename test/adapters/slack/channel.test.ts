/** A look back at a channel: what people said there, newest first, page by page, as far as one asks and may read. */
import { describe, expect, test } from 'vitest';
import type { ChannelRange, Conversation, Message } from '../../../src/chat/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { asked, connect, NEVER, type Scene, view } from './harness.ts';

const MINUTE = 60_000;

/** A workspace whose clock is turned by hand, and a channel in it. The bot hears nothing: it is to read. */
async function start(options: LoopbackSlackOptions = {}) {
  let now = Date.UTC(2026, 10, 20, 9);
  const scene = await connect({ slack: { events: [], now: () => now, ...options } });
  const { slack } = scene;
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const later = (ms = MINUTE) => (now += ms);
  /** Says something, a minute after the last thing. */
  const say = (text: string, more: Partial<Parameters<typeof slack.say>[0]> = {}) => {
    const { ts } = slack.say({ user: ann.id, channel: general.id, text, ...more });
    later();
    return ts;
  };
  const talk = (count: number) => Array.from({ length: count }, (_, i) => say(String(i + 1)));
  const range = (more: Partial<ChannelRange> = {}): ChannelRange => ({
    conversation: { platform: 'slack', workspace: slack.team, channel: general.id, kind: 'channel' },
    until: now,
    limit: 100_000,
    ...more,
  });
  const calls = (method = 'conversations.history') => slack.calls.filter((call) => call.method === method);
  return { ...scene, ann, general, say, talk, range, calls, later };
}

const pagesOf = ({ adapter }: Scene, range: ChannelRange): Promise<(readonly Message[])[]> =>
  Array.fromAsync(adapter.channel(range, NEVER));
const textsOf = async (scene: Scene, range: ChannelRange): Promise<readonly string[]> =>
  (await pagesOf(scene, range)).flat().map(({ text }) => text);

const from = (newest: number, oldest: number): readonly string[] =>
  Array.from({ length: newest - oldest + 1 }, (_, i) => String(newest - i));
const at = (ts: string): number => Number(ts) * 1000;

test('1,200 messages come in two pages, the newest first, each with where it stands', async () => {
  const scene = await start();
  const said = scene.talk(1200);

  const pages = await pagesOf(scene, scene.range());

  expect(pages.map((page) => page.length)).toEqual([999, 201]);
  expect(pages.flat().map(({ text }) => text)).toEqual(from(1200, 1));
  expect(pages[0]?.[0]).toMatchObject({
    author: { name: 'Ann' },
    link: `${scene.slack.origin}/archives/${scene.general.id}/p${said.at(-1)!.replace('.', '')}`,
    sentAt: at(said.at(-1)!),
    fromUs: false,
  });
});

describe('how far back it goes', () => {
  test('is to the message, both ways: what was said at the end is out, what was said at the beginning is in', async () => {
    const scene = await start();
    const said = scene.talk(300);
    const range = scene.range({ since: at(said[49]!), until: at(said[249]!) });
    expect(await textsOf(scene, range)).toEqual(from(249, 50));
  });

  test('is to the message where so many are asked for, in one call for no more than is needed', async () => {
    const scene = await start();
    scene.talk(300);
    expect(await textsOf(scene, scene.range({ limit: 150 }))).toEqual(from(300, 151));
    expect(await textsOf(scene, scene.range({ limit: 1 }))).toEqual(['300']);
    expect(scene.calls().map(({ args }) => args['limit'])).toEqual(['150', '100']);
  });

  test('is nowhere where nothing was said since', async () => {
    const scene = await start();
    const [, , last] = scene.talk(3);
    expect(await pagesOf(scene, scene.range({ since: at(last!) + 1 }))).toEqual([]);
  });
});

describe('what was said', () => {
  test('is what people, other apps and we have written, files and names of the mentioned included', async () => {
    const scene = await start();
    const { slack, general, say } = scene;
    const bea = slack.user('Bea');
    say('', { files: [{ name: 'heron.png', mimetype: 'image/png', bytes: Buffer.from('a picture') }] });
    say('Ann has joined', { subtype: 'channel_join' });
    say('It is a *heron*.', { user: slack.botUserId, asBot: true });
    say(`<@${bea.id}> look`);
    say('Rain', { asBot: true, user: slack.user('Weather').id });
    say('Here is what I saw', {
      user: slack.botUserId,
      asBot: true,
      files: [{ name: 'frames.png', mimetype: 'image/png', bytes: Buffer.from('frames') }],
    });

    expect((await pagesOf(scene, scene.range())).flat()).toMatchObject([
      { text: 'Rain', fromBot: true, fromUs: false },
      { text: '@Bea look', author: { name: 'Ann' } },
      { text: 'It is a **heron**.', fromUs: true },
      { text: '', attachments: [{ name: 'heron.png' }], conversation: { channel: general.id } },
    ]);
  });

  test('has the replies of threads above their first message, each with a link into its thread', async () => {
    const scene = await start();
    const { say, general, slack, calls } = scene;
    const thread = say('who comes?');
    const first = say('I do', { thread });
    say('bread is out');
    say('me too', { thread });
    say('we are two', { thread, subtype: 'thread_broadcast' });

    const messages = (await pagesOf(scene, scene.range())).flat();

    expect(messages.map(({ text }) => text)).toEqual([
      'we are two',
      'bread is out',
      'me too',
      'I do',
      'who comes?',
    ]);
    expect(messages[3]).toMatchObject({
      replyTo: thread,
      link: `${slack.origin}/archives/${general.id}/p${first.replace('.', '')}?thread_ts=${thread}&cid=${general.id}`,
    });
    expect(calls('conversations.replies')).toHaveLength(1);
  });

  test('has the replies of the forty newest threads, for each is a call', async () => {
    const scene = await start();
    for (let i = 1; i <= 45; i++) scene.say(`reply ${i}`, { thread: scene.say(`root ${i}`) });

    const texts = await textsOf(scene, scene.range());

    expect(texts.filter((text) => text.startsWith('reply'))).toEqual(
      Array.from({ length: 40 }, (_, i) => `reply ${45 - i}`),
    );
    expect(texts.filter((text) => text.startsWith('root'))).toHaveLength(45);
  });

  test('goes on without replies where Slack asks for a pause, and has none from outside of the time', async () => {
    const scene = await start();
    const { say, slack, calls } = scene;
    const thread = say('one');
    say('early reply', { thread });
    const since = at(say('two'));
    const late = say('three');
    say('late reply', { thread: late });
    slack.fail('conversations.replies', { status: 429, retryAfter: 30 });

    expect(await textsOf(scene, scene.range())).toEqual(['three', 'two', 'one']);
    expect(await textsOf(scene, scene.range({ since }))).toEqual(['late reply', 'three', 'two']);
    expect(calls('conversations.replies').at(-1)?.args).toMatchObject({ ts: late });
  });
});

describe('where it is asked for', () => {
  test('in a thread it is the thread, of which the newest are given', async () => {
    const scene = await start();
    const { say, range } = scene;
    say('elsewhere');
    const thread = say('root');
    for (let i = 1; i <= 5; i++) say(String(i), { thread });
    const question = say('@attache /catchup', { thread });
    say('later', { thread });
    const conversation: Conversation = { ...range().conversation, thread, kind: 'thread' };
    const until = at(question);

    expect(await textsOf(scene, range({ conversation, until }))).toEqual([...from(5, 1), 'root']);
    expect(await textsOf(scene, range({ conversation, until, limit: 2 }))).toEqual(['5', '4']);
  });

  test('of a thread longer than a page nothing is lost', async () => {
    const scene = await start({ rateLimits: false });
    const { say, range, calls } = scene;
    const thread = say('root');
    for (let i = 1; i <= 1200; i++) say(String(i), { thread });
    const conversation: Conversation = { ...range().conversation, thread, kind: 'thread' };

    expect(await textsOf(scene, range({ conversation }))).toEqual([...from(1200, 1), 'root']);
    expect(calls('conversations.replies')).toHaveLength(2);
  });

  test('a mention in the channel begins a thread of its own, and means the channel', async () => {
    const scene = await start();
    scene.talk(3);
    const question = scene.say('@attache /catchup');
    const conversation: Conversation = { ...scene.range().conversation, thread: question, kind: 'thread' };

    expect(await textsOf(scene, scene.range({ conversation, until: at(question) }))).toEqual(from(3, 1));
  });

  test('in direct messages it is these, with our answers, which stand in threads', async () => {
    const scene = await start();
    const { slack, ann, say, range } = scene;
    const { id: channel } = slack.directMessage(ann.id);
    const thread = say('what is this?', { channel });
    say('A heron.', { channel, thread, user: slack.botUserId, asBot: true });
    const last = say('/catchup', { channel });
    const conversation: Conversation = { ...range().conversation, channel, thread: last, kind: 'dm' };

    expect((await pagesOf(scene, range({ conversation, until: at(last) }))).flat()).toMatchObject([
      { text: 'A heron.', fromUs: true },
      { text: 'what is this?' },
    ]);
  });

  test('in a group of people it is the group', async () => {
    const scene = await start();
    const { id: channel } = scene.slack.channel('ann-bea', { kind: 'mpim' });
    scene.say('hello', { channel });
    const conversation = { ...scene.range().conversation, channel };
    expect(await textsOf(scene, scene.range({ conversation }))).toEqual(['hello']);
  });

  test('where we have just answered, the answer is ours to read', async () => {
    const scene = await connect();
    const target = await asked(scene, 'what is this?');
    const surface = scene.adapter.surface(target);
    await surface.close(
      await surface.open(view('It is'), NEVER),
      view('It is a heron.', { phase: 'done' }),
      NEVER,
    );
    const range = { conversation: target.conversation, until: Date.now() + MINUTE, limit: 10 };
    expect((await pagesOf(scene, range)).flat()).toMatchObject([
      { text: expect.stringContaining('It is a heron.'), fromUs: true },
      { text: 'what is this?', fromUs: false },
    ]);
  });
});

describe('pauses', () => {
  test('are waited out', async () => {
    const scene = await start();
    scene.talk(3);
    scene.slack.fail('conversations.history', { status: 429, retryAfter: 1 });
    const begun = performance.now();
    expect(await textsOf(scene, scene.range())).toEqual(from(3, 1));
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  test('are not waited for any longer than the reader', async () => {
    const scene = await start();
    scene.slack.fail('conversations.history', { status: 429, retryAfter: 60 });
    const impatient = new AbortController();
    const reading = Array.fromAsync(scene.adapter.channel(scene.range(), impatient.signal));
    const ended = expect(reading).rejects.toThrow('enough');
    await scene.slack.until(() => scene.calls().length > 0);
    impatient.abort(new Error('enough'));
    await ended;
    expect(scene.calls()).toHaveLength(1);
  });

  test('that are too long end the reading with what was read', async () => {
    const scene = await start();
    scene.talk(1200);
    const texts: string[] = [];
    for await (const page of scene.adapter.channel(scene.range(), NEVER)) {
      texts.push(...page.map(({ text }) => text));
      scene.slack.fail('conversations.history', { status: 429, retryAfter: 600 });
    }
    expect(texts).toEqual(from(1200, 202));
  });

  test('that are too long from the beginning are told, with when to ask again', async () => {
    const scene = await start();
    scene.talk(3);
    scene.slack.fail('conversations.history', { status: 429, retryAfter: 600 });
    await expect(pagesOf(scene, scene.range())).rejects.toMatchObject({
      name: 'UserError',
      code: 'slack-busy',
      hint: 'Please ask again in 10 minutes.',
    });
  });

  test('an app that is sold outside the marketplace gets 15 messages a minute, and takes them', async () => {
    const scene = await start({ isSold: true });
    scene.talk(40);
    const sizes: number[] = [];
    for await (const page of scene.adapter.channel(scene.range(), NEVER)) {
      sizes.push(page.length);
      scene.later();
    }
    expect(sizes).toEqual([15, 15, 10]);
    expect(scene.slack.throttled()).toBe(0);
  });
});

test('who has read enough, or has lost patience, causes no more calls', async () => {
  const scene = await start();
  scene.talk(2_100);
  const impatient = new AbortController();
  const reason = new Error('stopped by the reader');
  let pages = 0;
  const reading = async () => {
    for await (const _ of scene.adapter.channel(scene.range(), impatient.signal))
      if (++pages === 2) impatient.abort(reason);
  };
  await expect(reading()).rejects.toBe(reason);
  for await (const page of scene.adapter.channel(scene.range(), NEVER)) {
    expect(page).toHaveLength(999);
    break;
  }
  expect(scene.calls()).toHaveLength(3);
});

describe('where the bot may not read, it says so and what to do', () => {
  const refused = (scene: Awaited<ReturnType<typeof start>>, channel: string) =>
    expect(pagesOf(scene, scene.range({ conversation: { ...scene.range().conversation, channel } }))).rejects;

  test('in a channel it was not invited to', async () => {
    const scene = await start();
    const invite = expect.stringContaining('/invite');
    const { id } = scene.slack.channel('other', { withoutBot: true });
    await refused(scene, id).toMatchObject({ name: 'UserError', code: 'slack-not-in-channel', hint: invite });
    const secret = scene.slack.channel('secret', { kind: 'group', withoutBot: true });
    for (const channel of [secret.id, 'C404'])
      await refused(scene, channel).toMatchObject({ code: 'slack-channel-not-found', hint: invite });
  });

  test.each([
    ['channel', 'channels:history'],
    ['group', 'groups:history'],
    ['mpim', 'mpim:history'],
  ] as const)('without the scope for a %s', async (kind, scope) => {
    const scene = await start();
    const { id } = scene.slack.channel('other', { kind });
    scene.slack.setScopes(['chat:write', 'users:read']);
    await refused(scene, id).toMatchObject({
      name: 'UserError',
      code: 'slack-missing-scope',
      message: expect.stringContaining(scope),
      hint: expect.stringContaining('OAuth & Permissions'),
    });
  });
});
