/** One bot of many Slack workspaces, which add it themselves: from the page with the button to the answer of a process that never saw them. */
import { expect, it, onTestFinished } from 'vitest';
import { startOpenAi } from '../loopback/openai/index.ts';
import { startSlack, type LoopbackSlackOptions, type LoopbackWorkspace } from '../loopback/slack/index.ts';
import { install } from '../adapters/slack/installing.ts';
import { freePort } from '../support/program.ts';
import { startBot } from './bench.ts';
import { openProcesses } from './fleet.ts';

const PHOTO = { name: 'photo.png', mimetype: 'image/png' };
/** Four pixels. */
const PIXELS = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxAADcBIAKwsCBb4ZBHUAAAAASUVORK5CYII=',
  'base64',
);

async function start(options: LoopbackSlackOptions = {}) {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  const env = {
    SLACK_CLIENT_ID: slack.clientId,
    SLACK_CLIENT_SECRET: slack.clientSecret,
    ATTACHE_SECRET_KEY: 'a-key-that-nobody-can-guess-at-all',
    SLACK_API_URL: slack.apiUrl,
    ATTACHE_MEDIA_HOSTS: slack.host,
  };
  return { openai, slack, env };
}

/** Somebody asks about a photo in a workspace. */
function ask(workspace: LoopbackWorkspace, text: string) {
  const channel = workspace.channel('general').id;
  const user = workspace.user('Ann').id;
  const files = [{ ...PHOTO, bytes: PIXELS }];
  return workspace.say({ user, channel, text: `<@${workspace.botUserId}> ${text}`, files });
}

const answered = (workspace: LoopbackWorkspace, text: string) =>
  workspace
    .messages()
    .some((message) => message.user === workspace.botUserId && message.text === text && !message.streaming);

it('workspaces add it at /slack/install, and each is answered as itself; one that removes it is forgotten', async () => {
  const { openai, slack, env } = await start();
  const bot = await startBot(openai, { ...env, SLACK_APP_TOKEN: slack.appToken });
  const [studio, lab] = [slack.workspace('Studio'), slack.workspace('Lab')];
  for (const workspace of [studio, lab])
    expect(await install(slack, bot, workspace)).toMatchObject({ status: 200 });

  for (const workspace of [studio, lab]) {
    openai.reply(`Hello ${workspace.team}.`);
    ask(workspace, 'who are we?');
    await slack.until(() => answered(workspace, `Hello ${workspace.team}.`));
  }
  const asked = openai.requests.filter(({ endpoint }) => endpoint === 'responses');
  for (const request of asked) expect(JSON.stringify(request.asked?.turns)).toContain('photo.png');
  expect(await slack.uninstall(studio)).toMatchObject({ acknowledged: true });
  openai.reply('Still here.');
  ask(lab, 'and now?');
  await slack.until(() => answered(lab, 'Still here.'));
  expect(slack.violations()).toEqual([]);
});

it('a worker that no workspace was added to answers hours later, with a token it renews itself', async () => {
  const { openai, slack, env } = await start({ tokenSeconds: 43_200 });
  const { gateway, worker } = await openProcesses(openai, {
    ...env,
    SLACK_SIGNING_SECRET: slack.signingSecret,
  });
  const port = await freePort();
  await gateway(port);
  const url = `http://127.0.0.1:${port}`;
  slack.sendEventsTo(`${url}/slack/events`);
  const company = slack.enterprise('Company');
  const north = slack.workspace('North', { enterprise: company });
  expect(await install(slack, { url }, company)).toMatchObject({ status: 200 });

  const [outcome] = await ask(north, 'who are we?').delivered;
  expect(outcome).toMatchObject({ acknowledged: true });
  slack.expireTokens(company);
  openai.reply('The north.');
  await worker();
  await slack.until(() => answered(north, 'The north.'));
  const renewals = slack.calls.filter(({ args }) => args['grant_type'] === 'refresh_token');
  expect(renewals).toMatchObject([{ outcome: 'ok' }]);
  expect(JSON.stringify(openai.requests.map(({ asked }) => asked?.turns))).toContain('photo.png');
  expect(slack.violations()).toEqual([]);
}, 120_000);
