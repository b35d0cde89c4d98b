/** What the log of a running bot tells at its usual level: that something was answered and what it took, and nothing that was said. */
import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import { startOpenAi } from '../loopback/openai/index.ts';
import { freePort, runProgram } from '../support/program.ts';

it('the log has no word of what was asked, typed, sent, heard, thought or answered, nor who it was', async () => {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  openai.transcripts(() => 'HEARDWORD and more.');
  openai.reply({ reasoning: 'Perhaps THOUGHTWORD.' }, 'It is TOLDWORD.');
  // The second question fails, and an error says so.
  const failure = {
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_prompt',
    message: 'Not like this.',
  };
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  const channel = discord.channel(discord.guild('Studio').guild, 'general');
  const author = discord.user('Ana Namenwort');
  const program = runProgram(['start'], {
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    PORT: await freePort(),
  });
  await program.saying('ready');

  const attachments = [
    { name: 'FILEWORD.ogg', bytes: readFileSync('test/fixtures/voice.ogg') },
    { name: 'broken-FILEWORD.pdf', bytes: Buffer.from('%PDF-1.7 and nothing more') },
  ];
  discord.say({ channel, author, content: `<@${discord.bot.id}> What is ASKEDWORD?`, attachments });
  const replies = () => discord.messages(channel).filter(({ author: { id } }) => id === discord.bot.id);
  await discord.until(
    () => replies().some(({ content }) => content.includes('It is TOLDWORD.')),
    'the answer',
  );
  openai.fail(failure);
  discord.say({ channel, author, content: `<@${discord.bot.id}> And ASKEDWORD again?` });
  const over = () => replies().filter(({ buttons }) => buttons.some((id) => id.includes('regenerate')));
  await discord.until(() => over().length === 2, 'the end of both');
  openai.reply('It is TOLDWORD again.');
  for (const typed of ['/catchup since:TYPEDWORD', 'model:MODELWORD And ASKEDWORD?']) {
    const before = over().length;
    discord.say({ channel, author, content: `<@${discord.bot.id}> ${typed}` });
    await discord.until(() => over().length > before, typed);
  }
  program.child.kill('SIGTERM');
  await program.ended;

  const log = program.errors();
  expect(log.match(/"outcome":"(done|failed)"/g)).toEqual(
    ['done', 'failed', 'failed', 'done'].map((outcome) => `"outcome":"${outcome}"`),
  );
  const words = [
    'TYPEDWORD',
    'MODELWORD',
    'ASKEDWORD',
    'TOLDWORD',
    'THOUGHTWORD',
    'HEARDWORD',
    'FILEWORD',
    'Namenwort',
    author.id,
  ];
  expect(words.filter((word) => log.includes(word))).toEqual([]);
  expect([openai.apiKey, discord.token].filter((secret) => log.includes(secret))).toEqual([]);
});
