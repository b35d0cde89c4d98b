/** Where a rule puts what it has to say: in a thread, in a channel, to a person; complete, and nothing before it. */
import { describe, expect, test } from 'vitest';
import type { Placing, ReplyTarget } from '../../../src/chat/index.ts';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { connect, NEVER, slackOptions, startLoopback, view } from './harness.ts';
import { install, stage } from './installing.ts';

async function inChannel(options: LoopbackSlackOptions = {}) {
  const scene = await connect({ slack: options });
  const { slack, adapter } = scene;
  const ann = slack.user('Ann');
  const general = slack.channel('general');
  const said = slack.say({ user: ann.id, channel: general.id, text: 'the build is red' });
  await said.delivered;
  const { message, target: asMention } = await scene.event('message');
  const place = (placing: Placing) => adapter.acts.place(placing, NEVER);
  const post = (target: ReplyTarget, text: string) =>
    adapter.surface(target).post(view(text, { phase: 'done', footer: 'rule “builds”' }), NEVER);
  const ours = (channel?: string) => slack.messages(channel).filter(({ user }) => user === slack.botUserId);
  return { ...scene, ann, general, message, asMention, place, post, ours };
}

describe('beside a message', () => {
  test.each([
    ['a reply', (message) => ({ how: 'reply', message })],
    ['a thread', (message) => ({ how: 'thread', message, title: 'Builds' })],
  ] as const satisfies [string, (message: Extract<Placing, { how: 'reply' }>['message']) => Placing][])(
    '%s is where a mention is answered: in its thread',
    async (_case, placing) => {
      const { slack, message, asMention, place, post, ours } = await inChannel();
      const target = await place(placing(message));
      expect(target).toMatchObject({
        conversation: asMention.conversation,
        messageId: message.id,
        userId: message.author.id,
        private: false,
      });
      expect(await place(placing(message))).toEqual(target);
      await post(target, 'It is **red**.');
      expect(ours()).toMatchObject([
        { thread: message.id, text: 'It is **red**.', context: ['rule “builds”'] },
      ]);
      expect(slack.violations()).toEqual([]);
    },
  );

  test('what is said of a reply stands in its thread as well', async () => {
    const { slack, ann, general, message, events, place, post, ours } = await inChannel();
    const reply = { user: ann.id, channel: general.id, text: 'still', thread: message.id };
    await slack.say(reply).delivered;
    const last = events.at(-1);
    if (last?.type !== 'message') throw new Error('nothing arrived');
    await post(await place({ how: 'reply', message: last.message }), 'Yes.');
    expect(ours()).toMatchObject([{ thread: message.id, text: 'Yes.' }]);
  });

  test('nothing is shown before it is complete: no stream, no status', async () => {
    const { slack, adapter, message, place, post } = await inChannel();
    const target = await place({ how: 'reply', message });
    const surface = adapter.surface(target);
    expect(surface.limits.mode).toBe('replace');
    expect(surface.presence).toBeUndefined();
    await post(target, 'It is red.');
    const methods = new Set(slack.calls.map(({ method }) => method));
    expect([...methods].filter((method) => /stream|status/i.test(method))).toEqual([]);
  });
});

