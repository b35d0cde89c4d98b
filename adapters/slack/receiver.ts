/** How events come in: over a socket that we open, or over HTTP requests that somebody else's server hands us. */
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, SocketModeReceiver, webApi, type App, type Receiver } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '../../src/chat/index.ts';
import { boltLogger } from './client.ts';
import { chatError, slackCode } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { SlackOptions } from './options.ts';
import type { Taken } from './taken.ts';

export interface Intake {
  /** To be given to Bolt's `App`. */
  readonly receiver: Receiver;
  readonly http?: RequestListener;
  start(): Promise<void>;
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
    await process({ ...event, ack: (response) => event.ack(response ?? answer) });
    await after?.();
  };
}

const Answer = z.object({ ok: z.boolean(), error: z.string().optional() });

function socketIntake({ apiUrl, log }: SlackOptions, appToken: string): Intake {
  const connection = new AbortController();
  let wasConnected = false;

  /**
   * The client reconnects by itself, but a refused reconnect would be an unhandled rejection, and a stopped one would go
   * on trying. So a refusal looks like a lost network, which is tried again, and after the stop nothing is answered.
   */
  const patientFetch: webApi.FetchFunction = async (url, init) => {
    if (connection.signal.aborted) return new Promise<never>(() => undefined);
    const response = await fetch(url, init);
    const { ok, error } = Answer.parse(await response.clone().json());
    if (wasConnected && !ok && response.status === 200) throw new Error(`slack refuses the socket: ${error}`);
    return response;
  };

  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    clientPingTimeout: LIMITS.socketPingMs,
    installerOptions: {
      // An object of its own: the client writes its retries into it.
      clientOptions: {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        retryConfig: { forever: true, factor: 1.3, maxTimeout: 30_000, unref: true },
        timeout: LIMITS.callMs,
        fetch: patientFetch,
      },
    },
  });

  /** The receiver's own stop does not wait for the socket to close. */
  const stop = async () => {
    connection.abort();
    try {
      await within(receiver.client.disconnect(), LIMITS.disconnectMs);
    } catch {
      // A second call ends a goodbye that the other side never answers.
      await receiver.client.disconnect();
    }
  };

  return {
    receiver,
    start: async () => {
      try {
        await within(receiver.start(), LIMITS.connectMs);
      } catch (error) {
        await stop();
        throw socketError(error);
      }
      wasConnected = true;
    },
    stop,
  };
}

function socketError(error: unknown): unknown {
  const code = slackCode(error);
  if (code === undefined) return chatError(error);
  return new UserError(
    'slack-app-token',
    `Slack does not open a socket for SLACK_APP_TOKEN (${code}).`,
    'Create an app-level token (xapp-…) with the scope connections:write under “Basic Information” of the app, and turn on Socket Mode.',
    { cause: error },
  );
}

function httpIntake({ log }: SlackOptions, signingSecret: string): Intake {
  const receiver = new HTTPReceiver({ signingSecret, logger: boltLogger(log) });
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
    start: () => {
      isOpen = true;
      return Promise.resolve();
    },
    stop: () => {
      isOpen = false;
      return Promise.resolve();
    },
  };
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      promise,
      sleep(ms, undefined, { signal: timer.signal }).then(() => {
        throw new UserError(
          'slack-unreachable',
          'Slack did not answer in time.',
          'Check the network and try again.',
        );
      }),
    ]);
  } finally {
    timer.abort();
  }
}
