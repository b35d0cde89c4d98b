/**
 * A Slack on a loopback port: Web API, OAuth, Socket Mode, Events over HTTP, files. It enforces Slack's rules, fails on order, and
 * lets a test be the people in its workspaces. There is one to begin with, where the app is installed.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery, Outcome } from './delivery.ts';
import { createHttpTransport } from './events-http.ts';
import { createFaults, type Fault } from './faults.ts';
import { readerOf, serveFile, transcribe } from './files.ts';
import { createOAuth } from './oauth.ts';
import { ALL_EVENTS, ALL_SCOPES } from './offered.ts';
import { createPeople } from './people.ts';
import { createPlaces, type Places } from './places.ts';
import { createRateLimiter, NO_LIMITS, type RateLimiter } from './rate-limits.ts';
import { createResponses } from './responses.ts';
import { RULES } from './rules.ts';
import { createSocketTransport, type GoodbyeReason } from './socket.ts';
import { createState, createWorld, type State, type StoredMessage } from './state.ts';
import { leftStatuses } from './statuses.ts';
import { takeUpload } from './uploads.ts';
import { createWebApi, type Call } from './web-api.ts';
import { asWorkspace, type LoopbackWorkspace } from './workspace.ts';

export type { Outcome } from './delivery.ts';
export type { Fault } from './faults.ts';
export type { NewFile } from './files.ts';
export type { Used } from './interactions.ts';
export type { Said, Saying } from './people.ts';
export type { Where } from './places.ts';
export type { Call } from './web-api.ts';
export type { LoopbackWorkspace, SeenMessage } from './workspace.ts';

export interface LoopbackSlackOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly scopes?: readonly string[];
  readonly events?: readonly string[];
  /** Milliseconds since 1970: a test may turn this clock. */
  readonly now?: () => number;
  /** Whether callers must keep to them; they must unless told otherwise. */
  readonly rateLimits?: boolean;
  /** Whether the app is sold outside Slack's marketplace; it is not unless told otherwise. */
  readonly isSold?: boolean;
  /** How long the app may take to acknowledge, in milliseconds. */
  readonly ackMs?: number;
  /** Waits before the retries of an event that was not acknowledged, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
  /** How long tokens last that the app is granted, in seconds. For ever unless told otherwise. */
  readonly tokenSeconds?: number;
}

export interface LoopbackSlack extends LoopbackWorkspace, Places {
  readonly origin: string;
  /** For the `slackApiUrl` of a client. */
  readonly apiUrl: string;
  /** `host:port` that files come from. */
  readonly host: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly calls: readonly Call[];
  /** What no client should have done, in words. */
  violations(): readonly string[];
  /** How many calls were answered with 429. */
  throttled(): number;
  connections(): number;
  /** Makes the next calls of a method fail; `files`, `upload` and `response_url` name the other doors. */
  fail(target: string, fault: Fault): void;
  /** Nothing more fails of what was made to. */
  heal(): void;
  setScopes(scopes: readonly string[]): void;
  archive(channel: string): void;
  /** Slack completes its transcript of a clip. */
  transcribe(fileId: string, vtt: string): void;
  /** Sends everything that asks for a file somewhere else. */
  redirectFile(fileId: string, location: string): void;
  /** Sockets that were ever opened. */
  openedSockets(): number;
  /** From now on events go to this address, signed, instead of to a socket; with several, to one after the other. */
  sendEventsTo(...urls: readonly string[]): void;
  /** Events that were not acknowledged and wait for their next try are tried now. */
  retryNow(): void;
  /** Breaks every socket, or only one: the oldest is 0. */
  dropSockets(which?: number): void;
  /** Asks every client to connect anew, as every few hours, or only one. */
  refreshSockets(which?: number, reason?: GoodbyeReason): void;
  /** Resolves as soon as the predicate holds. */
  until(predicate: (slack: LoopbackSlack) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @example
 * const slack = await startSlack();
 * const ann = slack.user('Ann');
 * const general = slack.channel('general');
 * slack.say({ user: ann.id, channel: general.id, text: `<@${slack.botUserId}> hello` });
 */
export async function startSlack(options: LoopbackSlackOptions = {}): Promise<LoopbackSlack> {
  const {
    port = 0,
    now = Date.now,
    isSold = false,
    ackMs = RULES.ackMs,
    retryDelaysMs = RULES.retryDelaysMs,
  } = options;
  const signingSecret = 'loopback-signing-secret';
  const [clientId, clientSecret] = ['1234.5678', 'loopback-client-secret'];
  const botToken = 'xoxb-loopback';

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const world = createWorld({ appToken: 'xapp-loopback', now, isSold, origin: `http://${host}` });

  const bot = { userId: 'U0BOT', botId: 'B0BOT', name: 'attache' };
  const scopes = new Set(options.scopes ?? ALL_SCOPES);
  const state = createState(world, { team: 'T0LOOP', name: 'Loopback', enterprise: undefined, bot, scopes });
  const states: State[] = [state];

  const faults = createFaults();
  const oauth = createOAuth(world, { clientId, clientSecret, tokenSeconds: options.tokenSeconds });
  oauth.issue(state, botToken);
  const limiters = new Map<State, RateLimiter>();
  const limitsOf = (one: State): RateLimiter => {
    const known = limiters.get(one);
    const limiter = known ?? (options.rateLimits === false ? NO_LIMITS : createRateLimiter(now, isSold));
    limiters.set(one, limiter);
    return limiter;
  };
  const api = createWebApi({ world, oauth, faults, states, limitsOf });
  const responses = createResponses(faults);
  const socket = createSocketTransport(world, { ackMs, retryDelaysMs });
  let http: ReturnType<typeof createHttpTransport> | undefined;

  server.on('request', (request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const [, room = '', name = '', ticket = ''] = path.split('/');
    const fail = (error: unknown) => {
      world.violations.push(`the loopback Slack broke: ${String(error)}`);
      response.destroy();
    };
    if (room === 'api') void api.handle(name, request, response).catch(fail);
    else if (room === 'response') void responses.handle(name, request, response).catch(fail);
    else if (room === 'files-pri' || room === 'files-tmb')
      serveFile(readerOf(request, states, oauth), faults, request, response);
    else if (room === 'upload') {
      const owner = states.find(({ uploads }) => uploads.has(ticket)) ?? state;
      void takeUpload(owner, faults, ticket, request, response).catch(fail);
    } else response.writeHead(404).end();
  });
  server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head));

