/** The loopback Slack's rules of who is where, who may be written to, and of reactions. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSlack } from './index.ts';

async function start() {
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  const call = async (method: string, args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.botToken}` },
      body: JSON.stringify(args),
    });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const { ts } = slack.say({ user: ann.id, channel: general.id, text: 'hi' });
  const message = { channel: general.id, timestamp: ts };
  return { slack, call, ann, general, ts, message };
}

describe('reactions', () => {
  test('have names, are given once, and stand on the message', async () => {
    const { slack, call, ann, general, ts, message } = await start();
    expect(await call('reactions.add', { ...message, name: 'eyes' })).toMatchObject({ ok: true });
    expect(await call('reactions.add', { ...message, name: 'eyes' })).toMatchObject({
      error: 'already_reacted',
    });
    expect(await call('reactions.add', { ...message, name: '👀' })).toMatchObject({ error: 'invalid_name' });
    expect(await call('reactions.add', { ...message, name: 'our-logo' })).toMatchObject({
      error: 'invalid_name',
    });
    slack.addEmoji('our-logo');
    expect(await call('reactions.add', { ...message, name: 'our-logo' })).toMatchObject({ ok: true });
    void slack.react(ann.id, general.id, ts, 'eyes');
    expect(await call('conversations.replies', { channel: general.id, ts })).toMatchObject({
      messages: [
        {
          reactions: [
            { name: 'eyes', users: [slack.botUserId, ann.id], count: 2 },
            { name: 'our-logo', users: [slack.botUserId], count: 1 },
          ],
        },
      ],
    });
  });

  test('go to a message that is there, with a scope, fifty a minute', async () => {
    const { slack, call, message } = await start();
    expect(await call('reactions.add', { ...message, timestamp: '1.000000', name: 'eyes' })).toMatchObject({
      error: 'message_not_found',
    });
    for (let index = 1; index < 50; index++) await call('reactions.add', { ...message, name: 'eyes' });
    expect(await call('reactions.add', { ...message, name: 'eyes' })).toMatchObject({ status: 429 });
    slack.setScopes(['chat:write']);
    expect(await call('reactions.add', { ...message, name: 'eyes' })).toMatchObject({
      error: 'missing_scope',
      needed: 'reactions:write',
    });
  });
});

describe('conversations', () => {
  test('a public one is seen by everybody, a private one by its members', async () => {
    const { slack, call, ann, general } = await start();
    const open = slack.channel('open', { withoutBot: true });
    const secret = slack.channel('secret', { kind: 'group', withoutBot: true });
    expect(await call('conversations.info', { channel: general.id })).toMatchObject({
      channel: { is_private: false, is_archived: false, is_member: true },
    });
    expect(await call('conversations.info', { channel: open.id })).toMatchObject({
      channel: { is_member: false },
    });
    for (const method of ['conversations.info', 'conversations.members'])
      expect(await call(method, { channel: secret.id })).toMatchObject({ error: 'channel_not_found' });
    expect(await call('conversations.members', { channel: general.id })).toMatchObject({
      members: [slack.botUserId, ann.id],
    });
    slack.setScopes(['channels:read']);
    slack.invite(slack.botUserId, secret.id);
    expect(await call('conversations.info', { channel: secret.id })).toMatchObject({ needed: 'groups:read' });
  });

  test('members come page by page', async () => {
    const { slack, call, ann, general } = await start();
    const page = await call('conversations.members', { channel: general.id, limit: 1 });
    expect(page).toMatchObject({ members: [slack.botUserId] });
    const { next_cursor: cursor } = page['response_metadata'] as { next_cursor: string };
    expect(await call('conversations.members', { channel: general.id, limit: 1, cursor })).toMatchObject({
      members: [ann.id],
      response_metadata: { next_cursor: '' },
    });
    expect(await call('conversations.members', { channel: general.id, limit: 1_000 })).toMatchObject({
      error: 'invalid_limit',
    });
  });

  test('one with a person is opened, always the same; none with a bot or somebody who is gone', async () => {
    const { slack, call, ann } = await start();
    const opened = await call('conversations.open', { users: ann.id });
    expect(await call('conversations.open', { users: ann.id })).toEqual(opened);
    const robot = slack.bot('Robot');
    expect(await call('conversations.open', { users: robot.userId })).toMatchObject({
      error: 'cannot_dm_bot',
    });
    expect(await call('conversations.open', { users: 'U404' })).toMatchObject({ error: 'user_not_found' });
    slack.deactivate(ann.id);
    expect(await call('conversations.open', { users: ann.id })).toMatchObject({ error: 'user_disabled' });
  });
});

test('people are described as what they are', async () => {
  const { slack, call, ann } = await start();
  const describe = async (user: string) => (await call('users.info', { user }))['user'];
  expect(await describe(ann.id)).toMatchObject({
    team_id: slack.team,
    deleted: false,
    is_bot: false,
    is_restricted: false,
  });
  expect(await describe(slack.visitor('Vic', 'one channel').id)).toMatchObject({
    is_restricted: true,
    is_ultra_restricted: true,
  });
  const robot = slack.bot('Robot');
  expect(await describe(robot.userId)).toMatchObject({
    is_bot: true,
    profile: { bot_id: robot.botId, api_app_id: robot.appId },
  });
  expect(await describe(slack.guest('Gil', 'T0THER').id)).toMatchObject({ team_id: 'T0THER' });
});

test('one message of a thread is read with its first one; a reply alone by its own timestamp', async () => {
  const { slack, call, ann, general, ts } = await start();
  const replies = ['one', 'two', 'three'].map(
    (text) => slack.say({ user: ann.id, channel: general.id, text, thread: ts }).ts,
  );
  const reply = replies[1]!;
  const only = { oldest: reply, latest: reply, inclusive: true, limit: 2 };
  expect(await call('conversations.replies', { channel: general.id, ts, ...only })).toMatchObject({
    messages: [{ ts }, { ts: reply, text: 'two' }],
  });
  expect(await call('conversations.replies', { channel: general.id, ts: reply, ...only })).toMatchObject({
    messages: [{ ts: reply, thread_ts: ts, text: 'two' }],
  });
});
