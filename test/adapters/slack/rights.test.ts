/** Who somebody is in a workspace, and what they may do in a channel, by Slack's own rules. */
import { describe, expect, test } from 'vitest';
import type { Conversation, Right } from '../../../src/chat/index.ts';
import { connect, NEVER } from './harness.ts';
import { install, stage } from './installing.ts';

const ALL: readonly Right[] = ['read', 'write', 'react'];

async function start() {
  const scene = await connect();
  const { slack, adapter } = scene;
  const place = (channel: string): Conversation => ({
    platform: 'slack',
    workspace: slack.team,
    channel,
    kind: 'channel',
  });
  const lacks = (person: string, channel: string, rights = ALL) =>
    adapter.acts.lacks(person, place(channel), rights, NEVER);
  const member = (id: string) => adapter.acts.member(id, slack.team, NEVER);
  const calls = (method: string) => slack.calls.filter((call) => call.method === method).length;
  const ann = slack.user('Ann', 'de-DE');
  const general = slack.channel('general');
  return { ...scene, ann, general, lacks, member, calls };
}

describe('a member of the workspace', () => {
  test('is known by name and language', async () => {
    const { ann, member } = await start();
    expect(await member(ann.id)).toEqual({ id: ann.id, name: 'Ann', roles: [], locale: 'de-DE' });
  });

  test('is nobody whose account is gone, who is of another company, or whom nobody knows', async () => {
    const { slack, ann, member } = await start();
    slack.deactivate(ann.id);
    expect(await member(ann.id)).toBeUndefined();
    expect(await member(slack.guest('Gil', 'T0THER').id)).toBeUndefined();
    expect(await member('U404')).toBeUndefined();
  });

  test('may be a guest', async () => {
    const { slack, member } = await start();
    expect(await member(slack.visitor('Vic').id)).toMatchObject({ name: 'Vic' });
  });

  test('is looked up anew after a minute, and several times at once with one call', async () => {
    const { ann, general, lacks, member, calls } = await start();
    await Promise.all([member(ann.id), member(ann.id), lacks(ann.id, general.id)]);
    await member(ann.id);
    expect(calls('users.info')).toBe(1);
  });
});

describe('in a public channel', () => {
  test('members of the workspace may do everything, also without having joined', async () => {
    const { ann, general, lacks, calls } = await start();
    expect(await lacks(ann.id, general.id)).toEqual([]);
    expect(calls('conversations.members')).toBe(0);
  });

  test('guests may do everything where they were invited, and nothing elsewhere', async () => {
    const { slack, general, lacks } = await start();
    for (const guest of ['some channels', 'one channel'] as const) {
      const vic = slack.visitor('Vic', guest);
      expect(await lacks(vic.id, general.id)).toEqual(ALL);
      slack.invite(vic.id, general.id);
      expect(await lacks(vic.id, general.id)).toEqual([]);
    }
  });

  test('one that is archived may only be read', async () => {
    const { slack, ann, general, lacks } = await start();
    slack.archive(general.id);
    expect(await lacks(ann.id, general.id)).toEqual(['write', 'react']);
    expect(await lacks(ann.id, general.id, ['read'])).toEqual([]);
  });

  test('strangers and people whose account is gone may do nothing', async () => {
    const { slack, ann, lacks } = await start();
    const shared = slack.channel('shared', { isShared: true });
    const gil = slack.guest('Gil', 'T0THER');
    slack.invite(gil.id, shared.id);
    expect(await lacks(gil.id, shared.id)).toEqual(ALL);
    slack.deactivate(ann.id);
    expect(await lacks(ann.id, shared.id)).toEqual(ALL);
  });
});

