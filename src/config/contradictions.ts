/** Settings that are fine alone but not together. */
import type { Environment } from './environment.ts';

/** One sentence for each contradiction: the variable, what was expected, what came. */
export function contradictions(env: Environment): readonly string[] {
  const { HOST, ATTACHE_PASSWORD, ATTACHE_SECRET_KEY } = env;
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET } =
    env;
  const isInstalled = SLACK_CLIENT_ID !== undefined || SLACK_CLIENT_SECRET !== undefined;
  const hasEvents = SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined;
  const app = isInstalled ? 'SLACK_CLIENT_ID' : 'SLACK_BOT_TOKEN';
  const faults: readonly (readonly [isWrong: boolean, sentence: string])[] = [
    [
      HOST !== undefined && !isLoopback(HOST) && !ATTACHE_PASSWORD,
      `ATTACHE_PASSWORD: expected a password because HOST is ${HOST}, which others can reach; got nothing.`,
    ],
    [
      (isInstalled || SLACK_BOT_TOKEN !== undefined) && !hasEvents,
      `SLACK_APP_TOKEN: expected it (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside ${app}, got neither.`,
    ],
    [
      !isInstalled && SLACK_BOT_TOKEN === undefined && hasEvents,
      'SLACK_BOT_TOKEN: expected a bot token (for one workspace), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (for any number), beside the other Slack settings; got nothing.',
    ],
    [
      isInstalled && SLACK_CLIENT_ID === undefined,
      'SLACK_CLIENT_ID: expected it beside SLACK_CLIENT_SECRET, got nothing.',
    ],
    [
      isInstalled && SLACK_CLIENT_SECRET === undefined,
      'SLACK_CLIENT_SECRET: expected it beside SLACK_CLIENT_ID, got nothing.',
    ],
    [
      isInstalled && SLACK_BOT_TOKEN !== undefined,
      'SLACK_BOT_TOKEN: expected nothing beside SLACK_CLIENT_ID: where workspaces install the app themselves, each has a token of its own. Leave out either this token, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.',
    ],
    [
      isInstalled && ATTACHE_SECRET_KEY === undefined,
      'ATTACHE_SECRET_KEY: expected it beside SLACK_CLIENT_ID, because the tokens of workspaces are encrypted with it; got nothing.',
    ],
  ];
  return faults.filter(([isWrong]) => isWrong).map(([, sentence]) => sentence);
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');
