/** The check-up: is every token right, and may the app do what people are promised? */
import { sentenceFor, UserError, type Finding } from '../../src/chat/index.ts';
import { webApi } from '@slack/bolt';
import { clientOptions, createClients } from './workspaces/client.ts';
import { checkInstallations } from './setup/doctor-oauth.ts';
import { slackCode } from './errors.ts';
import { whoAmI } from './workspaces/identity.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';
import { SCOPES } from './setup/scopes.ts';

const OAUTH_PAGE = 'under “OAuth & Permissions” of the app, then install it again';

export async function checkSlack(options: SlackOptions): Promise<readonly Finding[]> {
  const { botToken, oauth } = options;
  return [
    ...(oauth ? await checkInstallations(options, oauth) : await checkBotToken(options, botToken ?? '')),
    ...(await checkEvents(options)),
    ...(await checkClock(options)),
  ];
}

async function checkBotToken(options: SlackOptions, token: string): Promise<Finding[]> {
  try {
    const us = await whoAmI(createClients(options, { token }));
    const missing = SCOPES.filter(({ name }) => !us.scopes.includes(name));
    return [
      { level: 'ok', what: `Slack: signed in as @${us.userName} in ${us.teamName}.` },
      ...missing.map((need): Finding => ({
        level: need.optional ? 'warning' : 'error',
        what: `Slack: the scope ${need.name} is missing; it is needed for ${need.for}.`,
        hint: `Add ${need.name} ${OAUTH_PAGE}.`,
      })),
      ...(missing.length === 0 ? [{ level: 'ok', what: 'Slack: every scope is there.' } as const] : []),
    ];
  } catch (error) {
    return [failed('the bot token', error)];
  }
}

async function checkEvents(options: SlackOptions): Promise<Finding[]> {
  if (options.appToken === undefined) {
    if (options.signingSecret !== undefined)
      return [
        { level: 'ok', what: 'Slack: events come over HTTP and are checked with SLACK_SIGNING_SECRET.' },
      ];
    return [
      {
        level: 'error',
        what: 'Slack: events cannot reach me.',
        hint: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
      },
    ];
  }
  try {
    const client = new webApi.WebClient(options.appToken, clientOptions(options, { retries: 0 }));
    await client.apps.connections.open({});
    return [{ level: 'ok', what: 'Slack: the app token opens a socket.' }];
  } catch (error) {
    const code = slackCode(error);
    if (code === undefined) return [failed('the app token', error)];
    return [
      {
        level: 'error',
        what: `Slack: the app token does not open a socket (${code}).`,
        hint: 'Create an app-level token (xapp-…) with the scope connections:write and turn on Socket Mode.',
      },
    ];
  }
}

/** Signed requests are only believed while both clocks agree. */
async function checkClock({ apiUrl = 'https://slack.com/api/' }: SlackOptions): Promise<Finding[]> {
  try {
    const response = await fetch(new URL('api.test', `${apiUrl.replace(/\/$/, '')}/`), {
      method: 'POST',
      signal: AbortSignal.timeout(LIMITS.callMs),
    });
    await response.body?.cancel();
    const theirs = Date.parse(response.headers.get('date') ?? '');
    const skew = Math.abs(Date.now() - theirs);
    if (Number.isNaN(theirs) || skew <= LIMITS.clockSkewMs) return [];
    return [
      {
        level: 'warning',
        what: `Slack: this machine's clock is ${Math.round(skew / 1000)} seconds off.`,
        hint: 'Set the clock; Slack’s signed requests are refused when it is 5 minutes off.',
      },
    ];
  } catch {
    return [];
  }
}

function failed(what: string, error: unknown): Finding {
  if (!(error instanceof UserError)) {
    const code = slackCode(error);
    return { level: 'error', what: `Slack: ${what} could not be checked${code ? ` (${code})` : ''}.` };
  }
  return { level: 'error', what: `Slack: ${sentenceFor(error)}` };
}
