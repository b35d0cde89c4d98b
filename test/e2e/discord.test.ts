import { expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import {
  ANSWER,
  expectReceiptsAndPrice,
  expectWholeQuestion,
  FILES,
  QUESTION,
  SHEET,
  startBot,
  startModel,
} from './bench.ts';

it('Discord: a mention with photo, voice note, video and PDF is answered in place', async () => {
  const openai = await startModel();
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const { guild } = discord.guild('Studio');
  const channel = discord.channel(guild, 'general');
  const ana = discord.user('Ana');
  await startBot(openai, {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    ATTACHE_MEDIA_HOSTS: discord.mediaHost,
  });

  discord.say({
    channel,
    author: ana,
    content: `<@${discord.bot.id}> ${QUESTION}`,
    attachments: FILES.map(({ name, bytes }) => ({ name, bytes })),
  });

  await expectWholeQuestion(openai);
  const reply = await discord.until(
    () =>
      discord
        .messages(channel)
        .find(({ author, content }) => author.id === discord.bot.id && content === ANSWER),
    'the whole answer',
  );
  const { embeds, buttons, stored } = await discord.until(
    () =>
      discord
        .messages(channel)
        .find((message) => message.id === reply.id && message.buttons.some((id) => id.startsWith('saw:'))),
    'the end',
  );
  expectReceiptsAndPrice(
    embeds.map(({ description, footer }) => `${description}\n${footer?.text}`).join('\n'),
  );
  discord.press(
    stored,
    buttons.find((id) => id.startsWith('saw:'))!,
    ana,
  );
  const shown = await discord.until(
    () => discord.messages(channel).find(({ files }) => files.some(({ filename }) => filename === SHEET)),
    'what was seen',
  );
  expect(shown.stored.ephemeralFor).toBe(ana.id);
  expect(discord.violations()).toEqual([]);
  expect(discord.rateLimited()).toEqual([]);
});
