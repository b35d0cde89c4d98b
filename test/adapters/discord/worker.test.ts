/** A process that only answers: it hears nothing, and knows all the same what a process that is connected knows. */
import { describe, expect, test } from 'vitest';
import type { ChatAdapter, Message } from '../../../src/chat/index.ts';
import { signal, startBench, startWorker, viewOf } from './harness.ts';

const pastOf = async (adapter: ChatAdapter, before: Message) =>
  adapter.history({ before, limit: 50 }, signal);
const channelOf = async (adapter: ChatAdapter, { conversation }: Message) =>
  (
    await Array.fromAsync(
      adapter.channel({ conversation, until: Date.now() + 3_600_000, limit: 100 }, signal),
    )
  ).flat();

test('it takes no events in', async () => {
  const bench = await startBench();
  await startWorker(bench);
  expect(bench.discord.gateway.connected()).toHaveLength(1);
});

test('a token that Discord does not take stops it with a sentence', async () => {
  const bench = await startBench();
  await expect(
    startWorker({ options: { ...bench.options, token: 'wrong.token.entirely' } }),
  ).rejects.toMatchObject({ code: 'discord-token' });
});

describe('what it reads is what the connected process reads', () => {
  test('a chain of replies with mentions of people, roles, channels and threads', async () => {
    const bench = await startBench();
    const { discord, guild, botRole, general, ana, hear, adapter } = bench;
    const ben = discord.user('Ben');
    const birds = discord.role(guild, 'Birds', [ana, ben]);
    const thread = discord.thread(general, 'herons');
    const one = discord.say({
      channel: general,
      author: ben,
      content: `<@${ana.id}> of <@&${birds.id}>: see <#${general.id}> and <#${thread.id}>, <@&${botRole.id}>`,
    });
    const question = await hear({ channel: general, author: ana, content: 'so?', replyTo: one });

    const worker = await startWorker(bench);
    const read = await pastOf(worker, question);
    expect(read).toEqual(await pastOf(adapter, question));
    expect(read).toMatchObject([
      {
        text: '@Ana of @Birds: see #general and #herons,',
        mentionsUs: true,
        author: { name: 'Ben', roles: [birds.id] },
      },
    ]);
    expect(await channelOf(worker, question)).toEqual(await channelOf(adapter, question));
    expect(discord.violations()).toEqual([]);
  });

  test('a thread, with the message it was started from', async () => {
    const bench = await startBench();
    const { discord, general, ana, hear, adapter } = bench;
    const start = discord.say({ channel: general, author: ana, content: 'look' });
    const thread = discord.thread(general, 'herons', start);
    discord.say({ channel: thread, author: ana, content: 'one' });
    const question = await hear({ channel: thread, author: ana, content: 'two' });

    const worker = await startWorker(bench);
    const read = await pastOf(worker, question);
    expect(read.map(({ text }) => text)).toEqual(['look', 'one']);
    expect(read).toEqual(await pastOf(adapter, question));
    expect(await channelOf(worker, question)).toEqual(await channelOf(adapter, question));
  });

  test('direct messages', async () => {
    const bench = await startBench();
    const { discord, ana, hear, adapter } = bench;
    const dm = discord.dm(ana);
    discord.say({ channel: dm, author: ana, content: 'one' });
    const question = await hear({ channel: dm, author: ana, content: 'two' });

    const worker = await startWorker(bench);
    expect(await pastOf(worker, question)).toEqual(await pastOf(adapter, question));
    expect((await pastOf(worker, question)).map(({ text }) => text)).toEqual(['one']);
  });
});

test('what is known of a server is asked for once, for all questions of some minutes', async () => {
  const bench = await startBench();
  const { discord, general, ana, hear } = bench;
  const one = discord.say({ channel: general, author: ana, content: 'one' });
  const question = await hear({ channel: general, author: ana, content: 'two', replyTo: one });
  const worker = await startWorker(bench);
  await Promise.all([pastOf(worker, question), pastOf(worker, question)]);
  const before = discord.requests.length;

  await pastOf(worker, question);
  const paths = discord.requests.slice(before).map(({ path }) => path);
  expect(paths).toEqual([`/channels/${general.id}/messages`]);
});

