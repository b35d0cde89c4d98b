/** Being connected: with or without the privileged intent, through lost connections, and away without a trace. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { startDiscord } from '../../loopback/discord/index.ts';
import { CHOICES, signal, startBench } from './harness.ts';

const MESSAGE_CONTENT = 1 << 15;

test('few intents are asked for: servers, messages, reactions, direct messages and their content', async () => {
  const { discord } = await startBench();

  expect(discord.gateway.connected()).toEqual([
    (1 << 0) | (1 << 9) | (1 << 10) | (1 << 12) | MESSAGE_CONTENT,
  ]);
});

test('without the Message Content intent the bot still works where it is addressed', async () => {
  const { discord, general, ana, hear, adapter } = await startBench({ messageContent: false });
  expect(discord.gateway.connected()).toEqual([(1 << 0) | (1 << 9) | (1 << 10) | (1 << 12)]);

  const overheard = await hear({ channel: general, author: ana, content: 'not for you' });
  const mention = await hear({
    channel: general,
    author: ana,
    content: `<@${discord.bot.id}> hello`,
    replyTo: discord.messages(general)[0]!.stored,
  });

  expect(overheard.text).toBe('');
  expect(mention).toMatchObject({ text: 'hello', mentionsUs: true });
  expect(await adapter.history({ before: mention, limit: 20 }, signal)).toEqual([]);
});

test('what was said during a short loss of the connection is heard afterwards', async () => {
  const { discord, general, ana, next } = await startBench();
  discord.gateway.disconnect({ resumable: true });
  discord.say({ channel: general, author: ana, content: 'did you hear that?' });

  const { message } = await next('message');

  expect(message.text).toBe('did you hear that?');
  expect(discord.gateway.counts).toEqual({ identified: 1, resumed: 1 });
});

test('a session that Discord has forgotten is begun anew', { timeout: 30_000 }, async () => {
  const { discord, general, ana, hear } = await startBench();
  discord.gateway.disconnect({ resumable: false });
  await discord.until(() => discord.gateway.counts.identified === 2, 'a second session');

  expect(await hear({ channel: general, author: ana, content: 'hello again' })).toMatchObject({
    text: 'hello again',
  });
});

test('a wrong token stops the start with a sentence that says where to get a right one', async () => {
  const { options } = await startBench();
  const adapter = createDiscordAdapter({ ...options, token: 'wrong.token.entirely' });

  await expect(adapter.start(async () => {})).rejects.toMatchObject({
    code: 'discord-token',
    hint: expect.stringContaining('https://discord.com/developers/applications'),
  });
});

test('a Discord that cannot be reached stops the start with a sentence', async () => {
  const discord = await startDiscord();
  await discord.close();
  const adapter = createDiscordAdapter({
    token: discord.token,
    apiUrl: discord.apiUrl,
    mediaHosts: [],
    choices: CHOICES,
    log: createLogger('silent'),
  });

  await expect(adapter.start(async () => {})).rejects.toMatchObject({ code: 'discord-unreachable' });
});

test('a stopped bot hears nothing more', async () => {
  const { discord, adapter, general, ana, events } = await startBench();
  await adapter.stop();
  await discord.until(() => discord.gateway.connected().length === 0, 'the bot to leave');

  discord.say({ channel: general, author: ana, content: 'anybody?' });

  expect(events).toEqual([]);
});

test('a process that has stopped its bot comes to an end by itself', { timeout: 30_000 }, async () => {
  const { options } = await startBench();
  const index = join(import.meta.dirname, '../../../adapters/discord/index.ts');
  const script = `
    import { createDiscordAdapter } from ${JSON.stringify(index)};
    const log = new Proxy({}, { get: () => () => {} });
    const adapter = createDiscordAdapter({ ...${JSON.stringify({ ...options, log: undefined })}, log });
    await adapter.start(async () => {});
    await adapter.stop();
    process.stdout.write('left');
  `;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 20_000,
  });

  expect(stdout).toBe('left');
});
