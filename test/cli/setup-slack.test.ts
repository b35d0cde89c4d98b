/** `npm run setup:slack`: everything a person needs to make the app, without a network. */
import { expect, test } from 'vitest';
import { slackManifest } from '../../adapters/slack/index.ts';
import { runProgram } from '../support/program.ts';

async function setup(...options: readonly string[]) {
  const program = runProgram(['setup:slack', ...options]);
  const code = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}

/** The manifest that the printed link brings along. */
function linked(output: string): unknown {
  const link = /https:\/\/api\.slack\.com\/apps\?\S+/.exec(output)?.[0] ?? '';
  return JSON.parse(new URL(link).searchParams.get('manifest_json') ?? 'null');
}

test('prints the manifest, the link that makes the app, and what is left to do', async () => {
  const { code, output } = await setup();
  expect(code).toBe(0);
  expect(output).toContain('socket_mode_enabled: true');
  expect(linked(output)).toEqual(slackManifest());
  for (const needed of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'connections:write', 'npm run doctor'])
    expect(output).toContain(needed);
});

test('with --json prints the manifest and nothing else', async () => {
  const { output } = await setup('--json');
  expect(JSON.parse(output)).toEqual(slackManifest());
});

test('with --http everything goes to that address, and no app token is asked for', async () => {
  const { output } = await setup('--http', 'https://bot.example.org');
  expect(linked(output)).toEqual(slackManifest('https://bot.example.org/slack/events'));
  expect(output).toContain('SLACK_SIGNING_SECRET');
  expect(output).not.toContain('SLACK_APP_TOKEN=');
});

test('with --install workspaces add the app themselves, and what that takes is asked for', async () => {
  const { output } = await setup('--install', 'https://bot.example.org');
  expect(linked(output)).toEqual(slackManifest(undefined, 'https://bot.example.org/slack/oauth_redirect'));
  for (const needed of ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'ATTACHE_SECRET_KEY', 'SLACK_APP_TOKEN'])
    expect(output).toContain(`${needed}=`);
  expect(output).toContain('https://bot.example.org/slack/install');
  expect(output).not.toContain('SLACK_BOT_TOKEN=');
});

test.each([
  [[], /Socket Mode[^]*SLACK_APP_TOKEN[^]*--http https:\/\/your\.address and set SLACK_SIGNING_SECRET/],
  [
    ['--install', 'https://bot.example.org'],
    /Socket Mode[^]*SLACK_APP_TOKEN[^]*--http https:\/\/bot\.example\.org and set SLACK_SIGNING_SECRET/,
  ],
  [
    ['--install', 'https://bot.example.org', '--http', 'https://bot.example.org'],
    /over HTTP, to https:\/\/bot\.example\.org\/slack\/events: SLACK_SIGNING_SECRET/,
  ],
])('with %j says how events come, and what that takes', async (options, expected) => {
  expect((await setup(...options)).output).toMatch(expected);
});

test.each([
  [['--http', 'http://bot.example.org']],
  [['--http', 'bot']],
  [['--install', 'http://bot.example.org']],
  [['--color']],
])('with %j says how it is used', async (options) => {
  const { code, output, errors } = await setup(...options);
  expect(code).toBe(2);
  expect(output).toBe('');
  expect(errors).toContain('npm run setup:slack');
});