test('people who have left are asked for once, and go by the names that they have everywhere', async () => {
  const bench = await startBench();
  const { discord, guild, general, ana, hear } = bench;
  const ben = discord.user('Ben');
  const one = discord.say({ channel: general, author: ben, content: 'bye' });
  guild.members.delete(ben.id);
  const question = await hear({ channel: general, author: ana, content: 'who was that?', replyTo: one });
  const worker = await startWorker(bench);
  for (let time = 0; time < 3; time++)
    expect(await pastOf(worker, question)).toMatchObject([{ author: { name: 'Ben', roles: [] } }]);
  expect(discord.violations()).toHaveLength(1);
});

test('on a server that the bot is not on nothing is read, and Discord is asked once', async () => {
  const bench = await startBench();
  const { discord, ana } = bench;
  const channel = discord.channel(discord.foreignGuild('Elsewhere'), 'general');
  discord.runCommand('ask', { channel, user: ana, options: { question: 'hello' } });
  const { message } = await bench.next('command');
  const worker = await startWorker(bench);
  for (let time = 0; time < 3; time++) expect(await pastOf(worker, message)).toEqual([]);
  expect(discord.violations()).toHaveLength(1);
});

test('a permission that is missing is named, and no longer once it is there', async () => {
  const bench = await startBench();
  const { discord, general, ana, hear } = bench;
  const question = await hear({ channel: general, author: ana, content: 'hello' });
  const worker = await startWorker(bench);
  discord.deny(general, 'ReadMessageHistory');
  await expect(channelOf(worker, question)).rejects.toThrow('Read Message History');
  general.denied = 0n;
  expect(await channelOf(worker, question)).toHaveLength(1);

  discord.deny(general, 'SendMessages');
  const surface = worker.surface({ conversation: question.conversation, userId: ana.id, private: false });
  await expect(surface.open(viewOf({ markdown: 'no' }), signal)).rejects.toThrow('Send Messages');
});

test('without the Message Content intent it says so', async () => {
  const bench = await startBench({ messageContent: false });
  const { general, ana, hear } = bench;
  const question = await hear({ channel: general, author: ana, content: 'hello' });
  const worker = await startWorker(bench);
  await expect(channelOf(worker, question)).rejects.toMatchObject({ code: 'discord-message-content' });
});

describe('a command that another process acknowledges', () => {
  test('is answered once that has happened, however much sooner the answer is there', async () => {
    const { promise: journalled, resolve: journal } = Promise.withResolvers<void>();
    const bench = await startBench({ onEvent: () => journalled });
    const { discord, general, ana } = bench;
    discord.runCommand('ask', { channel: general, user: ana, options: { question: 'hello' } });
    const { target } = await bench.next('command');
    const worker = await startWorker(bench);

    const opened = worker.surface(target).open(viewOf({ markdown: 'Hello.' }), signal);
    await discord.until(
      () => discord.requests.some(({ path, status }) => path.startsWith('/webhooks/') && status === 404),
      'a try that came too soon',
    );
    journal();
    await opened;
    expect(discord.messages(general)).toMatchObject([{ content: 'Hello.', loading: false }]);
  });

  test('that nobody acknowledges is answered in the channel after a few seconds', async () => {
    const bench = await startBench({ onEvent: () => Promise.reject(new Error('the journal is full')) });
    const { discord, general, ana } = bench;
    discord.runCommand('ask', { channel: general, user: ana, options: { question: 'hello' } });
    const { target } = await bench.next('command');
    const worker = await startWorker(bench);

    await worker.surface(target).open(viewOf({ markdown: 'Hello.' }), signal);
    expect(discord.messages(general)).toMatchObject([{ content: 'Hello.', loading: false }]);
  });

  test('and that two processes hear is acknowledged by one, which is no fault', async () => {
    const bench = await startBench();
    const { discord, general, ana } = bench;
    const { createDiscordAdapter } = await import('../../../adapters/discord/index.ts');
    const warnings: unknown[] = [];
    const note = (...told: unknown[]) => void warnings.push(told);
    const log = { ...bench.options.log, info: () => {}, debug: () => {}, warn: note, error: note };
    const other = createDiscordAdapter({ ...bench.options, log } as typeof bench.options);
    await other.start(async () => {});
    try {
      const { id } = discord.runCommand('ask', {
        channel: general,
        user: ana,
        options: { question: 'hello' },
      });
      const told = () =>
        discord.requests.filter(({ path, status }) => path.startsWith(`/interactions/${id}/`) && status > 0);
      await discord.until(() => told().length === 2, 'both to acknowledge it');
      expect(told().map(({ code }) => code)).toContain(40060);
      expect(discord.messages(general)).toMatchObject([{ loading: true }]);
    } finally {
      await other.stop();
    }
    expect(warnings).toEqual([]);
  });
});
