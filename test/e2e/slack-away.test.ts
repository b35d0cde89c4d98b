/** Slack tells nothing of what was said while nobody listened: the bot finds it, answers it once, and nothing that is answered again. */
import { expect, it, onTestFinished } from 'vitest';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack } from '../loopback/slack/index.ts';
import { freePort, runProgram, temporaryFolder } from '../support/program.ts';

it('what was asked in a channel, in a thread and in direct messages while the bot was killed is answered once', async () => {
  const [slack, openai] = await Promise.all([startSlack({ rateLimits: false }), startOpenAi()]);
  onTestFinished(() => Promise.all([slack.stop(), openai.close()]).then(() => undefined));
  const folder = temporaryFolder();
  const env = {
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    PORT: await freePort(),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  };
  const ana = slack.user('Ana');
  const channel = slack.channel('general').id;
  const direct = slack.directMessage(ana.id).id;
  const mention = `<@${slack.botUserId}>`;
  const say = (text: string, more: object = {}) => slack.say({ user: ana.id, channel, text, ...more });
  const answers = () =>
    slack
      .messages()
      .filter(({ user, streaming }) => user === slack.botUserId && !streaming)
      .map(({ text, thread }) => [thread, text.trim()]);
  const answered = (count: number) => slack.until(() => answers().length === count);

  const first = runProgram(['start'], env, folder);
  await first.saying('ready');
  openai.reply('The first answer.');
  const before = say(`${mention} What was first?`).ts;
  await answered(1);
  first.child.kill('SIGKILL');
  await first.ended;

  for (const text of ['one', 'two', 'three']) openai.reply(`The answer ${text}.`);
  const away = [
    say('And then?', { thread: before }).ts,
    say(`${mention} Who is there?`).ts,
    say('Are you there?', { channel: direct }).ts,
  ];
  say('Nobody is asked here.');
  const second = runProgram(['start'], env, folder);
  await second.saying('ready');
  await answered(4);
  // By now Slack delivers all of it again.
  slack.retryNow();
  openai.reply('The last answer.');
  const last = say(`${mention} Was that all?`).ts;
  await answered(5);

  expect(
    answers()
      .map(([thread]) => thread)
      .toSorted(),
  ).toEqual([before, before, away[1], away[2], last].toSorted());
  expect(new Set(answers().map(([, text]) => text)).size).toBe(5);
  expect(openai.requests).toHaveLength(5);
  expect(slack.violations()).toEqual([]);
}, 120_000);
