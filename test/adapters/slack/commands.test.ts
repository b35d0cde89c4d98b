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

describe('what is typed behind the other questions', () => {
  const schema = '{"type":"object", "properties":{"total":{"type":"number"}}}';

  test.each([
    ['/ask', 'best:3 why?', { name: 'ask', best: 3, rest: 'why?' }],
    [
      '/compare',
      'a:gpt-5.5/high b:low why a:is?',
      { name: 'compare', a: 'gpt-5.5/high', b: 'low', rest: 'why a:is?' },
    ],
    ['/compare', 'why?', { name: 'compare', rest: 'why?' }],
    [
      '/extract',
      'schema:Invoice effort:low Total: 12 €',
      { name: 'extract', schema: 'invoice', effort: 'low', rest: 'Total: 12 €' },
    ],
    ['/extract', `schema:${schema} Total: 12`, { name: 'extract', schema, rest: 'Total: 12' }],
    ['/extract', 'schema:invoice', { name: 'extract', schema: 'invoice', rest: '' }],
    ['/catchup', '', { name: 'catchup', rest: '' }],
    [
      '/catchup',
      'since:yesterday last:300 what was decided?',
      { name: 'catchup', since: 'yesterday', last: 300, rest: 'what was decided?' },
    ],
    ['/bot-catchup', 'since:2h', { name: 'catchup', since: '2h', rest: '' }],
  ])('%s %s', (command, text, question) => {
    expect(read(command, text)).toEqual({ private: false, ...question });
  });

  test.each([
    ['/ask', 'best:9 why?', '“9” does not work for “best”. It can be: 2–5.'],
    ['/ask', 'best:many why?', '“many” does not work for “best”. It can be: 2–5.'],
    ['/catchup', 'last:0', '“0” does not work for “last”. It can be: 1–50000.'],
    ['/extract', 'schema:bill Total: 12', '“bill” does not work for “schema”. It can be: contact, invoice.'],
    ['/extract', 'Total: 12', expect.stringContaining('I know: contact, invoice.')],
    ['/extract', 'schema:invoice model:gpt-1 x', expect.stringContaining('gpt-5.4, gpt-5.5.')],
    ['/compare', 'a:low b:high', expect.stringContaining('your question')],
    ['/catchup', 'effort:huge', expect.stringContaining('effort “huge”')],
  ])('%s %s is told what is wrong with it', (command, text, fault) => {
    expect(read(command, text)).toEqual({ fault });
  });

  test('where no schema has a name yet, it is said what to write instead', () => {
    const words = wordsFor('en');
    const none = { ...CHOICES, schemas: [] };
    for (const text of ['Total: 12', 'schema:bill Total: 12'])
      expect(readCommand('/extract', text, none, words)).toEqual({
        fault: expect.stringContaining(words.options.schema.description),
      });
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
    ['/usage', 'everybody', { name: 'usage', value: 'everybody', scope: 'me' }],
    ['/usage', 'CSV', { name: 'usage', value: 'csv', scope: 'me' }],
    ['/help', '', { name: 'help', scope: 'me' }],
  ])('%s %s', (command, text, control) => {
    expect(read(command, text)).toEqual(control);
  });

  test.each([
    ['', {}],
    ['   ', {}],
    ['list', { value: 'list' }],
    ['pause  standup ', { value: 'pause  standup' }],
    [
      'why <https://x.slack.com/archives/C1/p1712345678901234>',
      { value: 'why https://x.slack.com/archives/C1/p1712345678901234' },
    ],
    ['why <http://x.org|x.org>', { value: 'why x.org' }],
    ['why https://x.org', { value: 'why https://x.org' }],
    ['why 1712345678.901234', { value: 'why 1712345678.901234' }],
  ])('/watch %j', (text, chosen) => {
    expect(read('/watch', text)).toEqual({ name: 'watch', scope: 'me', ...chosen });
  });

  test('a rule behind /watch keeps its lines, their indents and its signs; people and channels are their ids', () => {
    const text = [
      'add standup:',
      '  where: { channels: [<#C0GEN|general>], bots: [<@U0ROB|robot>] }',
      '  when:',
      '\u00A0\u00A0\u00A0\u00A0on: message',
      '    matches: "^(?&lt;who&gt;\\w+) &amp;&amp; (?<what>.*)$" # 1 &lt; 2',
      '  then: { say: "see <https://x.org/a?b=c&amp;d|https://x.org/a?b=c&amp;d> *now*" }',
      '',
    ].join('\r\n');
    expect(read('/watch', text)).toEqual({
      name: 'watch',
      scope: 'me',
      value: [
        'add standup:',
        '  where: { channels: [C0GEN], bots: [U0ROB] }',
        '  when:',
        '    on: message',
        '    matches: "^(?<who>\\w+) && (?<what>.*)$" # 1 < 2',
        '  then: { say: "see https://x.org/a?b=c&d *now*" }',
      ].join('\n'),
    });
  });

  test('a rule that begins on the next line keeps the indent of its first one', () => {
    expect(read('/watch', 'add\n  a: 1\n  b: 2')).toEqual({
      name: 'watch',
      scope: 'me',
      value: 'add   a: 1\n  b: 2',
    });
  });

  test.each([
    ['/effort', 'huge', 'I do not know the effort “huge”. It can be: none, low, medium, high, xhigh, usual.'],
    ['/model', 'gpt-1 channel', 'I do not know the model “gpt-1”. It can be: gpt-5.4, gpt-5.5, usual.'],
    ['/forget', 'me not', 'What to forget: conversation, everything'],
    ['/usage', 'year', 'Since when: today, month, everybody, csv'],
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

test.each([
  ['/compare', 'a:low b:gpt-5.5/high why?', { name: 'compare', a: 'low', b: 'gpt-5.5/high' }, 'why?'],
  ['/extract', 'schema:invoice 12 &amp; 13 €', { name: 'extract', schema: 'invoice' }, '12 & 13 €'],
  ['/catchup', 'since:2h last:50', { name: 'catchup', since: '2h', last: 50 }, ''],
])('%s %s is handed on with its options, and with nothing else', async (name, text, chosen, question) => {
  const scene = await command(text, { name });
  const { type, eventId, message, target, ...rest } = await scene.event('command');
  expect({ type, eventId, question: message.text, ...rest }).toEqual({
    type: 'command',
    eventId: `slack:${scene.run.triggerId}`,
    question,
    ...chosen,
  });
  expect(target).toMatchObject({ private: false, conversation: { kind: 'channel' } });
});

test('a JSON Schema is handed on as it was typed, whatever Slack has made of it on the way', async () => {
  const scene = await command(
    'schema:{"$id":"<https://x.org/a>", "pattern":"^*a*$", "title":"a &lt; b"} a text',
    { name: '/extract' },
  );
  expect(await scene.event('command')).toMatchObject({
    schema: '{"$id":"https://x.org/a", "pattern":"^*a*$", "title":"a < b"}',
    message: { text: 'a text' },
  });
});

test('over an answer for all to see stands what its question was told, not only what it was asked', async () => {
  const scene = await command('a:low b:high why?', { name: '/compare' });
  const surface = scene.adapter.surface((await scene.event('command')).target);
  await surface.open(view('They say…'), NEVER);
  expect(scene.slack.messages(scene.channel.id)[0]?.text).toContain('/compare a:low b:high why?');
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

test('what a rule is to do is handed on as it was typed, to be answered for its asker alone', async () => {
  const scene = await command('add a:\n  when: { on: message }', { name: '/watch' });
  expect(await scene.event('control')).toMatchObject({
    control: 'watch',
    value: 'add a:\n  when: { on: message }',
    author: { id: scene.ann.id },
    target: { private: true, userId: scene.ann.id, conversation: { channel: scene.channel.id } },
  });
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
