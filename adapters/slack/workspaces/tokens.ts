/**
 * The token of each workspace, valid whenever it is asked for. One that expires is renewed long before, while the old one is still
 * used; what renews it is good for one time only, so that it is used by one process at a time.
 */
import { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { clientOptions } from './client.ts';
import type { Directory } from './directory.ts';
import { slackCode } from '../errors.ts';
import { idOf, type Installation, rotationOf } from './installation.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOAuth, SlackOptions } from '../options.ts';
import { remembered } from './remembered.ts';

export interface Tokens {
  /** The installation that answers for a workspace, whether or not its token is still valid. Undefined where there is none. */
  installation(team: string): Promise<Installation | undefined>;
  /** The token of a workspace, valid now. Undefined where the app is not installed. */
  of(team: string): Promise<string | undefined>;
  /** What to use instead of a token that Slack has refused, with its name for the reason. Undefined where there is nothing. */
  instead(team: string, refused: string, code: string): Promise<string | undefined>;
  /** Asks Slack whether the app is still installed, as it is said not to be, and forgets the installation if not. */
  settle(id: string): Promise<void>;
  /** What is known in this process of an installation, and of a workspace, no longer holds. */
  forget(id: string): void;
  /** Resolves once nothing is being changed: what renews a token is spent by then, and what came for it is kept. */
  settled(): Promise<void>;
}

/** What Slack says of the token of an app that was removed. */
const GONE = new Set(['account_inactive', 'token_revoked']);
/** What it may say to one that asks whether it was. */
const REFUSED = new Set([...GONE, 'invalid_auth', 'not_authed', 'token_expired']);

const Renewed = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

export function createTokens(
  options: SlackOptions,
  { clientId, clientSecret }: SlackOAuth,
  directory: Directory,
): Tokens {
  const { log } = options;
  // A call that renews is made once: Slack may have carried out one whose answer was lost.
  const slack = new webApi.WebClient(undefined, clientOptions(options, { retries: 0 }));
  const kept = { max: LIMITS.installationsKept, ttl: LIMITS.installationAgeMs };
  const ids = remembered((team) => directory.idFor(team), kept);
  const installations = remembered((id) => directory.read(id), kept);
  const renewals = new Map<string, Promise<Installation | undefined>>();
  /** What is under way and must not be left half done. */
  const changes = new Set<Promise<unknown>>();
  /** Installations whose token could not be renewed a moment ago. */
  const resting = new LRUCache<string, true>({ max: LIMITS.installationsKept, ttl: LIMITS.renewalRestMs });

  const change: Directory['change'] = (id, make) => {
    const changing = directory.change(id, make).finally(() => changes.delete(changing));
    changes.add(changing);
    return changing;
  };

  const renewed = async (installation: Installation): Promise<Installation> => {
    const answer = await slack.oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: installation.rotation!.refreshToken,
    });
    const { access_token, refresh_token, expires_in } = Renewed.parse(answer);
    return { ...installation, token: access_token, rotation: rotationOf(refresh_token, expires_in * 1000) };
  };

  /** Takes the place of a token that expires, unless another process has seen to that. Never rejects. */
  const renew = (id: string, old: string): Promise<Installation | undefined> => {
    const running = renewals.get(id);
    if (running) return running;
    if (resting.has(id)) return Promise.resolve(undefined);
    const renewal = change(id, async (installation) =>
      installation.rotation && installation.token === old ? renewed(installation) : installation,
    )
      .then((installation) => {
        if (installation) installations.set(id, installation);
        return installation;
      })
      .catch((error: unknown) => {
        resting.set(id, true);
        log.error({ err: error, installation: id }, 'a slack token could not be renewed');
        return undefined;
      })
      .finally(() => renewals.delete(id));
    renewals.set(id, renewal);
    return renewal;
  };

  const isAccepted = async ({ token }: Installation): Promise<boolean> => {
    try {
      await slack.auth.test({ token });
      return true;
    } catch (error) {
      if (!REFUSED.has(slackCode(error) ?? '')) throw error;
      return false;
    }
  };

  const forget = (id: string) => {
    ids.forget(id);
    installations.forget(id);
  };

  const settle = async (id: string) => {
    let isGone = false;
    const left = await change(id, async (installation) => {
      if (await isAccepted(installation)) return installation;
      // An old token of an app that is still installed can be renewed.
      if (installation.rotation)
        return renewed(installation).catch((error: unknown) => {
          if (slackCode(error) === undefined) throw error;
          isGone = true;
          return undefined;
        });
      isGone = true;
      return undefined;
    });
    forget(id);
    if (left) installations.set(id, left);
    if (isGone) log.info({ installation: id }, 'the app was removed from slack: what was kept of it is gone');
  };

  const installation = async (team: string) => {
    const id = await ids.get(team);
    return id === undefined ? undefined : installations.get(id);
  };

  return {
    installation,
    of: async (team) => {
      const found = await installation(team);
      if (!found?.rotation) return found?.token;
      const { renewAt, expiresAt } = found.rotation;
      if (Date.now() < renewAt) return found.token;
      const renewal = renew(idOf(found), found.token);
      return (Date.now() < expiresAt - LIMITS.renewLatestMs ? found : ((await renewal) ?? found)).token;
    },
    instead: async (team, refused, code) => {
      forget(team);
      const id = await ids.get(team);
      if (id === undefined) return undefined;
      forget(id);
      const found = await installations.get(id);
      if (!found || found.token !== refused) return found?.token;
      if (code === 'token_expired') return (await renew(id, refused))?.token;
      if (!GONE.has(code)) return undefined;
      await settle(id);
      return (await installations.get(id))?.token;
    },
    settle,
    forget,
    settled: async () => void (await Promise.allSettled(changes)),
  };
}
