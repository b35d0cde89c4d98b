/** `npm run loopback`: the Discord, Slack and OpenAI servers alone. Point a bot at them, then talk to it from this terminal. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { startDiscord } from './discord/index.ts';
import { startOpenAi } from './openai/index.ts';
import { startSlack } from './slack/index.ts';

const openai = await startOpenAi({ port: 4003 });
const discord = await startDiscord({ port: 4001 });
const slack = await startSlack({ port: 4002 });

const discordUser = discord.user('You');
const discordChannel = discord.channel(discord.guild('Loopback').guild, 'general');
const slackUser = slack.user('You');
const slackChannel = slack.channel('general');

process.stdout.write(`Discord, Slack and OpenAI are running on this machine. Start a bot with:

OPENAI_BASE_URL=${openai.baseUrl}
OPENAI_API_KEY=${openai.apiKey}
DISCORD_TOKEN=${discord.token}
DISCORD_API_URL=${discord.apiUrl}
SLACK_BOT_TOKEN=${slack.botToken}
SLACK_APP_TOKEN=${slack.appToken}
SLACK_API_URL=${slack.apiUrl}
ATTACHE_MEDIA_HOSTS=${discord.mediaHost},${slack.host}

Then type here. Each line mentions the bot in both channels, or in one when it begins with "discord " or "slack ".
A line that begins with "- " mentions nobody: rules look on. The channels are ${discordChannel.id} and ${slackChannel.id}.
A word that begins with + is a file to send along: what is this? +photo.jpg

`);

/** What the bot's messages looked like when they were last printed. */
const printed = new Map<string, string>();
function show(platform: string, id: string, text: string): void {
  if (text === '' || printed.get(id) === text) return;
  printed.set(id, text);
  process.stdout.write(`[${platform}] ${text}\n`);
}
const watch = setInterval(() => {
  for (const { id, author, content } of discord.messages(discordChannel))
    if (author.id === discord.bot.id) show('discord', id, content);
  for (const { ts, user, text } of slack.messages(slackChannel.id))
    if (user === slack.botUserId) show('slack', ts, text);
}, 500);

for await (const line of createInterface({ input: process.stdin })) {
  const [, platform, aside, rest = ''] = /^(?:(discord|slack) )?(- )?(.*)$/.exec(line)!;
  const to = (bot: string) => (aside ? '' : `<@${bot}> `);
  const words = rest.split(' ');
  const text = words.filter((word) => !word.startsWith('+')).join(' ');
  const files = words
    .filter((word) => word.startsWith('+'))
    .map((word) => ({ name: basename(word), bytes: readFileSync(word.slice(1)) }));
  if (platform !== 'slack')
    discord.say({
      channel: discordChannel,
      author: discordUser,
      content: `${to(discord.bot.id)}${text}`,
      attachments: files,
    });
  if (platform !== 'discord')
    slack.say({
      channel: slackChannel.id,
      user: slackUser.id,
      text: `${to(slack.botUserId)}${text}`,
      files: files.map((file) => ({ ...file, mimetype: 'application/octet-stream' })),
    });
}
clearInterval(watch);
await Promise.all([openai.close(), discord.close(), slack.stop()]);
