import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { runProgram, temporaryFolder } from '../support/program.ts';

/** A port that is free now. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/** The model begins an answer and hangs; the bot is killed; a new one finds the question in its journal. */
async function killInTheMiddle(
  platform: Readonly<Record<string, string>>,
  ask: () => void,
  begun: () => Promise<unknown>,
) {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  const folder = temporaryFolder();
  const env = {
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    PORT: await freePort(),
    ...platform,
  };
  openai.reply('The beginning ', { wait: new Promise(() => {}) });
  const first = runProgram(['start'], env, folder);
  await first.saying('ready');
  ask();
  await begun();
  first.child.kill('SIGKILL');
  await first.ended;

  openai.reply('The beginning and the end.');
  const second = runProgram(['start'], env, folder);
  await second.saying('ready');
}

it('Discord: an answer that a kill cut off is finished in the same message', async () => {
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const channel = discord.channel(discord.guild('Studio').guild, 'general');
  const author = discord.user('Ana');
  const replies = () => discord.messages(channel).filter(({ author: { id } }) => id === discord.bot.id);
  const showing = (text: string) => () => replies().some(({ content }) => content.trim() === text);
  await killInTheMiddle(
    { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    () => discord.say({ channel, author, content: `<@${discord.bot.id}> hello` }),
    () => discord.until(showing('The beginning'), 'the beginning'),
  );
  await discord.until(showing('The beginning and the end.'), 'the end');
  expect(replies()).toHaveLength(1);
});

it('Slack: an answer that a kill cut off is finished in the same message', async () => {
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  const channel = slack.channel('general');
  const ana = slack.user('Ana');
  const replies = () => slack.messages(channel.id).filter(({ user }) => user === slack.botUserId);
  const showing = (text: string) => () => replies().some((message) => message.text.trim() === text);
  await killInTheMiddle(
    { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    () => slack.say({ user: ana.id, channel: channel.id, text: `<@${slack.botUserId}> hello` }),
    () => slack.until(showing('The beginning')),
  );
  await slack.until(
    () => showing('The beginning and the end.')() && replies().every(({ streaming }) => !streaming),
  );
  expect(replies()).toHaveLength(1);
});
