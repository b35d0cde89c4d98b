/** Slack: mentions, direct messages, threads and `/ask` in; streamed answers out. */
import type { RequestListener } from 'node:http';
import { App } from '@slack/bolt';
import type { ChatAdapter, Receive } from '../../src/chat/index.ts';
import { openFile } from './attachments.ts';
import { boltLogger, clientOptions, createClients } from './client.ts';
import { parseAsk } from './commands.ts';
import { ACTION_IDS, toChatEvent } from './events.ts';
import { readHistory } from './history.ts';
import { whoAmI, type Identity } from './identity.ts';
import { createNames } from './names.ts';
import type { SlackOptions } from './options.ts';
import { createIntake, journalFirst } from './receiver.ts';
import { SCOPES } from './scopes.ts';
import { createSurface } from './surface.ts';

export { checkSlack } from './doctor.ts';
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
  const surfaces = { clients, log, unstreamable: new Set<string>() };

  let us: Promise<Identity> | undefined;
  /** Asked once; asked again when that failed. */
  const identity = (): Promise<Identity> =>
    (us ??= whoAmI(clients).catch((error: unknown) => {
      us = undefined;
      throw error;
    }));

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
    journalFirst(app, async (body) => {
      try {
        const event = await toChatEvent(body, { us: await identity(), names, choices });
        if (event) await receive(event);
      } catch (error) {
        log.error({ err: error }, 'a slack event was not taken in, so slack is left to deliver it again');
        throw error;
      }
    });
    // By now the event is journalled: what is left to a listener is the acknowledgement.
    app.command(/./, async ({ command, ack }) => {
      const ask = parseAsk(command.text, choices);
      await ('fault' in ask ? ack({ response_type: 'ephemeral', text: ask.fault }) : ack());
    });
    for (const id of Object.values(ACTION_IDS)) app.action(id, ({ ack }) => ack());
    await intake.start();
  };

  return {
    platform: 'slack',
    ...(intake.http ? { http: intake.http } : {}),
    start,
    stop: () => intake.stop(),
    history: async (range, signal) => readHistory(range, clients, await identity(), names, signal),
    open: (attachment, signal) => openFile(attachment, clients, options, signal),
    surface: (target) => createSurface(target, surfaces),
  };
}
