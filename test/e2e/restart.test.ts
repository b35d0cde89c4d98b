import { describe, expect, it, onTestFinished } from 'vitest';
import { startDiscord } from '../loopback/discord/index.ts';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { freePort, runProgram, temporaryFolder } from '../support/program.ts';
import { finished, ROOMS } from './rooms.ts';

/** The model begins an answer and hangs; the bot is killed; a new one finds the question in its journal. */
async function killInTheMiddle(
  platform: Readonly<Record<string, string>>,
  ask: () => void,
  showing: (text: string) => Promise<unknown>,
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
  // The second stretch is an edit: it comes once the first is journalled.
  const seen = Promise.withResolvers<void>();
  openai.reply('The beginning ', { wait: seen.promise }, 'goes on ', { wait: new Promise(() => {}) });
  const first = runProgram(['start'], env, folder);
  await first.saying('ready');
  ask();
  await showing('The beginning');
  seen.resolve();
  await showing('The beginning goes on');
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
    (text) => discord.until(showing(text), text),
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
    (text) => slack.until(showing(text)),
  );
  await slack.until(
    () => showing('The beginning and the end.')() && replies().every(({ streaming }) => !streaming),
  );
  expect(replies()).toHaveLength(1);
});

describe.each(ROOMS)('%s: after a restart', (_name, openRoom) => {
  it('the buttons of an old answer still do what they say', async () => {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const room = await openRoom(openai);
    openai.reply({ reasoning: 'Leaves, perhaps.' }, 'Tea is a drink.');
    room.ask('What is tea?');
    const answer = await room.until(() => finished(room, 'Tea is a drink.'), 'the answer');
    await room.restart();

    room.press(answer, 'reasoning');
    const aside = await room.until(
      () => room.shown().find(({ text }) => text.includes('Leaves, perhaps.')),
      'the reasoning',
    );
    expect(aside.seenBy).toBe(room.ana);

    openai.reply('Tea is leaves in water.');
    room.press(answer, 'harder');
    const again = await room.until(() => finished(room, 'Tea is leaves in water.'), 'the second answer');
    expect(again.seenBy).toBeUndefined();
    const [first, second] = openai.requests.map(({ asked }) => asked);
    expect(second?.turns.at(-1)).toEqual(first?.turns.at(-1));
    expect([first?.effort, second?.effort]).toEqual(['medium', 'high']);
    expect(finished(room, 'Tea is a drink.')).toBeDefined();

    openai.reply('Tea is what tea drinkers drink.');
    room.press(again, 'regenerate');
    await room.until(() => finished(room, 'Tea is what tea drinkers drink.'), 'the third answer');
    expect(openai.requests[2]?.asked?.effort).toBe('high');
    expect(room.faults()).toEqual([]);
  });

  it('an answer that was waiting for others when the bot ended is given, to the question as it is', async () => {
    const openai = await startOpenAi();
    onTestFinished(() => openai.close());
    const room = await openRoom(openai);
    const rest = Promise.withResolvers<void>();
    openai.reply('One, ', { wait: rest.promise }, 'two.');
    const counting = room.ask('Count.');
    await room.until(() => room.shown().some(({ text }) => text.startsWith('One,')), 'the beginning');
    const question = room.ask('What is tea?', counting);
    await question.heard;
    await question.edit('What is coffee?');
    const restarted = room.restart();
    rest.resolve();
    openai.reply('Coffee is a drink.');
    await restarted;
    await room.until(() => finished(room, 'Coffee is a drink.'), 'the answer that waited');
    expect(finished(room, 'One, two.')).toBeDefined();
    expect(JSON.stringify(openai.requests[1]?.asked?.turns.at(-1))).toContain('coffee');
    expect(room.shown()).toHaveLength(2);
  });
});
