/**
 * Everything that is one workspace's: clients, names, limits, who we are there. It is made when it is first needed, by an event or
 * by an answer that another process has begun, and the least used are let go.
 */
import { LRUCache } from 'lru-cache';
import { UserError } from '../../../src/chat/index.ts';
import { createFarClock } from '../../../src/ops/index.ts';
import { createClients, type SlackClients } from './client.ts';
import { createDirectory, type Directory } from './directory.ts';
import { whoAmI, type Identity } from './identity.ts';
import { identityIn, type Installation } from './installation.ts';
import { LIMITS } from '../limits.ts';
import { createNames, knownPeople, type Names } from './names.ts';
import type { SlackOAuth, SlackOptions } from '../options.ts';
import type { Origin } from '../intake/origin.ts';
import { createShared, type SurfaceContext } from '../surface.ts';
import { tokenFetch } from './token-fetch.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface Workspace {
  readonly clients: SlackClients;
  readonly names: Names;
  readonly surfaces: SurfaceContext;
  /** Throws `UserError` where the app is not installed. */
  readonly identity: () => Promise<Identity>;
  /** The bot token that is valid now. Throws `UserError` where the app is not installed. */
  readonly token: () => Promise<string>;
}

export interface Workspaces {
  /** Of a conversation, an attachment or a page: by the id of the workspace. */
  of(team: string): Workspace;
  /** The one that answers what was delivered; undefined where the app is not installed. */
  find(origin: Origin): Promise<Workspace | undefined>;
  /** The ids of those that are known to have the app, themselves or from their organization. */
  teams(): Promise<readonly string[]>;
  /** What Slack says of an installation that was removed is checked and acted upon. */
  removed(origin: Origin): Promise<void>;
  /** Resolves once no token is being renewed. */
  settled(): Promise<void>;
}

/** The one workspace of a bot token. */
export function oneWorkspace(options: SlackOptions, token: string): Workspaces {
  const { log } = options;
  const clients = createClients(options, { token });
  let us: Promise<Identity> | undefined;
  /** Asked once; asked again when that failed. */
  const identity = (): Promise<Identity> =>
    (us ??= whoAmI(clients).catch((error: unknown) => {
      us = undefined;
      throw error;
    }));
  const workspace: Workspace = {
    clients,
    names: createNames('', clients, knownPeople(), log),
    surfaces: { ...createShared(), clients, log, identity },
    identity,
    token: () => Promise.resolve(token),
  };
  return {
    of: () => workspace,
    find: () => Promise.resolve(workspace),
    teams: async () => [(await identity()).team],
    removed: () => {
      log.warn('the app was removed from slack, or its token was revoked');
      return Promise.resolve();
    },
    settled: () => Promise.resolve(),
  };
}

interface InstalledWorkspaces extends Workspaces {
  /** Takes in an installation, in place of an earlier one. */
  install(installation: Installation): Promise<void>;
}

/** The workspaces that have installed the app. */
export function installedWorkspaces(options: SlackOptions, oauth: SlackOAuth): InstalledWorkspaces {
  const directory = createDirectory(oauth.installations);
  const tokens = createTokens(options, oauth, directory);
  const people = knownPeople();
  const shared = createShared();
  const clock = createFarClock();
  const made = new LRUCache<string, Workspace>({ max: LIMITS.workspacesKept });

  const of = (team: string): Workspace => {
    const known = made.get(team);
    if (known) return known;
    const { log } = options;
    const entry = {
      fetch: tokenFetch(team, tokens),
      // An organization's token is good in all its workspaces.
      teamId: team.startsWith('T') ? team : undefined,
    };
    const clients = createClients(options, entry, clock);
    const identity = async () => identityIn(team, installed(await tokens.installation(team)));
    const workspace: Workspace = {
      clients,
      names: createNames(team, clients, people, log),
      surfaces: { ...shared, clients, log, identity },
      identity,
      token: async () => installed(await tokens.of(team)),
    };
    made.set(team, workspace);
    return workspace;
  };

  return {
    of,
    teams: () => directory.teams(),
    find: async (origin) => {
      const team = (await teamOfBot(origin, directory, tokens)) ?? (await teamIn(origin, directory, tokens));
      return team === undefined ? undefined : of(team);
    },
    removed: async ({ team, enterprise }) => {
      for (const id of [team, enterprise]) if (id !== undefined) await tokens.settle(id);
    },
    settled: () => tokens.settled(),
    install: async (installation) => {
      await directory.keep(installation);
      for (const id of [installation.team, installation.enterprise]) if (id !== undefined) tokens.forget(id);
    },
  };
}

/** Slack delivers an event once, also where two companies that share a channel have the app: the bot that is spoken to answers. */
async function teamOfBot(
  { team, enterprise, spokenTo }: Origin,
  directory: Directory,
  tokens: Tokens,
): Promise<string | undefined> {
  for (const user of spokenTo.slice(0, LIMITS.botsLookedFor)) {
    const id = await directory.idForBot(user);
    if (id === undefined) continue;
    if (id === team || id === enterprise) return undefined;
    if (await tokens.installation(id)) return id;
  }
  return undefined;
}

/** The workspace, where it has the app: itself or from its organization, which is remembered. */
async function teamIn(
  { team, enterprise }: Origin,
  directory: Directory,
  tokens: Tokens,
): Promise<string | undefined> {
  if (team !== undefined && (await tokens.installation(team))) return team;
  if (enterprise === undefined || !(await tokens.installation(enterprise))) return undefined;
  if (team === undefined || team === enterprise) return enterprise;
  await directory.belongs(team, enterprise);
  return team;
}

function installed<T>(found: T | undefined): T {
  if (found !== undefined) return found;
  throw new UserError(
    'slack-not-installed',
    'My Slack app is no longer installed in this workspace.',
    'Add it again at /slack/install.',
  );
}
