/** Slash commands: what arrives of them, when Discord is told, and the answer in place of “thinking…”. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { type ReplyTarget, WORDS } from '../../../src/chat/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

const bytes = new TextEncoder().encode('a picture');

async function ask(bench: Bench, options: Record<string, string | boolean> = {}) {
  const { discord, general, ana } = bench;
  const interaction = discord.runCommand('ask', {
    channel: general,
    user: ana,
    options: { question: 'what is this?', ...options },
  });
  const command = await bench.next('command');
  const acknowledged = () => discord.until(() => interaction.answeredAt, 'the acknowledgement');
  return { interaction, command, acknowledged, surface: bench.adapter.surface(command.target) };
}

test('a question arrives with its options and files, and is acknowledged once it is taken in', async () => {
  const { discord, general, ana, next, adapter } = await startBench();

  const interaction = discord.runCommand('ask', {
    channel: general,
    user: ana,
    locale: 'ja',
    options: {
      question: `what is this in <#${general.id}>?`,
      effort: 'high',
      model: 'gpt-5.5',
      file: { name: 'heron.png', bytes, contentType: 'image/png' },
      file3: { name: 'voice.ogg', bytes, contentType: 'audio/ogg' },
    },
  });
  const command = await next('command');

  expect(command).toMatchObject({
    eventId: `discord:command:${interaction.id}`,
    name: 'ask',
    effort: 'high',
    model: 'gpt-5.5',
    message: {
      text: 'what is this in #general?',
      author: { id: ana.id, name: 'Ana', locale: 'ja' },
      mentionsUs: true,
      attachments: [{ name: 'heron.png', declaredType: 'image/png' }, { name: 'voice.ogg' }],
    },
    target: { private: false, userId: ana.id },
  });
  await discord.until(() => interaction.answeredAt, 'the acknowledgement');
  const opened = await adapter.open(command.message.attachments[0]!, signal);
  expect(new Uint8Array(await new Response(opened).arrayBuffer())).toEqual(bytes);
});

describe('the other questions', () => {
  const schema = '{"type":"object","properties":{"total":{"type":"number"}}}';

  test.each([
    ['ask', { question: 'why?', best: 3, effort: 'auto' }, { best: 3, effort: 'auto', text: 'why?' }],
    [
      'compare',
      { question: 'why?', a: 'gpt-5.5/high', b: 'low' },
      { a: 'gpt-5.5/high', b: 'low', text: 'why?' },
    ],
    ['compare', { question: 'why?' }, { text: 'why?' }],
    ['extract', { schema: 'invoice', model: 'gpt-5.5' }, { schema: 'invoice', model: 'gpt-5.5', text: '' }],
    ['extract', { schema, question: 'the total' }, { schema, text: 'the total' }],
    ['catchup', { since: 'yesterday', last: 300 }, { since: 'yesterday', last: 300, text: '' }],
    ['catchup', {}, { text: '' }],
  ])(
    '/%s %o arrives with what was chosen, and with nothing else',
    async (name, options, { text, ...chosen }) => {
      const { discord, general, ana, next } = await startBench();

      const interaction = discord.runCommand(name, { channel: general, user: ana, options });
      const { type, eventId, message, target, ...rest } = await next('command');

      expect(rest).toEqual({ name, ...chosen });
      expect({ type, eventId, text: message.text }).toEqual({
        type: 'command',
        eventId: `discord:command:${interaction.id}`,
        text,
      });
      expect(target).toMatchObject({ private: false, userId: ana.id, conversation: { channel: general.id } });
      expect(discord.violations()).toEqual([]);
    },
  );

  test('take files and answer to the asker alone, as /ask does', async () => {
    const { discord, general, ana, next } = await startBench();
    discord.runCommand('extract', {
      channel: general,
      user: ana,
      options: { schema: 'invoice', file: { name: 'bill.pdf', bytes }, private: true },
    });
    expect(await next('command')).toMatchObject({
      message: { attachments: [{ name: 'bill.pdf' }] },
      target: { private: true },
    });
  });

  test('can be written behind a mention, and arrive there as they were typed', async () => {
    const { discord, general, ana, hear } = await startBench();
    const { text } = await hear({
      channel: general,
      author: ana,
      content: `<@${discord.bot.id}> /extract schema:${schema} the *total* of a_b_c`,
    });
    expect(text).toBe(`/extract schema:${schema} the *total* of a_b_c`);
  });
});

describe('a command that asks nothing', () => {
  test.each([
    ['model', {}, { scope: 'me' }],
    ['model', { model: 'gpt-5.5', for: 'channel' }, { value: 'gpt-5.5', scope: 'channel' }],
    ['effort', { effort: 'usual', for: 'me' }, { value: 'usual', scope: 'me' }],
    ['stop', {}, {}],
    ['forget', { what: 'everything' }, { value: 'everything' }],
    ['usage', { period: 'month' }, { value: 'month' }],
    ['usage', { period: 'everybody' }, { value: 'everybody' }],
    ['usage', { period: 'csv' }, { value: 'csv' }],
    ['watch', { do: 'pause', rule: ' herons ' }, { value: 'pause  herons' }],
    ['watch', { do: 'list' }, { value: 'list' }],
    ['watch', { rule: 'herons' }, { value: 'herons' }],
    ['effort', { effort: 'auto' }, { value: 'auto', scope: 'me' }],
    ['help', {}, {}],
  ])('/%s %o arrives as what it is', async (name, options, expected) => {
    const { discord, general, ana, next } = await startBench();

    const interaction = discord.runCommand(name, { channel: general, user: ana, options, locale: 'de' });

    expect(await next('control')).toMatchObject({
      eventId: `discord:command:${interaction.id}`,
      control: name,
      author: { id: ana.id, locale: 'de' },
      target: { conversation: { channel: general.id }, userId: ana.id, private: true },
      ...expected,
    });
  });

  test('without an option, none is made up', async () => {
    const { discord, general, ana, next } = await startBench();
    discord.runCommand('usage', { channel: general, user: ana });
    expect(await next('control')).not.toHaveProperty('value');
  });

  test('is answered to the one who ran it alone, in the place of “thinking…”', async () => {
    const { discord, general, ana, next, adapter } = await startBench();
    const interaction = discord.runCommand('usage', { channel: general, user: ana });
    const { target } = await next('control');
    await discord.until(() => interaction.answeredAt, 'the acknowledgement');

    await adapter.surface(target).attach([], 'You have asked me nothing today.', signal);

    expect(discord.messages(general)).toMatchObject([
      {
        loading: false,
        content: 'You have asked me nothing today.',
        stored: { ephemeralFor: ana.id },
      },
    ]);
    expect(discord.violations()).toEqual([]);
  });
});

test('a command we no longer have is answered with what we can do, to its asker alone', async () => {
  const { discord, general, ana, events } = await startBench();
  await fetch(`${discord.apiUrl}/v10/applications/${discord.bot.id}/commands`, {
    method: 'POST',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'draw', description: 'Draws' }),
  });

  discord.runCommand('draw', { channel: general, user: ana, locale: 'fr' });

  const { content, stored } = await discord.until(() => discord.messages(general)[0], 'an answer');
  expect(content).toBe(WORDS.fr.said.help);
  expect(stored.ephemeralFor).toBe(ana.id);
  expect(events).toEqual([]);
});

test('the answer takes the place of “thinking…”, and what does not fit follows it', async () => {
  const bench = await startBench();
  const { surface, acknowledged } = await ask(bench);
  await acknowledged();
  expect(bench.discord.messages(bench.general)).toMatchObject([{ loading: true }]);

  const first = await surface.open(viewOf({ markdown: 'one' }), signal);
  await surface.open(viewOf({ markdown: 'three' }), signal);
  await surface.update(first, viewOf({ markdown: 'two' }), signal);

  expect(bench.discord.messages(bench.general)).toMatchObject([
    { id: first, content: 'two', loading: false },
    { content: 'three' },
  ]);
  expect(bench.discord.violations()).toEqual([]);
});

test('an answer that is ready before Discord was told to wait waits itself', async () => {
  const pages: Promise<string>[] = [];
  const bench: Bench = await startBench({
    onEvent: (event) => {
      if (event.type === 'command')
        pages.push(bench.adapter.surface(event.target).open(viewOf({ markdown: 'at once' }), signal));
    },
  });

  await ask(bench);
  const [page] = await Promise.all(pages);

  expect(bench.discord.messages(bench.general)).toMatchObject([{ id: page, content: 'at once' }]);
  expect(bench.discord.violations()).toEqual([]);
});

test('a private answer is seen by the one who asked, all of it', async () => {
  const bench = await startBench();
  const { surface } = await ask(bench, { private: true });

  await surface.open(viewOf({ markdown: 'one' }), signal);
  await surface.open(viewOf({ markdown: 'two' }), signal);

  const seenBy = bench.discord.messages(bench.general).map(({ stored }) => stored.ephemeralFor);
  expect(seenBy).toEqual([bench.ana.id, bench.ana.id]);
});

test('after a restart the answer goes on where it was', async () => {
  const bench = await startBench();
  const { surface, command } = await ask(bench);
  const first = await surface.open(viewOf({ markdown: 'one' }), signal);
  await bench.adapter.stop();

  const successor = createDiscordAdapter(bench.options);
  const target = JSON.parse(JSON.stringify(command.target)) as ReplyTarget;
  const restored = successor.surface(target);
  await restored.open(viewOf({ markdown: 'two' }), signal);
  await restored.close(first, viewOf({ markdown: 'one!' }), signal);

  expect(bench.discord.messages(bench.general).map(({ content }) => content)).toEqual(['one!', 'two']);
});

test('a command acknowledged too late is answered in the channel', async () => {
  const bench: Bench = await startBench({
    onEvent: (event) => {
      if (event.type === 'command') bench.discord.advance(4000);
    },
  });
  const { surface } = await ask(bench);

  await surface.open(viewOf({ markdown: 'sorry, I was slow' }), signal);

  expect(bench.discord.messages(bench.general)).toMatchObject([{ content: 'sorry, I was slow' }]);
});

test('a command whose acknowledgement is lost on the way is answered in the channel, too', async () => {
  const bench = await startBench();
  bench.discord.fail({ path: /callback$/, how: 'refuse', status: 500, times: 4 });
  const { surface } = await ask(bench);

  await surface.open(viewOf({ markdown: 'here I am' }), signal);

  expect(bench.discord.messages(bench.general)).toMatchObject([{ content: 'here I am' }]);
});

test('a command that could not be journalled is not acknowledged', async () => {
  const bench = await startBench({
    onEvent: (event) => {
      if (event.type === 'command') throw new Error('the disk is full');
    },
  });
  const { interaction } = await ask(bench);

  await bench.hear({ channel: bench.general, author: bench.ana, content: 'are you there?' });

  expect(interaction.answeredAt).toBeUndefined();
});
