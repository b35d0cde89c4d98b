/** A Discord on this machine: REST API, gateway and file server on one loopback port, with Discord's real rules. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPicture, serveFile, servePicture } from './cdn.ts';
import { textOf } from './components.ts';
import { createDriver, type Driver } from './driver.ts';
import { createFaults, type Fault } from './faults.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { GUILDS_PER_SHARD, NONCE_MS, ROUTE_LIMITS } from './limits.ts';
import { FLAG, type Server } from './messages.ts';
import type { Channel } from './places.ts';
import { createRateLimits, type RouteLimits } from './rate-limits.ts';
import { createRest, type RequestRecord } from './rest.ts';
import { createSessionLimits, type SessionOptions } from './sessions.ts';
import { createWorld, current, type StoredFile, type StoredMessage, type User, type World } from './state.ts';

export type { FileDraft, Saying, StickerDraft } from './driver.ts';
export type { Fault } from './faults.ts';
export type { RequestRecord } from './rest.ts';
export type { Channel, Guild, Role } from './places.ts';
export type { Interaction, Revision, StoredMessage, User } from './state.ts';

export interface DiscordServerOptions {
  /** 0, a free port, unless told otherwise. */
  readonly port?: number;
  readonly token?: string;
  readonly botName?: string;
  /** Whether the Message Content intent is switched on in the developer portal; true unless told otherwise. */
  readonly messageContent?: boolean;
  /** Whether people may add the bot to themselves; true unless told otherwise. */
  readonly userInstall?: boolean;
  /** The Interactions Endpoint URL of the developer portal: while there is one, commands and buttons go there. */
  readonly endpoint?: string;
  /** How often sessions with the gateway may be begun. */
  readonly sessions?: SessionOptions;
  /** How many shards are advised; 1 unless told otherwise. */
  readonly shards?: number;
  /** The most servers that one shard may have; 2,500 unless told otherwise. */
  readonly guildsPerShard?: number;
  /** For how many milliseconds a nonce is known; five minutes unless told otherwise. */
  readonly nonceMs?: number;
  /** Rate limits of some routes, where they are not what bots usually see. */
  readonly limits?: Partial<RouteLimits>;
}

/** A message as its readers see it now. */
export interface MessageView {
  readonly id: string;
  readonly author: User;
  /** Its text, that of a layout of components included. */
  readonly content: string;
  readonly embeds: readonly { readonly description?: string; readonly footer?: { readonly text: string } }[];
  readonly files: readonly StoredFile[];
  /** The custom ids of its buttons. */
  readonly buttons: readonly string[];
  /** The emoji that the bot has reacted with, as the API names them: `👀`, `name:id`. */
  readonly ourReactions: readonly string[];
  /** Discord shows "thinking…" in its place. */
  readonly loading: boolean;
  readonly stored: StoredMessage;
}

export interface LoopbackDiscord extends Driver {
  readonly origin: string;
  /** What to set as the API address of a bot. */
  readonly apiUrl: string;
  /** Where files come from: `127.0.0.1:1234`. */
  readonly mediaHost: string;
  readonly token: string;
  readonly bot: User;
  /** Every request so far, in order. */
  readonly requests: readonly RequestRecord[];
  readonly gateway: Pick<Gateway, 'connected' | 'counts' | 'disconnect' | 'shards' | 'tooSoon'>;
  /** The messages of a channel that still stand, oldest first. */
  messages(channel: Channel): readonly MessageView[];
  /** The commands the bot registered, as Discord keeps them. */
  commands(): readonly Record<string, unknown>[];
  /** Requests refused because there were too many. */
  rateLimited(): readonly RequestRecord[];
  /** Requests refused because they broke a rule, rate limits aside. */
  violations(): readonly RequestRecord[];
  fail(fault: Fault): void;
  /** Moves the server's clock forward. */
  advance(ms: number): void;
  /** Resolves with the first truthy value of `look`, which is asked again whenever something happens. */
  until<T>(look: () => T, what: string): Promise<NonNullable<T>>;
  close(): Promise<void>;
}

/** After this long without success, `until` gives up and says what it waited for. */
const PATIENCE_MS = 15_000;

function viewOf(world: World, stored: StoredMessage): MessageView {
  const { content, embeds, components } = current(stored);
  const rows = components as readonly { readonly components?: readonly { readonly custom_id?: string }[] }[];
  return {
    id: stored.id,
    author: world.users.get(stored.authorId)!,
    content: content === '' ? textOf(components) : content,
    embeds: embeds as MessageView['embeds'],
    files: stored.files,
    buttons: rows.flatMap((row) => (row.components ?? []).flatMap(({ custom_id }) => custom_id ?? [])),
    ourReactions: [...stored.reactions].flatMap(([emoji, users]) => (users.has(world.bot.id) ? [emoji] : [])),
    loading: (stored.flags & FLAG.loading) !== 0,
    stored,
  };
}

function until<T>(world: World, look: () => T, what: string): Promise<NonNullable<T>> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      world.changes.off('change', check);
    };
    const check = () => {
      try {
        const found = look();
        if (!found) return;
        settle();
        resolve(found);
      } catch (error) {
        settle();
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`waited in vain for ${what}`));
    }, PATIENCE_MS);
    world.changes.on('change', check);
    check();
  });
}

/**
 * Starts the server on 127.0.0.1.
 *
 * @example
 * const discord = await startDiscord();
 * const ana = discord.user('Ana');
 * const { guild } = discord.guild('Studio');
 * discord.say({ channel: discord.channel(guild, 'general'), author: ana, content: `<@${discord.bot.id}> hello` });
 */
export async function startDiscord(options: DiscordServerOptions = {}): Promise<LoopbackDiscord> {
  const world = createWorld({
    token: options.token ?? 'loopback.discord.token',
    botName: options.botName ?? 'Attaché',
    messageContent: options.messageContent ?? true,
    userInstall: options.userInstall ?? true,
    endpoint: options.endpoint,
    nonceMs: options.nonceMs ?? NONCE_MS,
    guildsPerShard: options.guildsPerShard ?? GUILDS_PER_SHARD,
  });
  const sessions = createSessionLimits(world.clock, options.sessions ?? {});
  const http = createServer();
  const origin = () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const gateway = createGateway(world, sessions, () => origin().replace('http', 'ws'));
  const server: Server = { world, gateway, sessions, shards: options.shards ?? 1, origin };
  const faults = createFaults();
  const requests: RequestRecord[] = [];
  const rest = createRest(
    server,
    createRateLimits(world.clock, { ...ROUTE_LIMITS, ...options.limits }),
    faults,
    requests,
  );

  http.on('request', (request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith('/attachments/'))
      serveFile(world, request, response, faults.take(request.method ?? 'GET', path));
    else if (isPicture(path)) servePicture(world, request, response);
    else void rest(request, response);
  });
  http.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });

  return {
    ...createDriver(server),
    origin: origin(),
    apiUrl: `${origin()}/api`,
    mediaHost: new URL(origin()).host,
    token: world.token,
    bot: world.bot,
    requests,
    gateway,
    messages: (channel) =>
      [...world.messages.values()]
        .filter((message) => message.channelId === channel.id && !message.deleted)
        .map((message) => viewOf(world, message)),
    commands: () => [...world.commands.values()],
    rateLimited: () => requests.filter(({ status }) => status === 429),
    violations: () => requests.filter(({ status }) => status >= 400 && status < 500 && status !== 429),
    fail: faults.add,
    advance: (ms) => {
      world.clock.advance(ms);
      world.changes.emit('change');
    },
    until: (look, what) => until(world, look, what),
    close: async () => {
      gateway.close();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
