/** The check-up: what is right, what is missing, and where to change it. */
import { expect, onTestFinished, test } from 'vitest';
import { checkDiscord, type DiscordOptions } from '../../../adapters/discord/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { startDiscord } from '../../loopback/discord/index.ts';
import { startBench } from './harness.ts';

test('a bot in good order is told who it is, and where to invite it with no more than it needs', async () => {
  const { options, discord } = await startBench();

  const findings = await checkDiscord(options);

  expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const [token, , sessions, invitation] = findings.map(({ what }) => what);
  expect(token).toBe(`DISCORD_TOKEN belongs to Attaché (${discord.bot.id}).`);
  expect(sessions).toContain('999 of 1000');
  const url = new URL(/https:\S+/.exec(invitation ?? '')![0]);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: discord.bot.id,
    scope: 'bot applications.commands',
    // View Channels, Read Message History, Send Messages, Send Messages in Threads, Embed Links, Attach Files; Add
    // Reactions, Create Public Threads.
    permissions: String(0x48_0001_cc40n),
    integration_type: '0',
  });
});

test('a missing Message Content intent is a warning that says what it costs and where it is', async () => {
  const { options, discord } = await startBench({ messageContent: false });

  expect(await checkDiscord(options)).toContainEqual({
    level: 'warning',
    what: expect.stringContaining('Message Content intent is off'),
    hint: expect.stringContaining(`https://discord.com/developers/applications/${discord.bot.id}/bot`),
  });
});

test('it says how many sessions a start takes, and when DISCORD_SHARDS is too few for Discord', async () => {
  const discord = await startDiscord({ shards: 8 });
  onTestFinished(() => discord.close());
  const { token, apiUrl } = discord;
  const options: DiscordOptions = {
    token,
    apiUrl,
    mediaHosts: [],
    choices: { models: [], efforts: [], schemas: [] },
    log: createLogger('silent'),
  };
  const look = async (shards: DiscordOptions['shards']) =>
    checkDiscord({ ...options, ...(shards && { shards }) });

  expect(JSON.stringify(await look('auto'))).toContain('a start of this process takes 8.');
  expect(JSON.stringify(await look({ ids: [0, 1], total: 8 }))).toContain('a start of this process takes 2.');
  expect(await look({ ids: [0, 1], total: 2 })).toContainEqual({
    level: 'warning',
    what: 'DISCORD_SHARDS divides the servers among 2, and Discord advises 8.',
    hint: expect.stringContaining('raise the number behind its `/`'),
  });
  expect(await look({ ids: Array.from({ length: 1_001 }, (_, id) => id), total: 1_001 })).toContainEqual({
    level: 'error',
    what: expect.stringMatching(/^Discord allows \d+ of 1000 .* a start of this process takes 1001\.$/),
    hint: expect.stringContaining('Wait'),
  });
});

test('what only rules need, and servers do not give, is a warning that names them', async () => {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { token, apiUrl } = discord;
  const servers = ['Attic', 'Barn', 'Cellar', 'Dock', 'Eaves'].map((name) => discord.guild(name).guild);
  for (const guild of servers.slice(1)) discord.takeFromEveryone(guild, 'AddReactions');

  const findings = await checkDiscord({
    token,
    apiUrl,
    mediaHosts: [],
    choices: { models: [], efforts: [], schemas: [] },
    log: createLogger('silent'),
  });
  expect(findings).toContainEqual({
    level: 'warning',
    what: 'Rules that react or open threads need Add Reactions and Create Public Threads, which I lack on Barn, Cellar, Dock and 1 more.',
    hint: expect.stringContaining('invite link'),
  });
  expect(findings.map(({ level }) => level)).not.toContain('error');
});

test('commands that Discord sends elsewhere are an error, for they would never be answered', async () => {
  const { options, discord } = await startBench({ endpoint: 'https://example.com/interactions' });

  expect(await checkDiscord(options)).toContainEqual({
    level: 'error',
    what: expect.stringContaining('https://example.com/interactions'),
    hint: expect.stringContaining(`/applications/${discord.bot.id}/information`),
  });
});

test('a refused token is an error with the place to get a new one', async () => {
  const { options } = await startBench();

  expect(await checkDiscord({ ...options, token: 'wrong.token.entirely' })).toEqual([
    {
      level: 'error',
      what: 'Discord does not accept DISCORD_TOKEN.',
      hint: expect.stringContaining('https://discord.com/developers/applications'),
    },
  ]);
});

test('a Discord out of order is an error, not a crash', async () => {
  const { options, discord } = await startBench();
  discord.fail({ path: /users/, how: 'refuse', status: 500, times: 2 });

  expect(await checkDiscord(options)).toMatchObject([
    { level: 'error', what: expect.stringContaining('could not be asked') },
  ]);
});
