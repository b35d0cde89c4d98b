/**
 * A Slack workspace on a loopback port: Web API, Socket Mode, Events over HTTP, files. It enforces Slack's rules, fails on
 * order, and lets a test be the people in it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery, Outcome } from './delivery.ts';
import { createHttpTransport } from './events-http.ts';
import { createFaults, type Fault } from './faults.ts';
import { serveFile, transcribe } from './files.ts';
import type { Json } from './json.ts';
import { createPeople, type People } from './people.ts';
import { createRateLimiter, NO_LIMITS } from './rate-limits.ts';
import { createResponses } from './responses.ts';
import { RULES } from './rules.ts';
import { createSocketTransport } from './socket.ts';
import { createState, statusOf, type StoredMessage } from './state.ts';
import { leftStatuses } from './statuses.ts';
import { takeUpload } from './uploads.ts';
import { buttonsOf, contextOf } from './validation.ts';
import { createWebApi, type Call } from './web-api.ts';

export type { Outcome } from './delivery.ts';
export type { Fault } from './faults.ts';
export type { NewFile } from './files.ts';
export type { Used } from './interactions.ts';
export type { Said, Saying } from './people.ts';
export type { Call } from './web-api.ts';

/** Every scope and event that an agent app may have here. */
const ALL_SCOPES = [
  'app_mentions:read',
  'chat:write',
  'im:history',
  'channels:history',
  'groups:history',
  'mpim:history',
  'files:read',
  'files:write',
  'users:read',
  'commands',
  'assistant:write',
];
const ALL_EVENTS = [
  'app_mention',
  'message.im',
  'message.channels',
  'message.groups',
  'message.mpim',
  'agent_session_stopped',
  'app_home_opened',
];

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
  /** Waits before the retries over HTTP, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
}

/** A message as its readers see it. */
export interface SeenMessage {
  readonly ts: string;
  readonly channel: string;
  readonly thread: string | undefined;
  readonly user: string;
  readonly text: string;
  /** Texts of the context blocks: receipts, notices, footer. */
  readonly context: readonly string[];
  readonly blocks: readonly Json[];
  readonly files: readonly {
    readonly name: string;
    readonly altText: string | undefined;
    readonly bytes: Uint8Array;
  }[];
  /** The buttons it shows. */
  readonly buttons: readonly { readonly action: string; readonly value: string }[];
  readonly tasks: readonly { readonly title: string; readonly status: string; readonly details: string }[];
  /** The title of the plan that the tasks belong to. */
  readonly plan: string | undefined;
  readonly streaming: boolean;
  /** Only this person sees it. */
  readonly visibleTo: string | undefined;
  /** Every text it has shown, in order. */
  readonly revisions: readonly string[];
}

export interface LoopbackSlack extends People {
  readonly origin: string;
  /** For the `slackApiUrl` of a client. */
  readonly apiUrl: string;
  /** `host:port` that files come from. */
  readonly host: string;
  readonly team: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly calls: readonly Call[];
  /** What no client should have done, in words. */
  violations(): readonly string[];
  /** Everything that can be seen; of one channel where named. */
  messages(channel?: string): readonly SeenMessage[];
  /** What stands beside a thread: "is thinking…". */
  status(channel: string, thread: string): string | undefined;
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
  /** From now on events go to this address, signed, instead of to a socket. */
  sendEventsTo(url: string): void;
  dropSockets(): void;
  refreshSockets(): void;
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
  const state = createState({
    botToken: 'xoxb-loopback',
    appToken: 'xapp-loopback',
    scopes: options.scopes ?? ALL_SCOPES,
    now,
    isSold,
  });
  const faults = createFaults();
  const limits = options.rateLimits === false ? NO_LIMITS : createRateLimiter(now, isSold);
  const api = createWebApi(state, faults, limits);
  const responses = createResponses(state, faults);
  const socket = createSocketTransport(state, ackMs);
  let http: ReturnType<typeof createHttpTransport> | undefined;

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const [, room = '', name = ''] = path.split('/');
    const fail = (error: unknown) => {
      state.violations.push(`the loopback Slack broke: ${String(error)}`);
      response.destroy();
    };
    if (room === 'api') void api.handle(name, request, response).catch(fail);
    else if (room === 'response') void responses.handle(name, request, response).catch(fail);
    else if (room === 'files-pri' || room === 'files-tmb') serveFile(state, faults, request, response);
    else if (room === 'upload')
      void takeUpload(state, faults, path.split('/')[3] ?? '', request, response).catch(fail);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request, stream, head) => socket.upgrade(request, stream, head));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.origin = `http://${host}`;

  const deliver = (delivery: Delivery): Promise<Outcome> => (http ?? socket).deliver(delivery);
  const people = createPeople(state, new Set(options.events ?? ALL_EVENTS), responses, deliver);

  const slack: LoopbackSlack = {
    ...people,
    origin: state.origin,
    apiUrl: `${state.origin}/api/`,
    host,
    team: state.team,
    botUserId: state.bot.userId,
    botToken: state.botToken,
    appToken: state.appToken,
    signingSecret,
    calls: api.calls,
    violations: () => [...state.violations, ...state.messages.flatMap(openTasks), ...leftStatuses(state)],
    status: (channel, thread) => statusOf(state, channel, thread),
    messages: (channel) =>
      state.messages
        .filter((message) => !message.deleted && (channel === undefined || message.channel === channel))
        .map(seen),
    throttled: () => api.calls.filter(({ outcome }) => outcome === '429').length,
    connections: () => socket.connections(),
    fail: (target, fault) => faults.add(target, fault),
    heal: () => faults.clear(),
    setScopes: (scopes) => {
      state.scopes = new Set(scopes);
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
    sendEventsTo: (url) => {
      http = createHttpTransport({ url, signingSecret, ackMs, retryDelaysMs });
    },
    dropSockets: () => socket.drop(),
    refreshSockets: () => socket.refresh(),
    until: (predicate) => state.changes.until(() => predicate(slack)),
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

function seen(message: StoredMessage): SeenMessage {
  const { ts, channel, thread_ts, user, text, blocks, files, tasks, stream, visibleTo, revisions } = message;
  return {
    ts,
    channel,
    thread: thread_ts,
    user,
    text,
    context: contextOf(blocks),
    blocks,
    files: files.map(({ object, bytes }) => ({
      name: String(object['name']),
      altText: object['alt_txt'] === undefined ? undefined : String(object['alt_txt']),
      bytes,
    })),
    buttons: buttonsOf(blocks),
    tasks: [...tasks.values()],
    plan: stream?.plan,
    streaming: stream?.live ?? false,
    visibleTo,
    revisions,
  };
}
