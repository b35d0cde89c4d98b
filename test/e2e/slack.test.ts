import { expect, it, onTestFinished } from 'vitest';
import { type LoopbackSlack, startSlack } from '../loopback/slack/index.ts';
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

const openSlack = async (): Promise<LoopbackSlack> => {
  const slack = await startSlack();
  onTestFinished(() => slack.stop());
  return slack;
};

const settings = (slack: LoopbackSlack) => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_API_URL: slack.apiUrl,
  ATTACHE_MEDIA_HOSTS: slack.host,
});

/** Somebody mentions the bot with every file; the answer stands in the thread of that message. */
async function expectAnswerInThread(slack: LoopbackSlack): Promise<void> {
  const ana = slack.user('Ana');
  const channel = slack.channel('general');
  const { ts } = slack.say({
    user: ana.id,
    channel: channel.id,
    text: `<@${slack.botUserId}> ${QUESTION}`,
    files: FILES.map(({ name, type, bytes }) => ({ name, mimetype: type, bytes })),
  });
  const reply = () =>
    slack.messages(channel.id).find(({ user, text }) => user === slack.botUserId && text.includes(ANSWER));
  await slack.until(() => reply()?.streaming === false);
  expect(reply()).toMatchObject({ thread: ts, text: ANSWER });
  expectReceiptsAndPrice(reply()!.context.join('\n'));
  expect(reply()!.plan).toBe(`Took in ${FILES.length} files`);
  expect(reply()!.tasks.filter(({ status, details }) => status === 'complete' && details)).toHaveLength(
    FILES.length,
  );
  const button = reply()!.buttons.find(({ action }) => action === 'attache_saw');
  await slack.press(ana.id, channel.id, reply()!.ts, button!.action, button!.value);
  await slack.until(() => slack.messages(channel.id).length > 2);
  expect(slack.messages(channel.id).at(-1)).toMatchObject({ thread: ts, files: [{ name: SHEET }] });
  expect(slack.violations()).toEqual([]);
  expect(slack.throttled()).toBe(0);
}

it('Slack over a socket: a mention with photo, voice note, video and PDF is answered in its thread', async () => {
  const openai = await startModel();
  const slack = await openSlack();
  await startBot(openai, { ...settings(slack), SLACK_APP_TOKEN: slack.appToken });
  await Promise.all([expectWholeQuestion(openai), expectAnswerInThread(slack)]);
});

it('Slack over HTTP: the same, with signed events to /slack/events', async () => {
  const openai = await startModel();
  const slack = await openSlack();
  const app = await startBot(openai, { ...settings(slack), SLACK_SIGNING_SECRET: slack.signingSecret });
  slack.sendEventsTo(`${app.url}/slack/events`);
  await Promise.all([expectWholeQuestion(openai), expectAnswerInThread(slack)]);
});

it('Slack: under an answer to /ask the talk goes on without mentions, unless somebody else is spoken to', async () => {
  const openai = await startModel();
  const slack = await openSlack();
  await startBot(openai, { ...settings(slack), SLACK_APP_TOKEN: slack.appToken });
  const [ana, bob] = [slack.user('Ana'), slack.user('Bob')];
  const channel = slack.channel('general');
  const answers = () =>
    slack
      .messages(channel.id)
      .filter(({ user, thread, streaming }) => user === slack.botUserId && thread && !streaming);

  slack.runCommand({ user: ana.id, channel: channel.id, text: 'effort:low why?' });
  await slack.until(() => answers().length === 1);
  const thread = answers()[0]!.thread!;
  await slack.say({ user: ana.id, channel: channel.id, text: `<@${bob.id}> what do you think?`, thread })
    .delivered;
  slack.say({ user: ana.id, channel: channel.id, text: 'and then?', thread });
  await slack.until(() => answers().length === 2);

  expect(answers()[1]!.text).toContain('and then?');
  expect(openai.requests.filter(({ endpoint }) => endpoint === 'responses')).toHaveLength(2);
});
