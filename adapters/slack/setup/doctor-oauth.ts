/**
 * The check-up of an app that workspaces install themselves: its client id and secret, and the token of each installation. It only
 * looks: a token is renewed by a process that stays, and nothing is removed.
 */
import { webApi } from '@slack/bolt';
import { type Finding, sentenceFor, UserError } from '../../../src/chat/index.ts';
import { clientOptions, createClients } from '../workspaces/client.ts';
import { createDirectory } from '../workspaces/directory.ts';
import { readError, slackCode } from '../errors.ts';
import { INSTALL_PATH, REDIRECT_PATH } from '../workspaces/install.ts';
import type { Installation } from '../workspaces/installation.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOAuth, SlackOptions } from '../options.ts';
import { SCOPES } from './scopes.ts';

const CREDENTIALS = 'Copy both from “Basic Information” → “App Credentials” of the app.';

export async function checkInstallations(options: SlackOptions, oauth: SlackOAuth): Promise<Finding[]> {
  return [
    await checkClient(options, oauth),
    {
      level: 'ok',
      what: `Slack: workspaces add me at ${INSTALL_PATH} of the public address; the app’s redirect URL is ${REDIRECT_PATH} of it.`,
    },
    ...(await checkTokens(options, oauth)),
  ];
}

/** Slack looks at the client before the code, so that a code that nobody has granted tells whether the client is right. */
async function checkClient(options: SlackOptions, { clientId, clientSecret }: SlackOAuth): Promise<Finding> {
  if (!/^\d+\.\d+$/.test(clientId))
    return {
      level: 'error',
      what: 'Slack: SLACK_CLIENT_ID is no client id, which is two numbers with a dot between them.',
      hint: CREDENTIALS,
    };
  const slack = new webApi.WebClient(undefined, clientOptions(options, { retries: 0 }));
  try {
    await slack.oauth.v2.access({ client_id: clientId, client_secret: clientSecret, code: 'doctor' });
  } catch (error) {
    const code = slackCode(error);
    if (code === undefined) return failed('SLACK_CLIENT_ID', error);
    if (code === 'bad_client_secret' || code === 'invalid_client_id')
      return {
        level: 'error',
        what: `Slack: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET do not belong together (${code}).`,
        hint: CREDENTIALS,
      };
  }
  return { level: 'ok', what: 'Slack: the client id and its secret are right.' };
}

async function checkTokens(options: SlackOptions, { installations }: SlackOAuth): Promise<Finding[]> {
  const directory = createDirectory(installations);
  const ids = (await directory.ids()).toSorted();
  const checked = ids.slice(0, LIMITS.installationsChecked);
  const findings = await Promise.all(
    checked.map(async (id) => {
      try {
        const installation = await directory.read(id);
        return installation && (await checkToken(options, installation));
      } catch (error) {
        return failed(`the token of ${id}`, error);
      }
    }),
  );
  const others = ids.length > checked.length ? ` (${checked.length} of them were tried)` : '';
  return [
    {
      level: 'ok',
      what: `Slack: ${ids.length === 1 ? 'one installation' : `${ids.length} installations`}${others}.`,
    },
    ...findings.filter((finding) => finding !== undefined),
  ];
}

/** Throws what Slack says of a token that is no longer good. */
async function checkToken(
  options: SlackOptions,
  { name, token, scopes, rotation }: Installation,
): Promise<Finding | undefined> {
  try {
    await createClients(options, { token }).repeatable.auth.test();
  } catch (error) {
    if (!rotation || slackCode(error) !== 'token_expired') throw error;
    return { level: 'ok', what: `Slack: the token of ${name} is over; it is renewed when it is next used.` };
  }
  const missing = SCOPES.filter((scope) => !scope.optional && !scopes.includes(scope.name));
  if (missing.length === 0) return undefined;
  return {
    level: 'error',
    what: `Slack: ${name} has not granted ${missing.map((scope) => scope.name).join(', ')}.`,
    hint: `Have it added again at ${INSTALL_PATH}.`,
  };
}

function failed(what: string, error: unknown): Finding {
  const explained = readError(error);
  if (explained instanceof UserError)
    return { level: 'error', what: `Slack: ${what}: ${sentenceFor(explained)}` };
  const code = slackCode(error);
  return { level: 'error', what: `Slack: ${what} could not be checked${code ? ` (${code})` : ''}.` };
}
