/** Slack: mentions, direct messages, threads, commands, menus and buttons in; streamed answers out. */
import type { RequestListener } from 'node:http';
import { App } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import {
  type Acts,
  type ChatAdapter,
  type ChatEvent,
  type Message,
  type Receive,
  UserError,
} from '../../src/chat/index.ts';
import { createActs } from './acts/acts.ts';
import { openFile } from './attachments.ts';
import { readChannel } from './channel.ts';
import { boltLogger, clientOptions } from './workspaces/client.ts';
import { takeIn } from './intake/events.ts';
import { createGroups, withGroup } from './workspaces/groups.ts';
import { readHistory } from './history.ts';
import { publishHome } from './asking/home.ts';
import { OURS } from './asking/ids.ts';
import { installPages } from './workspaces/install.ts';
import { droppedSince, isRemoval } from './intake/lifecycle.ts';
import { LIMITS } from './limits.ts';
import { readMissed } from './reading/missed.ts';
import type { SlackOptions } from './options.ts';
import { originOf } from './intake/origin.ts';
import { createIntake, takeFirst } from './intake/receiver.ts';
import { SCOPES } from './setup/scopes.ts';
import { createStanding } from './acts/standing.ts';
import { createSurface } from './surface.ts';
import { NOTHING, type Taken } from './intake/taken.ts';
import { installedWorkspaces, oneWorkspace, type Workspaces } from './workspaces/workspaces.ts';

export { checkSlack } from './doctor.ts';
export { emojiOf } from './text/emoji.ts';
export { REDIRECT_PATH } from './workspaces/install.ts';
export { installLink, slackManifest } from './setup/manifest.ts';
export type { SlackOAuth, SlackOptions } from './options.ts';
export { EVENTS, SCOPES } from './setup/scopes.ts';

export interface SlackAdapter extends ChatAdapter {
  readonly acts: Acts;
  /** What is to be served at a public address, by path: events where they come over HTTP, and the pages of an installation. */
  readonly http: Readonly<Record<string, RequestListener>>;
}

/** Where Slack sends events over HTTP. */
export const EVENTS_PATH = '/slack/events';

/**
 * Connects a Slack app. With `appToken` it opens a socket; otherwise Slack's signed requests come to `http`. It opens no port of
 * its own.
 *
 * @example
 * const slack = createSlackAdapter({ botToken, appToken, mediaHosts: [], choices, log });
 * await slack.start(async (event) => journal(event));
 */
export function createSlackAdapter(options: SlackOptions): SlackAdapter {
  const { choices, log } = options;
  const { workspaces, pages } = workspacesOf(options);
  const standing = createStanding(workspaces);
  const groups = createGroups(standing);
  const intake = createIntake(options);

  const asked = new LRUCache<string, Message>({ max: LIMITS.aboutsKept, ttl: LIMITS.aboutAgeMs });
  const prompted = new LRUCache<string, true>({ max: LIMITS.promptedKept, ttl: LIMITS.promptsAgeMs });

  const take = async (body: unknown): Promise<Taken> => {
    const since = droppedSince(body);
    if (since !== undefined) {
      log.warn(
        { since: new Date(since).toISOString() },
        'slack drops events: more are said than it delivers',
      );
      return { events: [gapSince(since)] };
    }
    const origin = originOf(body);
    if (!origin) return NOTHING;
    if (isRemoval(body)) {
      await workspaces.removed(origin);
      return NOTHING;
    }
    const workspace = await workspaces.find(origin);
    if (!workspace) {
      const { team, enterprise } = origin;
      log.info({ team, enterprise }, 'something came from a slack workspace where the app is not installed');
      return NOTHING;
    }
    const { clients, names } = workspace;
    const us = await workspace.identity();
    return takeIn(body, { us, names, groups, choices, clients, log, asked, prompted });
  };

  /** Whether the one bot token is good, and good for all that is promised. */
  const attend = async (): Promise<void> => {
    if (options.oauth) return;
    const { scopes } = await workspaces.of('').identity();
    const missing = SCOPES.filter(({ name, optional }) => !optional && !scopes.includes(name));
    if (scopes.length > 0 && missing.length > 0)
      log.warn({ missing }, 'the Slack app lacks scopes; npm run doctor says what to do');
  };

  const start = async (receive: Receive): Promise<void> => {
    await attend();
    const app = new App({
      receiver: intake.receiver,
      // Bolt only acknowledges: without a token it makes no clients, of which it would keep one for every token it has seen.
      authorize: () => Promise.resolve({}),
      logger: boltLogger(log),
      clientOptions: clientOptions(options, { retries: 0 }),
      convoStore: false,
      ignoreSelf: false,
    });
    takeFirst(app, async (body) => {
      let taken: Taken = NOTHING;
      try {
        taken = await take(body);
        for (const event of taken.events) await receive(event);
        return taken;
      } catch (error) {
        log.error({ err: error }, 'a slack event was not taken in');
        if (!taken.sorry) throw error;
        return { answer: taken.sorry(error) };
      }
    });
    // By now all is taken in: what is left to a listener is the acknowledgement.
    app.command(/./, ({ ack }) => ack());
    app.shortcut(OURS, ({ ack }) => ack());
    app.view(OURS, ({ ack }) => ack());
    app.action(OURS, ({ ack }) => ack());
    await intake.start((since) => receive(gapSince(since)));
  };

  return {
    platform: 'slack',
    http: { ...(intake.http && { [EVENTS_PATH]: intake.http }), ...pages },
    start,
    attend,
    isConnected: () => intake.isConnected(),
    missed: (gap, signal) => readMissed(gap, { workspaces, groups, log }, signal),
    stop: async () => {
      await intake.stop();
      await workspaces.settled();
    },
    history: async (range, signal) => {
      const { clients, identity, names } = workspaces.of(range.before.conversation.workspace);
      return readHistory(range, clients, await identity(), names, signal);
    },
    async *channel(range, signal) {
      const { workspace, channel } = range.conversation;
      const { clients, identity, names } = workspaces.of(workspace);
      const isGroup = groups.known(workspace, channel) === true;
      for await (const page of readChannel(range, { clients, us: await identity(), names }, signal))
        yield page.map((message) => withGroup(message, isGroup));
    },
    open: (attachment, signal) => openFile(attachment, workspaces, options.mediaHosts, signal),
    surface: (target) => createSurface(target, workspaces.of(target.conversation.workspace).surfaces),
    acts: createActs(workspaces, standing, groups),
    drawHome: (event, home, signal) =>
      publishHome(event, home, workspaces.of(event.workspace ?? '').clients, choices, signal),
  };
}

const gapSince = (since: number): ChatEvent => ({ type: 'gap', eventId: `slack:gap:${since}`, since });

/** Of one bot token, or of all who have installed the app; then with the pages where they do. */
function workspacesOf(options: SlackOptions): {
  readonly workspaces: Workspaces;
  readonly pages?: SlackAdapter['http'];
} {
  const { botToken, oauth } = options;
  if (oauth) {
    const workspaces = installedWorkspaces(options, oauth);
    return { workspaces, pages: installPages(options, oauth, workspaces.install) };
  }
  if (botToken !== undefined) return { workspaces: oneWorkspace(options, botToken) };
  throw new UserError(
    'slack-no-token',
    'There is no token for Slack.',
    'Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for an app that workspaces install themselves.',
  );
}
