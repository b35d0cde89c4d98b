/** The guide of `npm run setup:discord`: the links to follow, and what is left to switch on. */
import { expect, onTestFinished, test } from 'vitest';
import { setupDiscord } from '../../../adapters/discord/index.ts';
import { type DiscordServerOptions, startDiscord } from '../../loopback/discord/index.ts';
import { runProgram } from '../../support/program.ts';

async function startServer(options?: DiscordServerOptions) {
  const discord = await startDiscord(options);
  onTestFinished(() => discord.close());
  return { discord, guide: (token = discord.token) => setupDiscord({ token, apiUrl: discord.apiUrl }) };
}

const linksIn = (text: string) =>
  [...text.matchAll(/https:\S+/g)]
    .map(([link]) => new URL(link))
    .filter(({ pathname }) => pathname === '/oauth2/authorize')
    .map(({ searchParams }) => Object.fromEntries(searchParams));

test('there is a link for servers with no more permissions than needed, and one for people', async () => {
  const { discord, guide } = await startServer();

  const text = await guide();

  expect(text).toContain(`DISCORD_TOKEN belongs to Attaché (${discord.bot.id}).`);
  expect(text).toContain('Everything is switched on');
  expect(linksIn(text)).toEqual([
    {
      client_id: discord.bot.id,
      scope: 'bot applications.commands',
      permissions: String(0x48_0001_cc40n),
      integration_type: '0',
    },
    { client_id: discord.bot.id, scope: 'applications.commands', integration_type: '1' },
  ]);
  expect(text).toContain(
    'View Channel, Read Message History, Send Messages, Send Messages In Threads, Embed Links, Attach Files, Add Reactions, Create Public Threads; the last two only for rules',
  );
});

test.each([
  ['the Message Content intent is off', { messageContent: false }, '/bot'],
  ['people cannot add it to themselves', { userInstall: false }, '/installation'],
  ['commands go elsewhere', { endpoint: 'https://example.com/interactions' }, '/information'],
])('when %s, the guide says where to change it', async (_, options, page) => {
  const { discord, guide } = await startServer(options);
  expect(await guide()).toContain(`https://discord.com/developers/applications/${discord.bot.id}${page}`);
});

test('the token is never shown', async () => {
  const { discord, guide } = await startServer();
  expect(await guide()).not.toContain(discord.token);
});

test('a refused token is an error that says where to get a new one', async () => {
  const { guide } = await startServer();
  await expect(guide('wrong.token.entirely')).rejects.toMatchObject({
    code: 'discord-token',
    hint: expect.stringContaining('Reset Token'),
  });
});

test('the program prints the guide, or what to do when there is no token', { timeout: 30_000 }, async () => {
  const { discord } = await startServer();
  const run = async (env: Record<string, string>) => {
    const program = runProgram(['setup:discord'], env);
    return { code: await program.ended, output: program.output(), errors: program.errors() };
  };

  const guided = await run({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });
  expect(guided).toMatchObject({ code: 0, output: expect.stringContaining('oauth2/authorize'), errors: '' });

  const lost = await run({});
  expect(lost).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('Reset Token') });
});
