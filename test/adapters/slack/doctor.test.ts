/** The check-up of a Slack app. */
import { describe, expect, test } from 'vitest';
import { checkSlack, SCOPES, type SlackOAuth } from '../../../adapters/slack/index.ts';
import type { LoopbackSlackOptions } from '../../loopback/slack/index.ts';
import { slackOptions, startLoopback } from './harness.ts';
import { install, oauthOptions, stage } from './installing.ts';

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

test('scopes that only some rules take are warnings, each with what it is for', async () => {
  const slack = await startLoopback();
  const rules = ['reactions:read', 'reactions:write', 'im:write'];
  const others = SCOPES.map(({ name }) => name).filter((scope) => !rules.includes(scope));
  slack.setScopes(others);
  const findings = await checkSlack(slackOptions(slack));
  expect(findings.filter(({ level }) => level !== 'ok')).toMatchObject(
    rules.map((scope) => ({
      level: 'warning',
      what: expect.stringMatching(new RegExp(`${scope} .*rules`)),
      hint: expect.stringContaining(scope),
    })),
  );
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

describe('an app that workspaces install themselves', () => {
  const check = async (
    change: Partial<SlackOAuth> = {},
    scopes?: readonly string[],
    how: LoopbackSlackOptions = {},
  ) => {
    // It is not told of what is taken back.
    const { slack, kept, process } = await stage({ events: [], ...how });
    const gateway = await process();
    const [studio, lab] = [slack.workspace('Studio'), slack.workspace('Lab')];
    await install(slack, gateway, studio);
    await install(slack, gateway, lab, scopes);
    const options = oauthOptions(slack, kept);
    const run = () => checkSlack({ ...options, oauth: { ...options.oauth!, ...change } });
    return { slack, kept, studio, lab, run };
  };

  test('has its client and every installation tried', async () => {
    const { run, slack } = await check();
    const findings = await run();
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(findings.map(({ what }) => what).join('\n')).toMatch(
      /client id and its secret are right[\s\S]*\/slack\/oauth_redirect[\s\S]*2 installations/,
    );
    expect(slack.violations()).toEqual([]);
  });

  test.each([
    [{ clientId: 'A012345' }, 'two numbers'],
    [{ clientId: '99.99' }, 'invalid_client_id'],
    [{ clientSecret: 'wrong' }, 'bad_client_secret'],
  ])('a client that is wrong is named: %j', async (change, expected) => {
    const { run } = await check(change);
    expect((await run())[0]).toMatchObject({ level: 'error', what: expect.stringContaining(expected) });
  });

  test('has no token renewed and nothing removed: that is for the processes that stay', async () => {
    const { run, slack, kept, studio } = await check({}, undefined, { tokenSeconds: 43_200 });
    const before = await Promise.all((await kept.ids()).map((id) => kept.find(id)));
    slack.expireTokens(studio);
    const findings = await run();
    expect(findings.map(({ level }) => level)).not.toContain('error');
    expect(findings).toContainEqual({
      level: 'ok',
      what: expect.stringMatching(/Studio is over; it is renewed/),
    });
    await slack.revoke(studio);
    expect(await run()).toContainEqual({ level: 'error', what: expect.stringContaining(studio.team) });
    expect(await Promise.all((await kept.ids()).map((id) => kept.find(id)))).toEqual(before);
  });

  test('names the workspace whose token is no longer good, and the one that granted too little', async () => {
    const { run, slack, studio } = await check({}, ['chat:write', 'app_mentions:read']);
    slack.expireTokens(studio);
    const errors = (await run()).filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([
      { what: expect.stringContaining(studio.team) },
      {
        what: expect.stringMatching(/Lab has not granted im:history/),
        hint: expect.stringContaining('/slack/install'),
      },
    ]);
  });
});
