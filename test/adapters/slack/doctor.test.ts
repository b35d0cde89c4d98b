/** The check-up of a Slack app. */
import { expect, test } from 'vitest';
import { checkSlack } from '../../../adapters/slack/index.ts';
import { slackOptions, startLoopback } from './harness.ts';

test('says who we are and that all is well', async () => {
  const slack = await startLoopback();
  const findings = await checkSlack(slackOptions(slack));
  expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok']);
  expect(findings[0]?.what).toContain('@attache in Loopback');
});

test('names each missing scope and what it is for', async () => {
  const slack = await startLoopback({ scopes: ['chat:write', 'app_mentions:read', 'commands'] });
  const errors = (await checkSlack(slackOptions(slack))).filter(({ level }) => level === 'error');
  expect(errors.map(({ what }) => what)).toContain(
    'Slack: the scope files:read is missing; it is needed for opening images, audio, video and documents.',
  );
  expect(errors).toHaveLength(6);
});

test('a scope that only showing pictures takes is a warning', async () => {
  const slack = await startLoopback();
  slack.setScopes(
    ['app_mentions:read', 'chat:write', 'im:history', 'channels:history', 'groups:history'].concat([
      'mpim:history',
      'files:read',
      'users:read',
      'commands',
      'assistant:write',
    ]),
  );
  expect(await checkSlack(slackOptions(slack))).toContainEqual({
    level: 'warning',
    what: expect.stringContaining('files:write'),
    hint: expect.stringContaining('files:write'),
  });
});

test('tells a wrong bot token from a wrong app token', async () => {
  const slack = await startLoopback();
  const wrongBot = await checkSlack(slackOptions(slack, { botToken: 'xoxb-wrong' }));
  expect(wrongBot).toMatchObject([
    { level: 'error', what: expect.stringContaining('SLACK_BOT_TOKEN') },
    { level: 'ok' },
  ]);

  const wrongApp = await checkSlack(slackOptions(slack, { appToken: slack.botToken }));
  expect(wrongApp.at(-1)).toMatchObject({
    level: 'error',
    hint: expect.stringContaining('connections:write'),
  });
});

test('a Slack that cannot be reached is a finding, too', async () => {
  const slack = await startLoopback();
  slack.fail('auth.test', { cut: true, times: 3 });
  const [first] = await checkSlack(slackOptions(slack));
  expect(first).toMatchObject({ level: 'error', what: expect.stringContaining('could not reach Slack') });
});

test('without a way for events to come in it says which settings there are', async () => {
  const slack = await startLoopback();
  const { appToken: _, ...options } = slackOptions(slack);
  expect((await checkSlack(options)).at(-1)).toMatchObject({
    level: 'error',
    hint: expect.stringContaining('SLACK_SIGNING_SECRET'),
  });
});
