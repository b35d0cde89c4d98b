/** Reactions: of people, which may set a rule off, and of the bot. */
import { expect, test } from 'vitest';
import type { Conversation } from '../../../src/chat/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { connect, NEVER } from './harness.ts';

async function inChannel(slackOptions: LoopbackSlackOptions = {}) {
  const scene = await connect({ slack: slackOptions });
  const { slack } = scene;
  const [ann, bea] = [slack.user('Ann'), slack.user('Bea', 'de-DE')];
  const general = slack.channel('general');
  const { ts, delivered } = slack.say({ user: ann.id, channel: general.id, text: 'who comes?' });
  await delivered;
  const conversation: Conversation = {
    platform: 'slack',
    workspace: slack.team,
    channel: general.id,
    thread: ts,
    kind: 'thread',
  };
  const react = (emoji: string, id = ts) => scene.adapter.acts.react(conversation, id, emoji, NEVER);
  const reactions = () => slack.messages(general.id)[0]?.reactions;
  return { ...scene, ann, bea, general, ts, conversation, react, reactions };
}

const reactedIn = ({ events }: Awaited<ReturnType<typeof connect>>) =>
  events.filter((event) => event.type === 'reacted');

test('a reaction is handed on: with what, by whom, to which message and when', async () => {
  const scene = await inChannel();
  const { slack, bea, general, ts, conversation } = scene;
  expect(await slack.react(bea.id, general.id, ts, '+1::skin-tone-3')).toMatchObject({ acknowledged: true });
  expect(reactedIn(scene)).toEqual([
    {
      type: 'reacted',
      eventId: expect.stringMatching(/^slack:Ev/),
      emoji: '👍',
      names: [':+1:', ':thumbsup:'],
      author: { id: bea.id, name: 'Bea', roles: [], locale: 'de-DE' },
      conversation,
      messageId: ts,
      at: expect.closeTo(Date.now(), -4),
    },
  ]);
});

test('an emoji of the workspace is called by its name', async () => {
  const scene = await inChannel();
  scene.slack.addEmoji('party-parrot');
  await scene.slack.react(scene.bea.id, scene.general.id, scene.ts, 'party-parrot');
  expect(reactedIn(scene)).toMatchObject([{ emoji: ':party-parrot:' }]);
});

test('those of bots, in direct messages and where it is no member are none', async () => {
  const scene = await inChannel();
  const { slack, ann, general, ts } = scene;
  await slack.react(slack.botUserId, general.id, ts, 'eyes');
  await slack.react(slack.bot('Robot').userId, general.id, ts, 'eyes');
  const direct = slack.directMessage(ann.id);
  const asked = slack.say({ user: ann.id, channel: direct.id, text: 'hi' });
  await slack.react(ann.id, direct.id, asked.ts, 'eyes');
  const away = slack.channel('away', { withoutBot: true });
  const said = slack.say({ user: ann.id, channel: away.id, text: 'hi' });
  expect(await slack.react(ann.id, away.id, said.ts, 'eyes')).toBeUndefined();
  expect(reactedIn(scene)).toEqual([]);
});

test('without the scope nobody is heard to react, and all else works', async () => {
  const scene = await inChannel();
  const { slack, bea, general, ts } = scene;
  slack.setScopes(['chat:write', 'channels:history', 'users:read']);
  expect(await slack.react(bea.id, general.id, ts, 'eyes')).toBeUndefined();
  await slack.say({ user: bea.id, channel: general.id, text: 'me' }).delivered;
  expect(scene.events.at(-1)).toMatchObject({ type: 'message', message: { text: 'me' } });
});

test('the bot reacts, once however often it is told to, and does not hear itself', async () => {
  const scene = await inChannel();
  const { slack, react, reactions } = scene;
  slack.addEmoji('party-parrot');
  for (const emoji of ['👀', '👀', ':party-parrot:', '👍🏽']) await react(emoji);
  expect(reactions()).toEqual({
    eyes: [slack.botUserId],
    'party-parrot': [slack.botUserId],
    '+1': [slack.botUserId],
  });
  await slack.say({ user: scene.ann.id, channel: scene.general.id, text: 'later' }).delivered;
  expect(reactedIn(scene)).toEqual([]);
});

test('a call whose answer is lost is made again', async () => {
  const { slack, react, reactions } = await inChannel();
  slack.fail('reactions.add', { lost: true });
  await react('👀');
  expect(reactions()).toEqual({ eyes: [slack.botUserId] });
});

test.each([
  ['a word that is no emoji', 'hello', 'slack-emoji'],
  ['an emoji that the workspace does not have', ':our-logo:', 'slack-emoji'],
])('%s cannot be reacted with', async (_case, emoji, code) => {
  const { react } = await inChannel();
  await expect(react(emoji)).rejects.toMatchObject({ code, hint: expect.stringContaining(':name:') });
});

test('what stands in the way is told with what to do', async () => {
  const { slack, general, ts, react } = await inChannel();
  await expect(react('👀', '1712345678.000001')).rejects.toMatchObject({ code: 'slack-message-gone' });
  slack.archive(general.id);
  await expect(react('👀')).rejects.toMatchObject({ code: 'slack-is-archived' });
  slack.setScopes(['chat:write']);
  await expect(react('👀', ts)).rejects.toMatchObject({
    code: 'slack-missing-scope',
    message: expect.stringContaining('reactions:write'),
  });
});

test('a short pause that Slack asks for is waited out, a longer one is told', async () => {
  const { slack, react, reactions } = await inChannel();
  slack.fail('reactions.add', { status: 429, retryAfter: 1 });
  await react('👀');
  expect(reactions()).toEqual({ eyes: [slack.botUserId] });
  slack.fail('reactions.add', { status: 429, retryAfter: 60 });
  await expect(react('👍')).rejects.toMatchObject({ name: 'RateLimited', retryAfterMs: 60_000 });
});
