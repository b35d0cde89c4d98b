/** A loopback Slack with the adapter connected to it by the real Bolt, and what the adapter handed on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createSlackAdapter, type SlackAdapter, type SlackOptions } from '../../../adapters/slack/index.ts';
import type { ChatEvent, Receive, ReplyTarget, ReplyView } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import { startSlack, type LoopbackSlack, type LoopbackSlackOptions } from '../../loopback/slack/index.ts';

export const NEVER = new AbortController().signal;

export const CHOICES = {
  models: [
    { value: 'gpt-5.4', label: 'GPT-5.4' },
    { value: 'gpt-5.5', label: 'GPT-5.5' },
  ],
  efforts: ['none', 'low', 'medium', 'high', 'xhigh'].map((value) => ({ value, label: value })),
  schemas: ['contact', 'invoice'].map((value) => ({ value, label: value })),
};

export interface Scene {
  readonly slack: LoopbackSlack;
  readonly adapter: SlackAdapter;
  readonly events: readonly ChatEvent[];
  /** The first event that fits, as soon as it is there. */
  event<T extends ChatEvent['type']>(type: T): Promise<Extract<ChatEvent, { type: T }>>;
}

export interface SceneOptions {
  readonly slack?: LoopbackSlackOptions;
  /** Over HTTP instead of a socket. */
  readonly http?: boolean;
  /** Stands in front of the recording of events. */
  readonly receive?: Receive;
}

export function slackOptions(slack: LoopbackSlack, more: Partial<SlackOptions> = {}): SlackOptions {
  return {
    botToken: slack.botToken,
    appToken: slack.appToken,
    apiUrl: slack.apiUrl,
    mediaHosts: [slack.host],
    choices: CHOICES,
    log: createLogger('silent'),
    ...more,
  };
}

/** Starts Slack alone. */
export async function startLoopback(options: LoopbackSlackOptions = {}): Promise<LoopbackSlack> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  return slack;
}

/** Starts Slack and connects the adapter. */
export async function connect({
  slack: options = {},
  http = false,
  receive,
}: SceneOptions = {}): Promise<Scene> {
  const slack = await startLoopback(options);
  const { appToken: _, ...withoutSocket } = slackOptions(slack);
  const adapter = createSlackAdapter(
    http ? { ...withoutSocket, signingSecret: slack.signingSecret } : slackOptions(slack),
  );
  if (http) slack.sendEventsTo(`${await serve(adapter)}/slack/events`);

  const events: ChatEvent[] = [];
  const waiting = new Set<() => void>();
  await adapter.start(async (event) => {
    await receive?.(event);
    events.push(event);
    for (const look of waiting) look();
  });
  onTestFinished(() => adapter.stop());

  return {
    slack,
    adapter,
    events,
    event: <T extends ChatEvent['type']>(type: T) =>
      new Promise<Extract<ChatEvent, { type: T }>>((resolve) => {
        const look = () => {
          const found = events.find((event) => event.type === type);
          if (!found) return;
          waiting.delete(look);
          resolve(found as Extract<ChatEvent, { type: T }>);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Serves what an adapter wants to be served. Gives the address. */
export async function serve({ http }: Pick<SlackAdapter, 'http'>): Promise<string> {
  const server = createServer((request, response) => {
    const listener = http[new URL(request.url ?? '/', 'http://bot').pathname];
    if (listener) listener(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Somebody mentions the bot in a channel; gives the place to answer in. */
export async function asked(scene: Scene, text = 'hello'): Promise<ReplyTarget> {
  const ann = scene.slack.user('Ann');
  const general = scene.slack.channel('general');
  scene.slack.say({ user: ann.id, channel: general.id, text: `<@${scene.slack.botUserId}> ${text}` });
  return (await scene.event('message')).target;
}

export function view(markdown: string, more: Partial<ReplyView> = {}): ReplyView {
  return {
    phase: 'answering',
    markdown,
    steps: [],
    receipts: [],
    notices: [],
    actions: [],
    files: [],
    ...more,
  };
}

/** The one answer of the bot. */
export function answer({ slack }: Scene) {
  const [message, ...others] = slack.messages().filter(({ user }) => user === slack.botUserId);
  if (!message || others.length > 0)
    throw new Error(`expected one answer, found ${message ? others.length + 1 : 0}`);
  return message;
}
