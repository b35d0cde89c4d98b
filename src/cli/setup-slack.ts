/** `npm run setup:slack`: the manifest of the Slack app, the link that makes the app, and what is left to do. */
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { installLink, slackManifest } from '../../adapters/slack/index.ts';
import { UserError } from '../chat/index.ts';

const USAGE = 'Use it like this: npm run setup:slack [-- --json] [-- --http https://your.address]';
const EVENTS_PATH = '/slack/events';

export async function setupSlack(args: readonly string[]): Promise<void> {
  const { json, http } = readOptions(args);
  const requestUrl = http === undefined ? undefined : requestUrlOf(http);
  const manifest = slackManifest(requestUrl);
  process.stdout.write(json ? `${JSON.stringify(manifest, undefined, 2)}\n` : guide(manifest, requestUrl));
}

/** The manifest as YAML, as docs/slack-manifest.yaml has it. */
export function manifestYaml(manifest: Readonly<Record<string, unknown>>): string {
  return stringify(manifest, { singleQuote: true, lineWidth: 0 });
}

function guide(manifest: Readonly<Record<string, unknown>>, requestUrl: string | undefined): string {
  return [
    manifestYaml(manifest),
    '1. Open this link, choose your workspace and press Create (or paste the manifest above under “From a manifest”):',
    `   ${installLink(manifest)}`,
    '2. “Install to workspace”, then copy the “Bot User OAuth Token” from “OAuth & Permissions” into .env:',
    '   SLACK_BOT_TOKEN=xoxb-…',
    ...(requestUrl === undefined
      ? [
          '3. “Basic Information” → “App-Level Tokens” → “Generate”, with the scope connections:write:',
          '   SLACK_APP_TOKEN=xapp-…',
        ]
      : [
          '3. “Basic Information” → “App Credentials”: copy the “Signing Secret”, and leave SLACK_APP_TOKEN empty:',
          '   SLACK_SIGNING_SECRET=…',
          `   Slack checks ${requestUrl}: once the bot runs there, press “Retry” under “Event Subscriptions”.`,
        ]),
    '4. npm run doctor checks it all. Then npm start, and /invite @Attache to a channel.',
    '',
  ].join('\n');
}

function readOptions(args: readonly string[]): {
  readonly json: boolean;
  readonly http?: string | undefined;
} {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, http: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new UserError('usage', `${(error as Error).message.split('. ')[0]}.`, USAGE, { cause: error });
  }
}

function requestUrlOf(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:')
    throw new UserError('usage', `Slack sends events to https addresses only, not to “${address}”.`, USAGE);
  return url.pathname === '/' ? new URL(EVENTS_PATH, url).href : url.href;
}
