/** One message as it is now, and which one a link shows. */
import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../../src/chat/index.ts';
import { connect, NEVER } from './harness.ts';
import { install, stage } from './installing.ts';

async function inChannel() {
  const scene = await connect();
  const { slack, adapter } = scene;
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const say = async (text: string, more: { readonly thread?: string } = {}) => {
    const { ts, delivered } = slack.say({ user: ann.id, channel: general.id, text, ...more });
    await delivered;
    return ts;
  };
  const inThread = (thread: string, channel = general.id): Conversation => ({
    platform: 'slack',
    workspace: slack.team,
    channel,
    thread,
    kind: 'thread',
  });
  const read = (conversation: Conversation, ts: string) => adapter.acts.message(conversation, ts, NEVER);
  return { ...scene, ann, general, say, inThread, read };
}

describe('a message is read as it is now', () => {
  test('with its link, its name and its edit', async () => {
    const { slack, general, say, inThread, read, events } = await inChannel();
    const ts = await say('teh *plan*');
    await say('more', { thread: ts });
    await slack.edit(general.id, ts, 'the *plan*');
    const found = await read(inThread(ts), ts);
    expect(found).toMatchObject({
      id: ts,
      text: 'the **plan**',
      author: { name: 'Ann' },
      editedAt: expect.any(Number),
      link: expect.stringContaining(`/archives/${general.id}/p${ts.replace('.', '')}`),
    });
    const edited = events.find((event) => event.type === 'edited');
    expect(found).toEqual(edited?.message);
  });

  test('a reply is found by its thread, and where that is not known by itself', async () => {
    const { say, inThread, read } = await inChannel();
    const root = await say('who comes?');
    for (let index = 0; index < 5; index++) await say(`reply ${index}`, { thread: root });
    const reply = await say('I do', { thread: root });
    const expected = { id: reply, text: 'I do', conversation: { thread: root }, replyTo: root };
    expect(await read(inThread(root), reply)).toMatchObject(expected);
    expect(await read(inThread(reply), reply)).toMatchObject(expected);
  });

  test('also what another bot has said, and what we have', async () => {
    const { slack, general, inThread, read } = await inChannel();
    const robot = slack.bot('Robot');
    const { ts } = slack.sayAsBot({ bot: robot, channel: general.id, text: 'tick' });
    expect(await read(inThread(ts), ts)).toMatchObject({ fromBot: true, author: { id: robot.botId } });
    const ours = slack.say({ user: slack.botUserId, channel: general.id, text: 'tock', asBot: true });
    expect(await read(inThread(ours.ts), ours.ts)).toMatchObject({ fromUs: true, text: 'tock' });
  });

  test('one that is gone, that says nothing or that we may not read is none', async () => {
    const { slack, ann, general, say, inThread, read } = await inChannel();
    const ts = await say('gone soon');
    await slack.remove(general.id, ts);
    expect(await read(inThread(ts), ts)).toBeUndefined();
    const join = slack.say({ user: ann.id, channel: general.id, text: 'joined', subtype: 'channel_join' });
    expect(await read(inThread(join.ts), join.ts)).toBeUndefined();
    const away = slack.channel('away', { withoutBot: true });
    const there = slack.say({ user: ann.id, channel: away.id, text: 'hi' });
    expect(await read(inThread(there.ts, away.id), there.ts)).toBeUndefined();
    const here = await say('hi');
    slack.setScopes(['chat:write']);
    expect(await read(inThread(here), here)).toBeUndefined();
  });

  test('one that Slack does not hand out for the moment is an error', async () => {
    const { slack, say, inThread, read } = await inChannel();
    const ts = await say('hi');
    slack.fail('conversations.replies', { error: 'internal_error' });
    await expect(read(inThread(ts), ts)).rejects.toThrow('internal_error');
    slack.fail('conversations.replies', { cut: true, times: 3 });
    await expect(read(inThread(ts), ts)).rejects.toMatchObject({ code: 'slack-unreachable' });
  });

  test('in the workspace it is in', async () => {
    const { slack, process } = await stage();
    const gateway = await process();
    const lab = slack.workspace('Lab');
    await install(slack, gateway, lab);
    const general = lab.channel('general');
    const { ts } = lab.say({ user: lab.user('Ann').id, channel: general.id, text: 'hi' });
    const { adapter } = await process('worker');
    const conversation = {
      platform: 'slack',
      workspace: lab.team,
      channel: general.id,
      kind: 'channel',
    } as const;
    expect(await adapter.acts.message(conversation, ts, NEVER)).toMatchObject({ text: 'hi' });
  });
});

describe('a link shows a message', () => {
  const NEAR: Conversation = { platform: 'slack', workspace: 'T0LOOP', channel: 'C0HERE', kind: 'channel' };
  const thread = (channel: string, ts: string): Conversation => ({
    platform: 'slack',
    workspace: 'T0LOOP',
    channel,
    thread: ts,
    kind: 'thread',
  });

  test.each([
    [
      'https://studio.slack.com/archives/C0AB/p1712345678901234',
      { conversation: thread('C0AB', '1712345678.901234'), id: '1712345678.901234' },
    ],
    [
      ' https://studio.slack.com/archives/C0AB/p1712345678901234?thread_ts=1712345600.000100&cid=C0AB ',
      { conversation: thread('C0AB', '1712345600.000100'), id: '1712345678.901234' },
    ],
    ['1712345678.901234', { conversation: thread('C0HERE', '1712345678.901234'), id: '1712345678.901234' }],
    ['https://studio.slack.com/archives/C0AB', undefined],
    ['https://studio.slack.com/archives/C0AB/p17123', undefined],
    ['https://example.org/p1712345678901234', undefined],
    ['1712345678', undefined],
    ['standup', undefined],
    ['', undefined],
  ])('%s', async (link, expected) => {
    const { acts } = (await connect()).adapter;
    expect(await acts.located(link, NEAR, NEVER)).toEqual(expected);
  });

  test('the one that a message brings leads back to it, in a thread as well', async () => {
    const { adapter, say, events } = await inChannel();
    const root = await say('who comes?');
    await say('I do', { thread: root });
    for (const event of events) {
      if (event.type !== 'message') continue;
      const { id, conversation, link } = event.message;
      expect(await adapter.acts.located(link!, NEAR, NEVER)).toEqual({ id, conversation });
    }
    expect(events).toHaveLength(2);
  });

  test('asked for on another platform it is in the only workspace there is', async () => {
    const { acts } = (await connect()).adapter;
    const link = 'https://studio.slack.com/archives/C0AB/p1712345678901234';
    const elsewhere: Conversation = { platform: 'discord', workspace: 'G1', channel: '1', kind: 'channel' };
    expect(await acts.located(link, elsewhere, NEVER)).toMatchObject({
      conversation: { platform: 'slack', workspace: 'T0LOOP' },
    });
    expect(await acts.located('1712345678.901234', elsewhere, NEVER)).toBeUndefined();
  });
});
