/** `npm run setup:slack`: the manifest of the Slack app, the link that makes the app, and what is left to do. */
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { EVENTS_PATH, installLink, REDIRECT_PATH, slackManifest } from '../../adapters/slack/index.ts';
import { UserError } from '../chat/index.ts';

const ADDRESS = 'https://your.address';
const USAGE = `Use it like this: npm run setup:slack [-- --json] [-- --http ${ADDRESS}] [-- --install ${ADDRESS}]`;

export async function setupSlack(args: readonly string[]): Promise<void> {
  const { json, http, install } = readOptions(args);
  const requestUrl = http === undefined ? undefined : addressOf(http, EVENTS_PATH);
  const redirectUrl = install === undefined ? undefined : addressOf(install, REDIRECT_PATH);
  const manifest = slackManifest(requestUrl, redirectUrl);
  process.stdout.write(
    json ? `${JSON.stringify(manifest, undefined, 2)}\n` : guide(manifest, requestUrl, redirectUrl),
  );
}

/** The manifest as YAML, as docs/slack-manifest.yaml has it. */
export function manifestYaml(manifest: Readonly<Record<string, unknown>>): string {
  return stringify(manifest, { singleQuote: true, lineWidth: 0 });
}

function guide(
  manifest: Readonly<Record<string, unknown>>,
  requestUrl: string | undefined,
  redirectUrl: string | undefined,
): string {
  return [
    manifestYaml(manifest),
    ...(requestUrl === undefined
      ? [
          'Events come over Socket Mode: the bot needs no address of its own for them, and SLACK_APP_TOKEN is to be set (step 3).',
          `To have them sent to an address instead, use --http ${redirectUrl === undefined ? ADDRESS : new URL(redirectUrl).origin} and set SLACK_SIGNING_SECRET.`,
        ]
      : [`Events come over HTTP, to ${requestUrl}: SLACK_SIGNING_SECRET is to be set (step 3).`]),
    '',
    '1. Open this link, choose your workspace and press Create (or paste the manifest above under “From a manifest”):',
    `   ${installLink(manifest)}`,
    ...(redirectUrl === undefined
      ? [
          '2. “Install to workspace”, then copy the “Bot User OAuth Token” from “OAuth & Permissions” into .env:',
          '   SLACK_BOT_TOKEN=xoxb-…',
        ]
      : [
          '2. “Basic Information” → “App Credentials”: copy the client id and its secret into .env, with a key of your own for',
          '   the tokens that are kept, and leave SLACK_BOT_TOKEN empty:',
          '   SLACK_CLIENT_ID=…',
          '   SLACK_CLIENT_SECRET=…',
          '   ATTACHE_SECRET_KEY=(32 characters or more that nobody can guess)',
          '   For workspaces other than your own: “Manage Distribution” → “Activate Public Distribution”.',
        ]),
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
    redirectUrl === undefined
      ? '4. npm run doctor checks it all. Then npm start, and /invite @Attache to a channel.'
      : `4. npm run doctor checks it all. Then npm start, and add it to a workspace at ${new URL('install', redirectUrl).href}`,
    '',
  ].join('\n');
}

function readOptions(args: readonly string[]): {
  readonly json: boolean;
  readonly http?: string | undefined;
  readonly install?: string | undefined;
} {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        http: { type: 'string' },
        install: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UserError('usage', `${(error as Error).message.split('. ')[0]}.`, USAGE, { cause: error });
  }
}

/** An address of a path of its own is taken as it is. */
function addressOf(address: string, path: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:')
    throw new UserError('usage', `Slack goes to https addresses only, not to “${address}”.`, USAGE);
  return url.pathname === '/' ? new URL(path, url).href : url.href;
}
