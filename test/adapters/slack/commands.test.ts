/** `/ask`: how it is read, and where its answers appear. */
import { describe, expect, test } from 'vitest';
import { parseAsk } from '../../../adapters/slack/commands.ts';
import { CHOICES, connect, NEVER, view } from './harness.ts';

describe('the text of the command', () => {
  test.each([
    ['why is the sky blue?', { question: 'why is the sky blue?', private: false }],
    [
      'effort:high model:gpt-5.4 private why?',
      { question: 'why?', private: true, effort: 'high', model: 'gpt-5.4' },
    ],
    ['private parts of a class', { question: 'parts of a class', private: true }],
    ['why effort:high?', { question: 'why effort:high?', private: false }],
    ['Effort:LOW why?', { question: 'why?', private: false, effort: 'low' }],
  ])('%s', (text, ask) => {
    expect(parseAsk(text, CHOICES)).toEqual(ask);
  });

  test('a choice that does not exist is answered with those that do', () => {
    expect(parseAsk('effort:huge why?', CHOICES)).toEqual({
      fault: 'I do not know the effort “huge”. It can be: none, low, medium, high, xhigh.',
    });
  });
});

async function command(text: string, { withoutBot = false } = {}) {
  const scene = await connect();
  const ann = scene.slack.user('Ann');
  const channel = scene.slack.channel('general', { withoutBot });
  const run = scene.slack.runCommand({ user: ann.id, channel: channel.id, text });
  return { ...scene, ann, channel, run };
}

test('a command is handed on with its choices', async () => {
  const scene = await command('effort:high why?');
  expect(await scene.event('command')).toMatchObject({
    eventId: `slack:${scene.run.triggerId}`,
    effort: 'high',
    message: { text: 'why?', author: { name: 'Ann' }, attachments: [] },
    target: { private: false, conversation: { kind: 'channel', channel: scene.channel.id } },
  });
  expect(await scene.run.delivered).toMatchObject({ acknowledged: true });
});

test('a command without a question is told how to ask, and nothing is handed on', async () => {
  const scene = await command('');
  const { response } = await scene.run.delivered;
  expect(response).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringContaining('your question'),
  });
  expect(scene.events).toEqual([]);
});

test('a public answer streams in the thread of a message that repeats the question', async () => {
  const scene = await command('why? <!channel>');
  const surface = scene.adapter.surface((await scene.event('command')).target);
  const page = await surface.open(view(''), NEVER);
  await surface.close(page, view('Because.', { phase: 'done' }), NEVER);
  const [question, reply] = scene.slack.messages(scene.channel.id);

  expect(question?.text).toContain(`<@${scene.ann.id}> asked:\n>why?`);
  expect(reply).toMatchObject({ text: 'Because.', thread: question?.ts });
  expect(scene.slack.violations()).toEqual([]);
});

test('the question is posted once, also when the stream has to wait', async () => {
  const scene = await command('why?');
  const surface = scene.adapter.surface((await scene.event('command')).target);
  scene.slack.fail('chat.startStream', { status: 429, retryAfter: 1 });
  await expect(surface.open(view(''), NEVER)).rejects.toMatchObject({ name: 'RateLimited' });
  await surface.open(view('Because'), NEVER);
  expect(scene.slack.messages(scene.channel.id)).toHaveLength(2);
});

test('where the bot is no member, the answer comes through the response address', async () => {
  const scene = await command('why?', { withoutBot: true });
  const surface = scene.adapter.surface((await scene.event('command')).target);
  const page = await surface.open(view('', { phase: 'working' }), NEVER);
  await surface.update(page, view('Be'), NEVER);
  await surface.close(page, view('Because.', { phase: 'done' }), NEVER);
  expect(scene.slack.messages(scene.channel.id)).toMatchObject([
    { visibleTo: undefined, revisions: ['_Working…_', 'Because.'] },
  ]);
});

describe('a private answer', () => {
  const privately = async () => {
    const scene = await command('private why?');
    const { target } = await scene.event('command');
    return { ...scene, target, surface: scene.adapter.surface(target) };
  };

  test('is seen by its asker alone, and replaces the word that it is coming', async () => {
    const scene = await privately();
    const page = await scene.surface.open(view('', { phase: 'working' }), NEVER);
    await scene.surface.update(page, view('Be'), NEVER);
    await scene.surface.close(page, view('Because.', { phase: 'done', footer: 'low' }), NEVER);
    expect(scene.slack.messages(scene.channel.id)).toMatchObject([
      { visibleTo: scene.ann.id, revisions: ['_Working…_', 'Because.'], context: ['low'] },
    ]);
  });

  test('of four pages uses the address five times, and a fifth page is refused in words', async () => {
    const { surface, slack, channel } = await privately();
    for (const text of ['one', 'two', 'three', 'four'])
      await surface.close(await surface.open(view(''), NEVER), view(text, { phase: 'done' }), NEVER);
    expect(slack.messages(channel.id).map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
    const fifth = await surface.open(view(''), NEVER);
    await expect(surface.close(fifth, view('five'), NEVER)).rejects.toMatchObject({
      code: 'slack-answer-long',
    });
  });

  test('that comes too late says so', async () => {
    const { surface, slack } = await privately();
    slack.fail('response_url', { status: 404, error: 'expired_url' });
    await expect(surface.open(view(''), NEVER)).rejects.toMatchObject({ code: 'slack-response-expired' });
  });
});
