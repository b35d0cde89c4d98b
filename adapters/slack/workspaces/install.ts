/** Where workspaces and organizations install the app: a page with a button, and the page that Slack leads back to. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Installation as Granted, InstallProvider } from '@slack/oauth';
import { z } from 'zod';
import { boltLogger, clientOptions, createClients } from './client.ts';
import { type Installation, rotationOf } from './installation.ts';
import {
  failedPage,
  installedPage,
  PAGE_HEADERS,
  type Page,
  refusedPage,
  startPage,
  stalePage,
} from './install-pages.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOAuth, SlackOptions } from '../options.ts';
import { SCOPES } from '../setup/scopes.ts';

export const INSTALL_PATH = '/slack/install';
/** Where Slack leads back to: the redirect URL of the app. */
export const REDIRECT_PATH = '/slack/oauth_redirect';

const SLACK_API = 'https://slack.com/api/';

/**
 * The pages, by path. What was granted goes to `install`; only then is somebody told that the app is there. Whoever comes back must
 * have left from here a short while ago, with the same browser, which is held against a signed cookie.
 */
export function installPages(
  options: SlackOptions,
  { clientId, clientSecret, stateSecret }: SlackOAuth,
  install: (installation: Installation) => Promise<void>,
): Readonly<Record<string, RequestListener>> {
  const { apiUrl = SLACK_API, log } = options;
  const besideApi = (path: string) => new URL(`../${path}`, apiUrl.replace(/\/?$/, '/')).href;
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateSecret,
    stateCookieExpirationSeconds: LIMITS.installSeconds,
    authorizationUrl: besideApi('oauth/v2/authorize'),
    installUrlOptions: { scopes: SCOPES.map(({ name }) => name) },
    renderHtmlForInstallPath: (url) => startPage(url).body,
    // What is granted with a code is granted once.
    clientOptions: clientOptions(options, { retries: 0 }),
    logger: boltLogger(log),
    installationStore: {
      storeInstallation: async (granted) => install(await toInstallation(granted as Granted, options)),
      fetchInstallation: () => Promise.reject(new Error('tokens are looked up where they are renewed')),
    },
  });

  const served =
    (answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener =>
    (request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return void response.writeHead(405, { allow: 'GET' }).end();
      for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
      answer(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a page for installing the slack app could not be shown');
        show(response, failedPage());
      });
    };

  return {
    [INSTALL_PATH]: served((request, response) => provider.handleInstallPath(request, response)),
    [REDIRECT_PATH]: served((request, response) =>
      provider.handleCallback(request, response, {
        success: ({ team, enterprise, isEnterpriseInstall, appId }) => {
          const where = isEnterpriseInstall ? enterprise : team;
          log.info({ installation: where?.id }, 'the slack app was installed');
          const query = new URLSearchParams({ ...(appId && { app: appId }), ...(team && { team: team.id }) });
          show(response, installedPage(where?.name ?? 'Slack', `${besideApi('app_redirect')}?${query}`));
        },
        failure: ({ code }) => show(response, pageFor(code)),
      }),
    ),
  };
}

function pageFor(code: string): Page {
  if (code === 'slack_oauth_installer_authorization_error') return refusedPage();
  return /^slack_oauth_(?:missing|invalid)_/.test(code) ? stalePage() : failedPage();
}

function show(response: ServerResponse, { status, headers, body }: Page): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, headers).end(body);
}

/** What the token itself tells beside what was granted. */
const AuthTest = z.object({ url: z.url().optional(), user: z.string().default('') });

async function toInstallation(granted: Granted, options: SlackOptions): Promise<Installation> {
  const { team, enterprise, bot, isEnterpriseInstall } = granted;
  const where = isEnterpriseInstall ? enterprise : team;
  if (!bot || !where) throw new Error('slack granted no bot token');
  const { repeatable } = createClients(options, { token: bot.token });
  const { url, user } = AuthTest.parse(await repeatable.auth.test());
  return {
    ...(isEnterpriseInstall ? {} : { team: where.id }),
    ...(enterprise && { enterprise: enterprise.id }),
    name: where.name ?? where.id,
    ...(url === undefined ? {} : { url }),
    bot: { userId: bot.userId, userName: user, botId: bot.id },
    scopes: bot.scopes,
    token: bot.token,
    ...(bot.refreshToken !== undefined &&
      bot.expiresAt !== undefined && {
        rotation: rotationOf(bot.refreshToken, bot.expiresAt * 1000 - Date.now()),
      }),
  };
}
