/** Group messages: several people in a conversation without a name, which rules watch only where they name it. */
import { expect, test } from 'vitest';
import type { ChatEvent, Conversation } from '../../../src/chat/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { connect, NEVER } from './harness.ts';

async function inBoth(options: LoopbackSlackOptions = {}) {
  const scene = await connect({ slack: options });
  const { slack, adapter } = scene;
  const ann = slack.user('Ann');
  const [general, few] = [slack.channel('general'), slack.channel('ann-bea', { kind: 'mpim' })];
  const at = (channel: string, thread: string): Conversation => ({
    platform: 'slack',
    workspace: slack.team,
    channel,
    thread,
    kind: 'thread',
  });
  const say = (channel: { readonly id: string }, text = 'psst') =>
    slack.say({ user: ann.id, channel: channel.id, text });
  const read = (channel: { readonly id: string }, ts: string) =>
    adapter.acts.message(at(channel.id, ts), ts, NEVER);
  const missed = async () => {
    const since = Date.now() - 60_000;
    return Array.fromAsync(
      adapter.missed!({ since, known: [at(few.id, '1.0'), at(general.id, '1.0')] }, NEVER),
    );
  };
  return { ...scene, ann, general, few, say, read, missed };
}

/** Where each was said: among a few, or not. */
const groupsOf = (events: readonly ChatEvent[]) =>
  events.flatMap((event) =>
    'message' in event ? [[event.message.conversation.channel, event.message.inGroup ?? false]] : [],
  );

test('what is said and changed in one is marked, and nothing in a channel is', async () => {
  const { slack, general, few, say, events } = await inBoth();
  for (const channel of [general, few]) {
    const { ts, delivered } = say(channel);
    await delivered;
    await slack.edit(channel.id, ts, 'hush');
  }
  expect(groupsOf(events)).toEqual([
    [general.id, false],
    [general.id, false],
    [few.id, true],
    [few.id, true],
  ]);
});

test('of a mention Slack does not tell it, but of the message that it is: until then it may be one', async () => {
  const { slack, general, say, events } = await inBoth();
  await say(general, `<@${slack.botUserId}> hi`).delivered;
  expect(groupsOf(events)).toEqual([
    [general.id, true],
    [general.id, false],
  ]);
});

test.each([
  ['as it is', undefined],
  ['without the scopes to look it up: any may be one', ['channels:history', 'mpim:history', 'users:read']],
])('a message that is read again, and what was missed, is marked %s', async (_case, scopes) => {
  const { slack, general, few, say, read, missed } = await inBoth({ events: [] });
  const [open, close] = [say(general), say(few)];
  if (scopes) slack.setScopes(scopes);
  const isAny = scopes !== undefined;
  expect((await read(general, open.ts))?.inGroup ?? false).toBe(isAny);
  expect((await read(few, close.ts))?.inGroup).toBe(true);
  expect(groupsOf(await missed()).toSorted()).toEqual(
    [
      [general.id, isAny],
      [few.id, true],
    ].toSorted(),
  );
});
