/** What was said while nobody listened: found by reading, as the same events that would have been delivered. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { unhurriedReader } from '../../../adapters/slack/workspaces/patience.ts';
import { type ChatEvent, type Conversation, RateLimited } from '../../../src/chat/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { connect, NEVER } from './harness.ts';

const MINUTE = 60_000;
type MessageEvent = Extract<ChatEvent, { type: 'message' }>;

/** A workspace whose clock is turned by hand, and with it that of the bot, which hears nothing: it is to read. */
async function start(options: LoopbackSlackOptions = {}) {
  let now = Date.UTC(2026, 10, 20, 9);
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
  const scene = await connect({ slack: { events: [], now: () => now, ...options } });
  const { slack } = scene;
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  /** Says something, a minute after the last thing. */
  const say = (text: string, more: Partial<Parameters<typeof slack.say>[0]> = {}) => {
    now += MINUTE;
    vi.setSystemTime(now);
    return slack.say({ user: ann.id, channel: general.id, text, ...more }).ts;
  };
  const place = (channel: string, thread?: string): Conversation => ({
    platform: 'slack',
    workspace: slack.team,
    channel,
    ...(thread === undefined ? {} : { thread }),
    kind: channel.startsWith('D') ? 'dm' : 'thread',
  });
  const missed = async (
    since: number,
    known: readonly Conversation[] = [],
  ): Promise<readonly MessageEvent[]> => {
    const events = await Array.fromAsync(scene.adapter.missed!({ since, known }, NEVER));
    return events.filter((event) => event.type === 'message');
  };
  const calls = (method: string) => slack.calls.filter((call) => call.method === method);
  return { ...scene, ann, general, say, place, missed, calls, now: () => now };
}

const textsOf = (events: readonly MessageEvent[]) => events.map(({ message }) => message.text);

test('a mention is found as the event it would have been, the same each time', async () => {
  const scene = await start();
  const { slack, say, missed } = scene;
  say(`<@${slack.botUserId}> before`);
  const since = scene.now() + 1;
  const ts = say(`<@${slack.botUserId}> what is *this*?`, {
    files: [{ name: 'heron.png', mimetype: 'image/png', bytes: Buffer.from('a picture') }],
  });

  const [event, ...others] = await missed(since);
  expect(others).toEqual([]);
  const id = `slack:${slack.team}:${scene.general.id}:${ts}`;
  expect(event).toMatchObject({
    eventId: id,
    aliases: [id],
    message: {
      id: ts,
      text: 'what is **this**?',
      mentionsUs: true,
      author: { name: 'Ann' },
      attachments: [{ name: 'heron.png' }],
      sentAt: Number(ts) * 1000,
    },
    target: {
      messageId: ts,
      userId: scene.ann.id,
      private: false,
      conversation: { thread: ts, kind: 'thread' },
    },
  });
  expect(await missed(since)).toEqual([event]);
});

test('it is what would have been delivered, word for word', async () => {
  const scene = await connect();
  const { slack } = scene;
  const general = slack.channel('general');
  const said = { user: slack.user('Ann').id, channel: general.id, text: `<@${slack.botUserId}> hi` };
  const { delivered } = slack.say(said);
  await delivered;
  // Of a mention Slack tells twice; the second time, where it was said.
  const live = scene.events.findLast((event) => event.type === 'message');
  const [found] = await Array.fromAsync(
    scene.adapter.missed!({ since: Date.now() - MINUTE, known: [] }, NEVER),
  );
  expect(found).toEqual({ ...live, eventId: expect.any(String) });
});