  const subscribed = new Set(options.events ?? ALL_EVENTS);
  const deliver = (delivery: Delivery): Promise<Outcome> => (http ?? socket).deliver(delivery);
  const inhabit = (one: State): LoopbackWorkspace =>
    asWorkspace(one, createPeople(one, subscribed, oauth, responses, deliver));

  const slack: LoopbackSlack = {
    ...inhabit(state),
    ...createPlaces({ world, states, oauth, subscribed, deliver, inhabit }),
    origin: world.origin,
    apiUrl: `${world.origin}/api/`,
    host,
    botToken,
    appToken: world.appToken,
    signingSecret,
    clientId,
    clientSecret,
    calls: api.calls,
    violations: () => [
      ...world.violations,
      ...states.flatMap((one) => [...one.messages.flatMap(openTasks), ...leftStatuses(one)]),
    ],
    throttled: () => api.calls.filter(({ outcome }) => outcome === '429').length,
    connections: () => socket.connections(),
    fail: (target, fault) => faults.add(target, fault),
    heal: () => faults.clear(),
    setScopes: (granted) => {
      state.scopes = new Set(granted);
    },
    archive: (id) => {
      const channel = state.channels.get(id);
      if (channel) channel.archived = true;
    },
    transcribe: (id, vtt) => {
      const file = state.files.get(id);
      if (file) transcribe(state, file, 'complete', vtt);
    },
    redirectFile: (id, location) => {
      const file = state.files.get(id);
      if (file) file.redirect = location;
    },
    openedSockets: () => socket.opened(),
    sendEventsTo: (...urls) => {
      http = createHttpTransport({ urls, signingSecret, ackMs, retryDelaysMs });
    },
    retryNow: () => {
      http?.retryNow();
      socket.retryNow();
    },
    dropSockets: (which) => socket.drop(which),
    refreshSockets: (which, reason = 'refresh_requested') => socket.sayGoodbye(reason, which),
    until: (predicate) => world.changes.until(() => predicate(slack)),
    stop: async () => {
      await http?.stop();
      await socket.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return slack;
}

/** Slack shows a task as failed that is still open when its message is finished. */
function openTasks({ tasks, stream }: StoredMessage): string[] {
  if (stream?.live) return [];
  const open = [...tasks.values()].filter(({ status }) => status === 'in_progress');
  return open.map(({ title }) => `the task “${title}” was left open, which is shown as an error`);
}