describe('in a channel', () => {
  test('it is a message of its own, and what is too long for one goes on in its thread, with its files', async () => {
    const { slack, adapter, general, place, ours } = await inChannel({ rateLimits: false });
    const target = await place({ how: 'post', channel: general.id, workspace: undefined });
    expect(target).toMatchObject({
      conversation: { platform: 'slack', workspace: slack.team, channel: general.id, kind: 'channel' },
      private: false,
    });
    expect(target.conversation.thread).toBeUndefined();
    const surface = adapter.surface(target);
    await surface.post(view('Page one'), NEVER);
    await surface.post(view('Page two', { phase: 'done' }), NEVER);
    const file = { name: 'log.txt', mediaType: 'text/plain', data: Buffer.from('red'), altText: 'the log' };
    await surface.attach([file], '', NEVER);
    const [first, ...others] = ours(general.id);
    expect(first).toMatchObject({ thread: undefined, text: 'Page one' });
    expect(others).toMatchObject([
      { thread: first?.ts, text: 'Page two' },
      { thread: first?.ts, files: [{ name: 'log.txt' }] },
    ]);
  });

  test('files alone stand in the channel', async () => {
    const { adapter, general, place, ours } = await inChannel();
    const target = await place({ how: 'post', channel: general.id, workspace: undefined });
    const file = { name: 'log.txt', mediaType: 'text/plain', data: Buffer.from('red'), altText: 'the log' };
    await adapter.surface(target).attach([file], 'Red again', NEVER);
    expect(ours(general.id)).toMatchObject([{ thread: undefined, files: [{ name: 'log.txt' }] }]);
  });

  test('a process that does not know whether it arrived finds it there', async () => {
    const { slack, adapter, general, place, ours } = await inChannel();
    const target = await place({ how: 'post', channel: general.id, workspace: slack.team });
    const said = view('Good morning', { phase: 'done', footer: 'rule “morning”' });
    const sending = { key: 'morning-0123456789abcd', at: Date.now() - 4_000, isRepeated: false };
    await adapter.surface(target).post(said, NEVER, sending);
    const other = createSlackAdapter(slackOptions(slack));
    await other.attend?.();
    await other.surface(target).post(said, NEVER, { ...sending, isRepeated: true });
    expect(ours(general.id)).toHaveLength(1);
  });

  test.each([
    ['that I am no member of', { withoutBot: true }, 'slack-not-in-channel', '/invite'],
    [
      'that is private and I am no member of',
      { withoutBot: true, kind: 'group' },
      'slack-channel-not-found',
      '/invite',
    ],
  ] as const)('one %s is refused, with what to do', async (_case, options, code, hint) => {
    const { slack, place, post } = await inChannel();
    const { id: channel } = slack.channel('elsewhere', options);
    const there: Placing = { how: 'post', channel, workspace: undefined };
    await expect(place(there)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
    slack.invite(slack.botUserId, channel);
    await post(await place(there), 'Here I am.');
    expect(slack.messages(channel)).toHaveLength(1);
  });

  test('one that is archived, and one that there is not', async () => {
    const { slack, general, place } = await inChannel();
    slack.archive(general.id);
    await expect(place({ how: 'post', channel: general.id, workspace: undefined })).rejects.toMatchObject({
      code: 'slack-is-archived',
    });
    await expect(place({ how: 'post', channel: 'C404', workspace: undefined })).rejects.toMatchObject({
      code: 'slack-channel-not-found',
      hint: expect.stringContaining('C…'),
    });
    await expect(place({ how: 'post', channel: general.id, workspace: 'T0THER' })).rejects.toMatchObject({
      code: 'slack-not-installed',
    });
  });

  test('without the scope to look that up it is found out when it is written', async () => {
    const { slack, place, post, ours } = await inChannel();
    const { id: away } = slack.channel('away', { withoutBot: true });
    const { id: here } = slack.channel('here');
    slack.setScopes(['chat:write']);
    const targetOf = (channel: string) => place({ how: 'post', channel, workspace: undefined });
    await post(await targetOf(here), 'Hello');
    expect(ours(here)).toHaveLength(1);
    await expect(post(await targetOf(away), 'Hello')).rejects.toMatchObject({
      code: 'slack-not-in-channel',
      hint: expect.stringContaining('/invite'),
    });
  });
});

describe('to a person', () => {
  test('it is a direct message, in the same conversation each time', async () => {
    const { slack, ann, place, post, ours } = await inChannel();
    const placing: Placing = { how: 'direct', user: ann.id, workspace: slack.team };
    const target = await place(placing);
    expect(target).toMatchObject({ conversation: { kind: 'dm' }, userId: ann.id, private: false });
    expect(await place(placing)).toEqual(target);
    await post(target, 'Your build is red.');
    const { channel } = target.conversation;
    expect(channel).toMatch(/^D/);
    expect(ours(channel)).toMatchObject([{ thread: undefined, text: 'Your build is red.' }]);
  });

  test.each([
    ['nobody', () => 'U404', 'slack-user-not-found'],
    [
      'somebody whose account is gone',
      ({ slack, ann }) => (slack.deactivate(ann.id), ann.id),
      'slack-user-disabled',
    ],
    ['a bot', ({ slack }) => slack.bot('Robot').userId, 'slack-cannot-dm-bot'],
  ] as const satisfies [string, (scene: Awaited<ReturnType<typeof inChannel>>) => string, string][])(
    '%s is written to, and that is told',
    async (_case, who, code) => {
      const scene = await inChannel();
      const user = who(scene);
      const placing: Placing = { how: 'direct', user, workspace: scene.slack.team };
      await expect(scene.place(placing)).rejects.toMatchObject({ code });
    },
  );

  test('takes a scope, which is named', async () => {
    const { slack, ann, place } = await inChannel();
    slack.setScopes(['chat:write']);
    await expect(place({ how: 'direct', user: ann.id, workspace: slack.team })).rejects.toMatchObject({
      message: expect.stringContaining('im:write'),
    });
  });
});

test('of several workspaces one has to be named, and a process that only works can place things there', async () => {
  const { slack, process } = await stage();
  const gateway = await process();
  const [studio, lab] = [slack.workspace('Studio'), slack.workspace('Lab')];
  for (const workspace of [studio, lab]) await install(slack, gateway, workspace);
  const { adapter } = await process('worker');
  const { id: channel } = lab.channel('general');
  const post = (workspace: string | undefined) =>
    adapter.acts.place({ how: 'post', channel, workspace }, NEVER);
  await expect(post(undefined)).rejects.toMatchObject({ code: 'slack-which-workspace' });
  await expect(post('T0THER')).rejects.toMatchObject({ code: 'slack-not-installed' });
  await expect(post(studio.team)).rejects.toMatchObject({ code: 'slack-channel-not-found' });
  await adapter.surface(await post(lab.team)).post(view('Hello', { phase: 'done' }), NEVER);
  expect(lab.messages(channel)).toMatchObject([{ text: 'Hello' }]);
  expect(studio.messages()).toEqual([]);
});

test('the only workspace there is need not be named', async () => {
  const slack = await startLoopback();
  const adapter = createSlackAdapter(slackOptions(slack));
  await adapter.attend?.();
  const { id: channel } = slack.channel('general');
  expect(await adapter.acts.place({ how: 'post', channel, workspace: undefined }, NEVER)).toMatchObject({
    conversation: { workspace: slack.team, channel },
  });
});
