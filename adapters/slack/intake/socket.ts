/** One Socket Mode connection, made anew whenever it is lost: the SDK's, kept from what would end the process or a storm. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeReceiver, type webApi } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { boltLogger } from '../workspaces/client.ts';
import { LIMITS } from '../limits.ts';
import { within } from './within.ts';

interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly log: Logger;
  /** Called whenever it is connected, or no longer. */
  readonly changed: () => void;
  /** Whether it may let its connection go, when Slack asks for that: another one is there. */
  readonly mayLeave: () => boolean;
}

export interface Socket {
  readonly receiver: SocketModeReceiver;
  readonly isConnected: boolean;
  /** It is connected, and Slack asks it to connect anew. */
  readonly isLeaving: boolean;
  /** Connects for the first time. Rejects where Slack refuses, unless it is `patient`: then it goes on trying. */
  start(how: { readonly patient: boolean }): Promise<void>;
  stop(): Promise<void>;
}

const Answer = z.object({ ok: z.boolean(), error: z.string().optional() });
const Goodbye = z.object({ type: z.literal('disconnect'), reason: z.string().default('') });

export function createSocket(options: SocketOptions): Socket {
  const { appToken, apiUrl, log, changed, mayLeave } = options;
  const ended = new AbortController();
  let isConnected = false;
  let isPatient = false;
  /** No new connection is asked for before this moment, on the clock of `performance.now()`. */
  let notBefore = 0;
  /** Ends the wait of a connection that Slack has asked to leave. */
  let leaving: AbortController | undefined;
  /** Rejects when Slack takes no further socket. */
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);

  /**
   * The client connects anew by itself, but a refusal would then be an unhandled rejection, and a stopped one would go on
   * trying. So a refusal looks like a lost network, which is tried again, and after the stop nothing is answered.
   */
  const patientFetch: webApi.FetchFunction = async (url, init) => {
    if (ended.signal.aborted) return new Promise<never>(() => undefined);
    const early = notBefore - performance.now();
    if (early > 0)
      await sleep(early, undefined, { ...(init?.signal && { signal: init.signal }), ref: false });
    const response = await fetch(url, init);
    if (ended.signal.aborted) return new Promise<never>(() => undefined);
    const { ok, error } = Answer.parse(await response.clone().json());
    if (isPatient && !ok && response.status === 200) throw new Error(`slack refuses the socket: ${error}`);
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
  const { client } = receiver;

  const become = (connected: boolean) => {
    leaving?.abort();
    leaving = undefined;
    if (isConnected === connected) return;
    isConnected = connected;
    changed();
  };
  // A connection that was on its way at the stop is none of those that the stop has ended.
  client.on('connecting', () => {
    if (ended.signal.aborted) queueMicrotask(() => void client.disconnect());
  });
  client.on('connected', () => become(true));
  client.on('close', () => become(false));

  /** The client starts itself anew and looks away: that it was disconnected meanwhile must not end the process. */
  const start = client.start.bind(client);
  client.start = () => (isPatient ? start().catch(() => new Promise<never>(() => undefined)) : start());

  const hear = client.listeners('ws_message')[0];
  if (!hear) throw new Error('the socket mode client listens to no messages');
  client.off('ws_message', hear);
  client.on('ws_message', (data: unknown, ...more: unknown[]) => {
    const goodbye = typeof data === 'string' && data.includes('"disconnect"') && readGoodbye(data);
    if (goodbye === false) hear(data, ...more);
    else void leave(goodbye, () => hear(data, ...more));
  });

  /** Two connections that go at the same time leave nobody to listen, so one waits for the other as long as Slack lets it. */
  const leave = async (reason: string, goNow: () => void): Promise<void> => {
    if (reason === 'too_many_websockets') {
      const refusal = tooMany();
      log.warn(refusal.message);
      notBefore = performance.now() + LIMITS.tooManySocketsMs;
      refused.reject(refusal);
    } else if (reason === 'link_disabled')
      log.warn('socket mode was turned off in the settings of the slack app');
    if (leaving) return;
    const patience = new AbortController();
    leaving = patience;
    const { signal } = patience;
    const until = performance.now() + LIMITS.leaveMs;
    while (!signal.aborted && !mayLeave() && isConnected && performance.now() < until)
      await sleep(LIMITS.leaveLookMs, undefined, { signal, ref: false }).catch(() => undefined);
    // Where it was closed meanwhile, the client has another connection by now.
    if (!signal.aborted) goNow();
  };

  return {
    receiver,
    get isConnected() {
      return isConnected;
    },
    get isLeaving() {
      return leaving !== undefined;
    },
    start: async ({ patient }) => {
      isPatient = patient;
      const first = client.start();
      if (!patient) await within(Promise.race([first, refused.promise]), LIMITS.connectMs);
      isPatient = true;
    },
    /** The receiver's own stop does not wait for the socket to close. */
    stop: async () => {
      ended.abort();
      isPatient = true;
      leaving?.abort();
      try {
        await within(client.disconnect(), LIMITS.disconnectMs);
      } catch {
        // A second call ends a goodbye that the other side never answers.
        await client.disconnect();
      }
    },
  };
}

function tooMany(): UserError {
  return new UserError(
    'slack-too-many-sockets',
    'Slack takes no further socket: ten are open for this app, and each process opens two.',
    'Run fewer processes that take events in, or have events come over HTTP (SLACK_SIGNING_SECRET). Sockets that broke count until Slack notices.',
  );
}

/** Why Slack says goodbye; false where it does not. */
function readGoodbye(frame: string): string | false {
  try {
    const goodbye = Goodbye.safeParse(JSON.parse(frame));
    return goodbye.success && goodbye.data.reason;
  } catch {
    return false;
  }
}