describe('it is looked', () => {
  test('in every conversation the bot is in, and in no other', async () => {
    const { slack, say, missed, ann, now } = await start();
    const since = now();
    const channels = [
      slack.channel('secret', { kind: 'group' }).id,
      slack.channel('ann-bea', { kind: 'mpim' }).id,
      slack.directMessage(ann.id).id,
      slack.channel('other', { withoutBot: true }).id,
    ];
    for (const channel of channels) say(`in ${channel[0]}`, { channel });
    expect(textsOf(await missed(since)).toSorted()).toEqual(['in D', 'in G', 'in G']);
  });

  test('where it was asked lately first, also without the scopes that tell where it is', async () => {
    const { slack, say, missed, place, ann, general, now } = await start();
    const direct = slack.directMessage(ann.id);
    const since = now();
    say('in the channel');
    say('in private', { channel: direct.id });
    expect(textsOf(await missed(since, [place(direct.id)]))).toEqual(['in private', 'in the channel']);
    slack.setScopes(['channels:history', 'im:history', 'users:read']);
    expect(textsOf(await missed(since, [place(direct.id)]))).toEqual(['in private']);
    expect(textsOf(await missed(since, [place(general.id)]))).toEqual(['in the channel']);
    expect(await missed(since, [{ ...place(general.id), workspace: 'T0THER' }])).toEqual([]);
  });

  test('in threads that began before, where one can see that they went on', async () => {
    const { say, missed, now, calls } = await start();
    const [old, quiet] = [say('who comes?'), say('nobody answers')];
    say('I do', { thread: old });
    const since = now();
    say('me too', { thread: old });
    const fresh = say('and who brings bread?');
    say('I do', { thread: fresh });
    say('we are two', { thread: old, subtype: 'thread_broadcast' });
    expect(textsOf(await missed(since))).toEqual(['me too', 'and who brings bread?', 'I do', 'we are two']);
    expect(calls('conversations.replies').map(({ args }) => args['ts'])).not.toContain(quiet);
  });

  test('in threads where others have replied: one with its own answers alone costs no call', async () => {
    const { slack, say, missed, place, general, now, calls } = await start();
    const since = now();
    const [answered, goesOn] = [say('who comes?'), say('who brings bread?')];
    for (const thread of [answered, goesOn]) say('Nobody.', { thread, user: slack.botUserId });
    say('I do', { thread: goesOn });
    const found = await missed(since, [place(general.id, answered), place(general.id, goesOn)]);
    expect(textsOf(found)).toEqual(['who comes?', 'who brings bread?', 'I do']);
    expect(calls('conversations.replies').map(({ args }) => args['ts'])).toEqual([goesOn]);
  });

  test('in threads where it was asked, however long ago they began; one that stands there quietly costs no call', async () => {
    const { general, say, missed, place, now, calls } = await start();
    const [old, gone] = [say('who comes?'), say('gone soon')];
    for (let i = 0; i < 150; i++) say(`talk ${i}`);
    const quiet = say('nobody answers');
    const since = now();
    say('me too', { thread: old });
    const known = [
      place(general.id, old),
      place(general.id, quiet),
      place(general.id, gone),
      place(general.id, '1.000000'),
    ];
    expect(textsOf(await missed(since, known))).toEqual(['me too']);
    expect(calls('conversations.replies').map(({ args }) => args['ts'])).toEqual([old, gone, '1.000000']);
  });

  test('page by page back to the beginning, and no further than is worth it', async () => {
    const { say, missed, now, calls } = await start();
    for (let i = 0; i < 50; i++) say('before');
    const since = now();
    for (let i = 1; i <= 1_200; i++) say(String(i));
    const texts = textsOf(await missed(since));
    expect(texts).toEqual(Array.from({ length: 1_200 }, (_, i) => String(i + 1)));
    expect(calls('conversations.history')).toHaveLength(3);
  });
});

test('only what others have said is found: people and other bots', async () => {
  const { slack, general, say, missed, now } = await start();
  const since = now();
  say('Ann has joined', { subtype: 'channel_join' });
  say('It is a heron.', { user: slack.botUserId, asBot: true });
  slack.sayAsBot({ bot: slack.bot('Weather'), channel: general.id, text: 'Rain' });
  say('look', { subtype: 'me_message' });
  const found = await missed(since);
  expect(found.map(({ message: { text, fromBot } }) => [text, fromBot])).toEqual([
    ['Rain', true],
    ['look', false],
  ]);
});

test('what was changed meanwhile is found where it stands on a page that is read anyway', async () => {
  const { slack, general, adapter, say, missed, now, calls } = await start();
  const [said, quiet] = [say('the dead line is Friday'), say('as it was')];
  const since = now();
  await slack.edit(general.id, said, 'the deadline is Friday');
  const late = say('see you');
  await slack.edit(general.id, late, 'see you!');

  const looked = () => Array.fromAsync(adapter.missed!({ since, known: [] }, NEVER));
  const events = await looked();
  expect(events).toMatchObject([
    { type: 'edited', message: { id: said, text: 'the deadline is Friday', editedAt: expect.any(Number) } },
    { type: 'message', message: { id: late, text: 'see you!' } },
  ]);
  expect(await looked()).toEqual(events);
  expect(calls('conversations.history')).toHaveLength(2);
  expect(textsOf(await missed(since))).not.toContain(quiet);
});

