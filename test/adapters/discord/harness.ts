/** A bot at a Discord on this machine: the real client, a real server, and the events it took in. */
import { onTestFinished } from 'vitest';
import { createDiscordAdapter, type DiscordOptions } from '../../../adapters/discord/index.ts';
import type { ChatAdapter, ChatEvent, Message, ReplyView } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import {
  type Channel,
  type DiscordServerOptions,
  type Guild,
  type LoopbackDiscord,
  type Role,
  startDiscord,
  type User,
} from '../../loopback/discord/index.ts';

export const CHOICES: DiscordOptions['choices'] = {
  models: [{ value: 'gpt-5.5', label: 'GPT-5.5' }],
  efforts: [
    { value: 'low', label: 'Low' },
    { value: 'high', label: 'High' },
    { value: 'auto', label: 'Automatic' },
  ],
  schemas: [{ value: 'invoice', label: 'invoice' }],
};

export interface Bench {
  readonly discord: LoopbackDiscord;
  readonly adapter: ChatAdapter;
  readonly options: DiscordOptions;
  readonly guild: Guild;
  readonly botRole: Role;
  readonly general: Channel;
  readonly ana: User;
  readonly events: ChatEvent[];
  /** Waits for the next event of a kind that was not waited for yet; of those that fit `where`, if given. */
  next<T extends ChatEvent['type']>(
    type: T,
    where?: (event: Extract<ChatEvent, { type: T }>) => boolean,
  ): Promise<Extract<ChatEvent, { type: T }>>;
  /** Speaks and gives the message as the bot took it in. */
  hear(saying: Parameters<LoopbackDiscord['say']>[0]): Promise<Message>;
}

/** The same bot in another process, which only answers. It is stopped when the test is over. */
export async function startWorker({ options }: Pick<Bench, 'options'>): Promise<ChatAdapter> {
  const worker = createDiscordAdapter(options);
  onTestFinished(() => worker.stop());
  await worker.attend?.();
  return worker;
}

type Place = Pick<Bench, 'discord' | 'guild' | 'general' | 'ana'>;

export interface BenchOptions extends DiscordServerOptions {
  /** What the bot offers to choose from; `CHOICES` unless told otherwise. */
  readonly choices?: DiscordOptions['choices'];
  /** The shards that the bot connects; all unless told otherwise. */
  readonly connects?: DiscordOptions['shards'];
  /** What happens at Discord before the bot connects. */
  readonly before?: (place: Place) => void;
  /** What `receive` does with an event, after it is noted. */
  readonly onEvent?: (event: ChatEvent) => void | Promise<void>;
}

/** Both are stopped when the test is over. */
export async function startBench({
  before,
  onEvent,
  choices = CHOICES,
  connects,
  ...server
}: BenchOptions = {}): Promise<Bench> {
  const discord = await startDiscord(server);
  const { guild, botRole } = discord.guild('Studio');
  const general = discord.channel(guild, 'general');
  const ana = discord.user('Ana');
  before?.({ discord, guild, general, ana });
  const options: DiscordOptions = {
    token: discord.token,
    apiUrl: discord.apiUrl,
    mediaHosts: [discord.mediaHost],
    choices,
    ...(connects && { shards: connects }),
    log: createLogger('silent'),
  };
  const adapter = createDiscordAdapter(options);
  const events: ChatEvent[] = [];
  const untaken: ChatEvent[] = [];
  const arrivals = new EventTarget();
  onTestFinished(async () => {
    await adapter.stop();
    await discord.close();
  });
  await adapter.start(async (event) => {
    events.push(event);
    untaken.push(event);
    arrivals.dispatchEvent(new Event('event'));
    await onEvent?.(event);
  });

  const next = <T extends ChatEvent['type']>(
    type: T,
    where: (event: Extract<ChatEvent, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ChatEvent, { type: T }>> =>
    new Promise((resolve) => {
      const fits = (event: ChatEvent): event is Extract<ChatEvent, { type: T }> =>
        event.type === type && where(event as Extract<ChatEvent, { type: T }>);
      const look = () => {
        const event = untaken.find(fits);
        if (!event) return;
        arrivals.removeEventListener('event', look);
        untaken.splice(untaken.indexOf(event), 1);
        resolve(event);
      };
      arrivals.addEventListener('event', look);
      look();
    });

  return {
    discord,
    adapter,
    options,
    guild,
    botRole,
    general,
    ana,
    events,
    next,
    hear: async (saying) => {
      const { id } = discord.say(saying);
      const { message } = await next('message', (event) => event.message.id === id);
      return message;
    },
  };
}

export function viewOf(view: Partial<ReplyView>): ReplyView {
  return {
    phase: 'answering',
    markdown: '',
    steps: [],
    receipts: [],
    notices: [],
    actions: [],
    files: [],
    ...view,
  };
}

/** A signal that never aborts. */
export const { signal } = new AbortController();

export async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}
