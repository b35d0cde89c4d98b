/** Slash commands: how they are read, and what is handed on. */
import { describe, expect, test } from 'vitest';
import { readCommand } from '../../../adapters/slack/commands.ts';
import { wordsFor } from '../../../src/chat/index.ts';
import { CHOICES, connect, NEVER, view } from './harness.ts';

const read = (command: string, text: string) => readCommand(command, text, CHOICES, wordsFor('en'));

describe('what is typed behind /ask', () => {
  test.each([
    ['why is the sky blue?', { private: false, rest: 'why is the sky blue?' }],
    [
      'effort:high model:gpt-5.4 private:yes why?',
      { private: true, effort: 'high', model: 'gpt-5.4', rest: 'why?' },
    ],
    ['why effort:high?', { private: false, rest: 'why effort:high?' }],
    ['Effort:LOW why?', { private: false, effort: 'low', rest: 'why?' }],
  ])('%s', (text, ask) => {
    expect(read('/ask', text)).toEqual({ name: 'ask', ...ask });
  });

  test.each([
    ['effort:huge why?', 'I do not know the effort “huge”. It can be: none, low, medium, high, xhigh.'],
    ['model:gpt-1 why?', 'I do not know the model “gpt-1”. It can be: gpt-5.4, gpt-5.5.'],
    ['', expect.stringContaining('your question')],
    ['effort:low', expect.stringContaining('your question')],
  ])('“%s” is told what is wrong with it', (text, fault) => {
    expect(read('/ask', text)).toEqual({ fault });
  });
});

describe('what is typed behind the others', () => {
  test.each([
    ['/model', '', { name: 'model', scope: 'me' }],
    ['/model', 'gpt-5.5', { name: 'model', value: 'gpt-5.5', scope: 'me' }],
    ['/model', 'GPT-5.5 channel', { name: 'model', value: 'gpt-5.5', scope: 'channel' }],
    ['/model', 'usual for:channel', { name: 'model', value: 'usual', scope: 'channel' }],
    ['/model', 'model:gpt-5.4 me', { name: 'model', value: 'gpt-5.4', scope: 'me' }],
    ['/model', 'channel', { name: 'model', scope: 'channel' }],
    ['/effort', 'the usual for:me', { name: 'effort', value: 'usual', scope: 'me' }],
    ['/effort', 'xhigh this channel', { name: 'effort', value: 'xhigh', scope: 'channel' }],
    ['/stop', 'please', { name: 'stop', scope: 'me' }],
    ['/forget', '', { name: 'forget', scope: 'me' }],
    ['/forget', 'Everything', { name: 'forget', value: 'everything', scope: 'me' }],
    ['/usage', 'month', { name: 'usage', value: 'month', scope: 'me' }],
    ['/help', '', { name: 'help', scope: 'me' }],
  ])('%s %s', (command, text, control) => {
    expect(read(command, text)).toEqual(control);
  });

  test.each([
    ['/effort', 'huge', 'I do not know the effort “huge”. It can be: none, low, medium, high, xhigh, usual.'],
    ['/model', 'gpt-1 channel', 'I do not know the model “gpt-1”. It can be: gpt-5.4, gpt-5.5, usual.'],
    ['/forget', 'me not', 'What to forget: conversation, everything'],
    ['/usage', 'year', 'Since when: today, month'],
  ])('%s %s is told what it can be', (command, text, fault) => {
    expect(read(command, text)).toEqual({ fault });
  });

  test('a workspace may have them under names of its own; a name that is none of ours gets help', () => {
    expect(read('/bot-effort', 'low')).toEqual({ name: 'effort', value: 'low', scope: 'me' });
    expect(read('/Attache_ask', 'why?')).toMatchObject({ name: 'ask', rest: 'why?' });
    expect(read('/task', 'why?')).toEqual({ name: 'help', scope: 'me' });
  });
});