test('names are asked for where it may be a question, and not of everybody who has spoken', async () => {
  const { slack, general, say, missed, place, ann, now, calls } = await start();
  const thread = say('who comes?');
  const since = now();
  for (let i = 0; i < 20; i++) say(`talk ${i}`, { user: slack.user(`Speaker ${i}`).id });
  const [bea, cem] = [slack.user('Bea'), slack.user('Cem')];
  say(`<@${slack.botUserId}> what is this?`, { user: bea.id });
  say('me too', { user: cem.id, thread });
  say('psst', { channel: slack.directMessage(ann.id).id });
  const found = await missed(since, [place(general.id, thread)]);
  const named = found.filter(({ message }) => message.author.name !== message.author.id);
  expect(named.map(({ message }) => [message.author.name, message.text])).toEqual([
    ['Bea', 'what is this?'],
    ['Cem', 'me too'],
    ['Ann', 'psst'],
  ]);
  expect(calls('users.info').map(({ args }) => args['user'])).toEqual([bea.id, cem.id, ann.id]);

  // Whose name is known by now is called by it, whatever they have said.
  const later = now();
  say('fine', { user: bea.id });
  const [again] = await missed(later);
  expect(again?.message).toMatchObject({ text: 'fine', author: { name: 'Bea' } });
  expect(calls('users.info')).toHaveLength(3);
});

describe('what Slack refuses', () => {
  test('is left out: a channel that the bot has left, a kind it may not read, a thread that is gone', async () => {
    const { slack, general, say, missed, place, now } = await start();
    const since = now();
    const left = slack.channel('left', { withoutBot: true }).id;
    const secret = slack.channel('secret', { kind: 'group' }).id;
    for (const channel of [left, secret, general.id]) say('hi', { channel });
    slack.setScopes(['channels:history', 'channels:read', 'users:read']);
    const known = [left, secret, 'C404', general.id].map((channel) => place(channel, '1.000000'));
    expect(textsOf(await missed(since, known))).toEqual(['hi']);
  });

  test('for the moment is an error, so that it is looked for again', async () => {
    const { slack, missed, now } = await start();
    slack.fail('conversations.history', { error: 'internal_error' });
    await expect(missed(now())).rejects.toThrow('internal_error');
    slack.fail('conversations.history', { cut: true, times: 3 });
    await expect(missed(now())).rejects.toMatchObject({ code: 'slack-unreachable' });
    slack.fail('users.conversations', { cut: true, times: 3 });
    await expect(missed(now())).rejects.toMatchObject({ code: 'slack-unreachable' });
  });

  test('to do at once is waited for', async () => {
    const { slack, say, missed, now } = await start();
    const since = now();
    say('hi');
    slack.fail('conversations.history', { status: 429, retryAfter: 1 });
    expect(textsOf(await missed(since))).toEqual(['hi']);
  });

  test('ends with the patience of who looks', async () => {
    const { adapter, slack, calls } = await start();
    slack.fail('conversations.history', { status: 429, retryAfter: 600 });
    const impatient = new AbortController();
    const looking = Array.fromAsync(adapter.missed!({ since: 0, known: [] }, impatient.signal));
    const ended = expect(looking).rejects.toThrow('enough');
    await slack.until(() => calls('conversations.history').length > 0);
    impatient.abort(new Error('enough'));
    await ended;
  });
});

describe('a reading that nobody waits for', () => {
  function paced() {
    let now = 0;
    const signal = new AbortController();
    const ask = unhurriedReader(
      signal.signal,
      () => now,
      async (ms) => void (now += ms),
    );
    return { ask, now: () => now, signal };
  }

  test('makes no more than so many calls in any minute', async () => {
    const { ask, now } = paced();
    const made: number[] = [];
    for (let call = 0; call < 200; call++) await ask(async () => made.push(now()));
    for (const at of made)
      expect(made.filter((other) => other >= at && other < at + MINUTE).length).toBeLessThanOrEqual(30);
    expect(now()).toBe(6 * MINUTE);
  });

  test('waits out every pause, as an app that is sold outside the marketplace must', async () => {
    const { ask, now } = paced();
    let calls = 0;
    const request = async () => {
      calls += 1;
      if (calls % 2 === 1) throw new RateLimited(MINUTE);
      return 'a page';
    };
    for (let page = 0; page < 20; page++) expect(await ask(request)).toBe('a page');
    expect(now()).toBe(20 * MINUTE);
  });

  test('ends when it is told to', async () => {
    const { ask, signal } = paced();
    signal.abort(new Error('enough'));
    await expect(ask(async () => 'a page')).rejects.toThrow('enough');
  });
});
