/** Slack: mentions, direct messages, threads, commands, menus and buttons in; streamed answers out. */
import type { RequestListener } from 'node:http';
import { App } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { ChatAdapter, Message, Receive } from '../../src/chat/index.ts';
import { openFile } from './attachments.ts';
import { readChannel } from './channel.ts';
import { boltLogger, clientOptions, createClients } from './client.ts';
import { takeIn } from './events.ts';
import { readHistory } from './history.ts';
import { publishHome } from './home.ts';
import { whoAmI, type Identity } from './identity.ts';
import { OURS } from './ids.ts';
import { LIMITS } from './limits.ts';
import { createNames } from './names.ts';
import type { SlackOptions } from './options.ts';
import { createIntake, takeFirst } from './receiver.ts';
import { SCOPES } from './scopes.ts';
import { createSurface, surfaceContext } from './surface.ts';
import { NOTHING, type Taken } from './taken.ts';

export { checkSlack } from './doctor.ts';
export { installLink, slackManifest } from './manifest.ts';
export type { SlackOptions } from './options.ts';
export { EVENTS, SCOPES } from './scopes.ts';

/**
 * Connects a Slack app. With `appToken` it opens a socket; otherwise `http` takes Slack's signed requests and is to be
 * served at `/slack/events` of a public address. It opens no port of its own.
 *
 * @example
 * const slack = createSlackAdapter({ botToken, appToken, mediaHosts: [], choices, log });
 * await slack.start(async (event) => journal(event));
 */
export function createSlackAdapter(options: SlackOptions): ChatAdapter & { readonly http?: RequestListener } {
  const { botToken, choices, log } = options;
  const clients = createClients(options);
  const names = createNames(clients, log);
  const intake = createIntake(options);

  const asked = new LRUCache<string, Message>({ max: LIMITS.aboutsKept, ttl: LIMITS.aboutAgeMs });
  const prompted = new LRUCache<string, true>({ max: LIMITS.promptedKept, ttl: LIMITS.promptsAgeMs });

  let us: Promise<Identity> | undefined;
  /** Asked once; asked again when that failed. */
  const identity = (): Promise<Identity> =>
    (us ??= whoAmI(clients).catch((error: unknown) => {
      us = undefined;
      throw error;
    }));

  const surfaces = surfaceContext({ clients, log, identity });

  const start = async (receive: Receive): Promise<void> => {
    const { userId, botId, team, scopes } = await identity();
    const missing = SCOPES.filter(({ name, optional }) => !optional && !scopes.includes(name));
    if (scopes.length > 0 && missing.length > 0)
      log.warn({ missing }, 'the Slack app lacks scopes; npm run doctor says what to do');
    const app = new App({
      receiver: intake.receiver,
      authorize: () => Promise.resolve({ botToken, botId, botUserId: userId, teamId: team }),
      logger: boltLogger(log),
      clientOptions: clientOptions(options, { retries: 0 }),
      convoStore: false,
      ignoreSelf: false,
    });
    takeFirst(app, async (body) => {
      let taken: Taken = NOTHING;
      try {
        taken = await takeIn(body, { us: await identity(), names, choices, clients, log, asked, prompted });
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
    await intake.start();
  };

  return {
    platform: 'slack',
    ...(intake.http ? { http: intake.http } : {}),
    start,
    stop: () => intake.stop(),
    history: async (range, signal) => readHistory(range, clients, await identity(), names, signal),
    async *channel(range, signal) {
      yield* readChannel(range, { clients, us: await identity(), names }, signal);
    },
    open: (attachment, signal) => openFile(attachment, clients, options, signal),
    surface: (target) => createSurface(target, surfaces),
    drawHome: (event, home, signal) => publishHome(event, home, clients, choices, signal),
  };
}