describe('in a private channel', () => {
  test.each(['group', 'mpim'] as const)('only its members may do anything (%s)', async (kind) => {
    const { slack, ann, lacks } = await start();
    const secret = slack.channel('secret', { kind });
    expect(await lacks(ann.id, secret.id)).toEqual(ALL);
    slack.invite(ann.id, secret.id);
    expect(await lacks(ann.id, secret.id)).toEqual([]);
  });

  test('they are looked for page by page', async () => {
    const { slack, ann, lacks, calls } = await start();
    const secret = slack.channel('secret', { kind: 'group' });
    for (let index = 0; index < 1_500; index++) slack.invite(`U${index}`, secret.id);
    slack.invite(ann.id, secret.id);
    expect(await lacks(ann.id, secret.id)).toEqual([]);
    expect(await lacks(ann.id, secret.id)).toEqual([]);
    expect(calls('conversations.members')).toBe(2);
  });

  test('where we are no member ourselves nobody may', async () => {
    const { slack, ann, lacks } = await start();
    const secret = slack.channel('secret', { kind: 'group', withoutBot: true });
    slack.invite(ann.id, secret.id);
    expect(await lacks(ann.id, secret.id)).toEqual(ALL);
    expect(await lacks(ann.id, 'C404')).toEqual(ALL);
  });
});

test('without the scope to look that up nobody is believed to have rights: it is named', async () => {
  const { slack, ann, general, lacks } = await start();
  slack.setScopes(['users:read', 'chat:write']);
  await expect(lacks(ann.id, general.id)).rejects.toMatchObject({
    code: 'slack-missing-scope',
    message: expect.stringContaining('channels:read'),
  });
});

test('where Slack wants a pause nobody is believed to lack rights', async () => {
  const { slack, ann, general, lacks } = await start();
  slack.fail('conversations.info', { status: 429, retryAfter: 1 });
  expect(await lacks(ann.id, general.id)).toEqual([]);
  const other = slack.channel('other');
  slack.fail('conversations.info', { status: 429, retryAfter: 30 });
  await expect(lacks(ann.id, other.id)).rejects.toMatchObject({ retryAfterMs: 30_000 });
});

test('the people of a company are members of each of its workspaces that has them', async () => {
  const { slack, process } = await stage();
  const gateway = await process();
  const company = slack.enterprise('Company');
  const studio = slack.workspace('Studio', { enterprise: company });
  await install(slack, gateway, company);
  const ann = studio.user('Ann');
  const general = studio.channel('general');
  await studio.say({ user: ann.id, channel: general.id, text: 'hi' }).delivered;
  const { acts } = gateway.adapter;
  expect(await acts.member(ann.id, studio.team, NEVER)).toMatchObject({ name: 'Ann' });
  const conversation = {
    platform: 'slack',
    workspace: studio.team,
    channel: general.id,
    kind: 'channel',
  } as const;
  expect(await acts.lacks(ann.id, conversation, ALL, NEVER)).toEqual([]);
});

describe('a place that a rule names', () => {
  async function startNaming() {
    const scene = await start();
    const { slack, adapter, ann, general } = scene;
    const here: Conversation = {
      platform: 'slack',
      workspace: slack.team,
      channel: general.id,
      kind: 'channel',
    };
    const first = slack.say({ channel: general.id, user: ann.id, text: 'start' });
    const named = (id: string, near = here) => adapter.acts.named(id, near, NEVER);
    return { ...scene, here, first, named };
  }

  test('is a channel by its id', async () => {
    const { here, named } = await startNaming();
    expect(await named(here.channel)).toEqual(here);
    expect(await named('C404')).toBeUndefined();
  });

  test('is a thread by the timestamp of its first message, in the channel where it is named', async () => {
    const { slack, ann, here, first, named } = await startNaming();
    expect(await named(first.ts)).toEqual({ ...here, thread: first.ts, kind: 'thread' });
    const reply = slack.say({ channel: here.channel, user: ann.id, text: 'in it', thread: first.ts });
    expect(await named(reply.ts)).toBeUndefined();
    expect(await named('1712345678.123456')).toBeUndefined();
    expect(await named(first.ts, { ...here, channel: slack.channel('lab').id })).toBeUndefined();
  });

  test('may be looked for around any message: the channel is read, not the thread', async () => {
    const { adapter, here, first } = await startNaming();
    const thread: Conversation = { ...here, thread: first.ts, kind: 'thread' };
    expect(await adapter.acts.around(thread, NEVER)).toEqual(here);
  });
});