async function command(text: string, { withoutBot = false, name = '/ask', locale = 'en-US' } = {}) {
  const scene = await connect();
  const ann = scene.slack.user('Ann', locale);
  const channel = scene.slack.channel('general', { withoutBot });
  const run = scene.slack.runCommand({ user: ann.id, channel: channel.id, text, command: name });
  return { ...scene, ann, channel, run };
}

test('a question is handed on with its choices', async () => {
  const scene = await command('effort:high why?', { locale: 'de-DE' });
  expect(await scene.event('command')).toMatchObject({
    eventId: `slack:${scene.run.triggerId}`,
    effort: 'high',
    message: { text: 'why?', author: { name: 'Ann', locale: 'de-DE' }, attachments: [] },
    target: { private: false, conversation: { kind: 'channel', channel: scene.channel.id } },
  });
  expect(await scene.run.delivered).toMatchObject({ acknowledged: true });
});

test('the people a question mentions have names', async () => {
  const scene = await connect();
  const [ann, bob] = [scene.slack.user('Ann'), scene.slack.user('Bob')];
  const { id: channel } = scene.slack.channel('general');
  scene.slack.runCommand({ user: ann.id, channel, text: `who is <@${bob.id}|bob>?` });
  expect((await scene.event('command')).message).toMatchObject({
    text: 'who is @Bob?',
    mentionsOthers: true,
  });
});

test('a setting is handed on, to be answered for its asker alone', async () => {
  const scene = await command('high channel', { name: '/effort', locale: 'fr-FR' });
  expect(await scene.event('control')).toMatchObject({
    eventId: `slack:${scene.run.triggerId}`,
    control: 'effort',
    value: 'high',
    scope: 'channel',
    author: { id: scene.ann.id, name: 'Ann', locale: 'fr-FR' },
    target: { private: true, userId: scene.ann.id, conversation: { channel: scene.channel.id } },
  });
  expect(await scene.run.delivered).toMatchObject({ acknowledged: true });
});

test('the answer to a setting is seen by its asker alone, in a channel we are no member of, too', async () => {
  const scene = await command('', { name: '/usage', withoutBot: true });
  const surface = scene.adapter.surface((await scene.event('control')).target);
  await surface.attach([], 'Nothing today.', NEVER);
  expect(scene.slack.messages(scene.channel.id)).toMatchObject([
    { text: 'Nothing today.', visibleTo: scene.ann.id },
  ]);
});

test.each(['en-GB', 'es-ES', 'de-DE', 'fr-FR', 'ja-JP', 'zh-CN', 'pt-BR'])(
  'what is wrong is told in the language of the one who typed it: %s',
  async (locale) => {
    const scene = await command('', { locale });
    const { response } = await scene.run.delivered;
    expect(response).toEqual({ response_type: 'ephemeral', text: wordsFor(locale).said.noQuestion });
    expect(scene.events).toEqual([]);
  },
);

test('what was typed rings nobody when it is repeated', async () => {
  const scene = await command('<!channel> me', { name: '/model' });
  const { response } = await scene.run.delivered;
  expect(JSON.stringify(response)).toContain('&lt;!channel&gt;');
});

test('a command that could not be journalled is not acknowledged, so that Slack says so', async () => {
  const scene = await connect({
    slack: { ackMs: 200 },
    receive: () => Promise.reject(new Error('the disk is full')),
  });
  const { id: user } = scene.slack.user('Ann');
  const { id: channel } = scene.slack.channel('general');
  const { delivered } = scene.slack.runCommand({ user, channel, text: 'why?' });
  expect(await delivered).toMatchObject({ acknowledged: false, attempts: 1 });
});

test('the question is posted once, also when the stream has to wait', async () => {
  const scene = await command('why?');
  const surface = scene.adapter.surface((await scene.event('command')).target);
  scene.slack.fail('chat.startStream', { status: 429, retryAfter: 1 });
  await expect(surface.open(view(''), NEVER)).rejects.toMatchObject({ name: 'RateLimited' });
  await surface.open(view('Because'), NEVER);
  expect(scene.slack.messages(scene.channel.id)).toHaveLength(2);
});
