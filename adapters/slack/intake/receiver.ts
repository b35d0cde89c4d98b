/** How events come in: over sockets that we open, or over HTTP requests that somebody else's server hands us. */
import type { RequestListener } from 'node:http';
import { HTTPReceiver, type App, type Receiver } from '@slack/bolt';
import { UserError } from '../../../src/chat/index.ts';
import { boltLogger } from '../workspaces/client.ts';
import { createGate } from './gate.ts';
import { droppedSince } from './lifecycle.ts';
import { LIMITS } from '../limits.ts';
import type { SlackOptions } from '../options.ts';
import { createSockets } from './sockets.ts';
import type { Taken } from './taken.ts';

export interface Intake {
  /** To be given to Bolt's `App`. */
  readonly receiver: Receiver;
  readonly http?: RequestListener;
  /** Whether what happens now arrives here. */
  isConnected(): boolean;
  /**
   * Resolves when events arrive. `lost` is told since when some may not have arrived (milliseconds since 1970), as soon as they do
   * again.
   */
  start(lost: (since: number) => Promise<void>): Promise<void>;
  /** Events that are being taken in are acknowledged yet. */
  stop(): Promise<void>;
}

export function createIntake(options: SlackOptions): Intake {
  if (options.appToken !== undefined) return socketIntake(options, options.appToken);
  if (options.signingSecret !== undefined) return httpIntake(options, options.signingSecret);
  throw new UserError(
    'slack-no-events',
    'Slack events cannot reach me.',
    'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
  );
}

/**
 * Puts `take` in front of Bolt, which acknowledges before its listeners run. When `take` rejects, Bolt never sees the
 * event, so it is not acknowledged and Slack delivers it again. What it gives is told along with the acknowledgement.
 */
export function takeFirst(app: App, take: (body: unknown) => Promise<Pick<Taken, 'answer' | 'after'>>): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const { answer, after } = await take(event.body);
    // Bolt does not know what this is, and would leave it unacknowledged.
    if (droppedSince(event.body) !== undefined) await event.ack();
    else await process({ ...event, ack: (response) => event.ack(response ?? answer) });
    await after?.();
  };
}

function socketIntake(options: SlackOptions, appToken: string): Intake {
  const gate = createGate(options.log);
  const sockets = createSockets(options, appToken);
  return {
    receiver: {
      init: (app) => sockets.init(gate.inFrontOf(app)),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    },
    isConnected: () => sockets.isConnected(),
    start: (lost) => sockets.start(lost),
    stop: async () => {
      await gate.close();
      await sockets.stop();
    },
  };
}

/** Whether all requests have reached some process only the one who spreads them knows: Slack makes those again that failed. */
function httpIntake({ log }: SlackOptions, signingSecret: string): Intake {
  const gate = createGate(log);
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: boltLogger(log),
    unhandledRequestTimeoutMillis: LIMITS.acknowledgeMs,
    unhandledRequestHandler: ({ response }) => {
      log.warn(
        'an event could not be taken in within the time that slack gives, so that it delivers it again',
      );
      if (!response.headersSent) response.writeHead(503).end();
    },
  });
  const init = receiver.init.bind(receiver);
  receiver.init = (app) => init(gate.inFrontOf(app));
  let isOpen = false;
  return {
    receiver,
    http: (request, response) => {
      // Slack delivers again what is answered with an error.
      if (!isOpen) return void response.writeHead(503).end();
      try {
        receiver.requestListener(request, response);
      } catch {
        response.writeHead(404).end();
      }
    },
    isConnected: () => isOpen,
    start: () => {
      isOpen = true;
      return Promise.resolve();
    },
    stop: async () => {
      isOpen = false;
      await gate.close();
    },
  };
}
