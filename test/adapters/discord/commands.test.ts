/** `/ask`: registered once, answered in time, private where wanted, and the Stop button under an answer. */
import { expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { type ReplyTarget, UserError } from '../../../src/chat/index.ts';
import { type Bench, signal, startBench, viewOf } from './harness.ts';

const bytes = new TextEncoder().encode('a picture');
const MINUTE = 60_000;

async function ask(bench: Bench, options: Record<string, string | boolean> = {}) {
  const { discord, general, ana } = bench;
  const interaction = discord.runCommand('ask', {
    channel: general,
    user: ana,
    options: { prompt: 'what is this?', ...options },
  });
  const command = await bench.next('command');
  const acknowledged = () => discord.until(() => interaction.answeredAt, 'the acknowledgement');
  return { interaction, command, acknowledged, surface: bench.adapter.surface(command.target) };
}

test('the command is there after the start, for servers and for people who install the bot themselves', async () => {
  const { discord } = await startBench();

  expect(discord.commands()).toMatchObject([
    {
      name: 'ask',
      options: [
        { name: 'prompt', required: true },
        { name: 'attachment' },
        { name: 'attachment2' },
        { name: 'attachment3' },
        { name: 'effort', choices: [{ value: 'low' }, { value: 'high' }] },
        { name: 'model', choices: [{ name: 'GPT-5.5', value: 'gpt-5.5' }] },
        { name: 'private' },
      ],
      integration_types: [0, 1],
      contexts: [0, 1, 2],
    },
  ]);
  expect(discord.violations()).toEqual([]);
});

test('the command is registered again only when it has changed', async () => {
  const bench = await startBench();
  const registrations = () =>
    bench.discord.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/commands'))
      .length;
  const restart = async (choices: Bench['options']['choices']) => {
    const adapter = createDiscordAdapter({ ...bench.options, choices });
    await adapter.start(async () => {});
    await adapter.stop();
  };

  await restart(bench.options.choices);
  expect(registrations()).toBe(1);
  await restart({ ...bench.options.choices, models: [{ value: 'gpt-6', label: 'GPT-6' }] });
  expect(registrations()).toBe(2);
});

test('a bot that cannot register its command starts all the same', async () => {
  const { adapter, options, discord } = await startBench();
  await adapter.stop();
  discord.fail({ path: /commands$/, how: 'refuse', status: 403 });

  const successor = createDiscordAdapter(options);
  await successor.start(async () => {});

  expect(discord.gateway.connected()).toHaveLength(1);
  await successor.stop();
});

test('a command arrives with its options and files, and is acknowledged once it is taken in', async () => {
  const { discord, general, ana, next, adapter } = await startBench();

  const interaction = discord.runCommand('ask', {
    channel: general,
    user: ana,
    options: {
      prompt: `what is this in <#${general.id}>?`,
      effort: 'high',
      model: 'gpt-5.5',
      attachment: { name: 'heron.png', bytes, contentType: 'image/png' },
      attachment3: { name: 'voice.ogg', bytes, contentType: 'audio/ogg' },
    },
  });
  const command = await next('command');

  expect(command).toMatchObject({
    eventId: `discord:command:${interaction.id}`,
    effort: 'high',
    model: 'gpt-5.5',
    message: {
      text: 'what is this in #general?',
      author: { id: ana.id, name: 'Ana' },
      mentionsUs: true,
      attachments: [{ name: 'heron.png', declaredType: 'image/png' }, { name: 'voice.ogg' }],
    },
    target: { private: false, userId: ana.id },
  });
  await discord.until(() => interaction.answeredAt, 'the acknowledgement');
  const opened = await adapter.open(command.message.attachments[0]!, signal);
  expect(new Uint8Array(await new Response(opened).arrayBuffer())).toEqual(bytes);
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

test('when its fifteen minutes are over, an answer that all may see goes on as ordinary messages', async () => {
  const bench = await startBench();
  const { surface } = await ask(bench);
  const first = await surface.open(viewOf({ markdown: 'one' }), signal);
  bench.discord.advance(16 * MINUTE);

  await surface.update(first, viewOf({ markdown: 'one, later' }), signal);
  await surface.open(viewOf({ markdown: 'two' }), signal);

  expect(bench.discord.messages(bench.general).map(({ content }) => content)).toEqual(['one, later', 'two']);
});

test('when its fifteen minutes are over, a private answer says so instead of showing itself to all', async () => {
  const bench = await startBench();
  const { surface } = await ask(bench, { private: true });
  const first = await surface.open(viewOf({ markdown: 'one' }), signal);
  bench.discord.advance(16 * MINUTE);

  await expect(surface.update(first, viewOf({ markdown: 'two' }), signal)).rejects.toBeInstanceOf(UserError);
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

test('the Stop button is an event for its turn, acknowledged without a word', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> hello` });
  const { target } = await bench.next('message');
  await bench.adapter
    .surface(target)
    .open(viewOf({ markdown: 'It is', actions: [{ id: 'stop', label: 'Stop', turnId: 'turn-7' }] }), signal);

  const pressed = discord.press(discord.messages(general).at(-1)!.stored, 'stop:turn-7', ana);

  expect(await bench.next('action')).toMatchObject({
    eventId: `discord:action:${pressed.id}`,
    action: 'stop',
    turnId: 'turn-7',
    author: { id: ana.id },
    conversation: { channel: general.id },
  });
  await discord.until(() => pressed.answeredAt, 'the acknowledgement');
  expect(discord.messages(general)).toHaveLength(2);
});
