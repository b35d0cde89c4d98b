/** The WebSocket gateway: hello, identify, ready, heartbeats, dispatches by intent and shard, and resuming a lost session. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { dispatchedGuild, userObject } from './guild-objects.ts';
import type { SessionLimits } from './sessions.ts';
import type { World } from './state.ts';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  invalidSession: 9,
  hello: 10,
  ack: 11,
} as const;

/** Why the gateway closes: Discord's own codes. */
const CLOSE = {
  unknown: 4000,
  undecodable: 4002,
  notAuthenticated: 4003,
  badToken: 4004,
  timedOut: 4009,
  invalidShard: 4010,
  shardingRequired: 4011,
  disallowedIntents: 4014,
} as const;

export const INTENT = {
  guilds: 1 << 0,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
  messageContent: 1 << 15,
} as const;

const HEARTBEAT_MS = 41_250;
/** How many dispatches a session keeps for a client that comes back. */
const REPLAY = 1000;

const Payload = z.object({ op: z.int(), d: z.unknown() });
const Shard = z.tuple([z.int().min(0), z.int().min(1)]).readonly();
type Shard = z.infer<typeof Shard>;
const Identify = z.object({ token: z.string(), intents: z.int(), shard: Shard.default([0, 1]) });
const Resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: Shard;
  sequence: number;
  readonly sent: { readonly sequence: number; readonly json: string }[];
  socket: WebSocket | undefined;
}

export interface Dispatch {
  readonly event: string;
  /** The intent a session needs to be told. */
  readonly intent: number;
  /** The server it happened on, which tells the shard; what happened on none is told to the first shard. */
  readonly guildId: string | undefined;
  /** What it is told, by whether it may read message content. */
  readonly data: (messageContent: boolean) => unknown;
}

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  dispatch(dispatch: Dispatch): void;
  /** Drops every connection, or that of one shard. A session that is not resumable is forgotten, so that clients must identify again. */
  disconnect(options: { readonly resumable: boolean; readonly shard?: number }): void;
  /** The intents of each session that is connected now. */
  connected(): readonly number[];
  /** The shard of each session that is connected now, in order. */
  shards(): readonly number[];
  /** How often clients identified and resumed. */
  readonly counts: { identified: number; resumed: number };
  /** How often a client identified too soon after another one. */
  tooSoon(): number;
  close(): void;
}

/** The shard a server is told to. */
const shardOf = (guildId: string | undefined, total: number): number =>
  guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(total));

export function createGateway(world: World, limits: SessionLimits, gatewayUrl: () => string): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const counts = { identified: 0, resumed: 0 };
  let tooSoon = 0;
  /** A bot that begins too many sessions gets a new token, which it does not know. */
  let isTokenReset = false;

  const send = (session: Session, event: string, data: unknown) => {
    session.sequence++;
    const json = JSON.stringify({ op: OP.dispatch, t: event, s: session.sequence, d: data });
    session.sent.push({ sequence: session.sequence, json });
    if (session.sent.length > REPLAY) session.sent.shift();
    session.socket?.send(json);
  };

  const identify = (socket: WebSocket, data: unknown): Session | undefined => {
    const { token, intents, shard } = Identify.parse(data);
    const refuse = (code: number, reason: string) => {
      socket.close(code, reason);
      return undefined;
    };
    if (token !== world.token || isTokenReset) return refuse(CLOSE.badToken, 'Authentication failed.');
    if (intents & INTENT.messageContent && !world.messageContent)
      return refuse(CLOSE.disallowedIntents, 'Disallowed intent(s).');
    const [number, total] = shard;
    if (number >= total) return refuse(CLOSE.invalidShard, 'Invalid shard.');
    const guilds = [...world.guilds.values()].filter(
      ({ id, members }) => members.has(world.bot.id) && shardOf(id, total) === number,
    );
    if (guilds.length > world.guildsPerShard) return refuse(CLOSE.shardingRequired, 'Sharding required.');
    const beginning = limits.begin(number);
    if (beginning === 'too soon') {
      tooSoon++;
      socket.send(JSON.stringify({ op: OP.invalidSession, d: false }));
      return undefined;
    }
    if (beginning === 'too many') {
      isTokenReset = true;
      sessions.clear();
      for (const client of server.clients) client.close(CLOSE.badToken, 'Authentication failed.');
      return undefined;
    }
    counts.identified++;
    const session: Session = { id: randomUUID(), intents, shard, sequence: 0, sent: [], socket };
    sessions.set(session.id, session);
    send(session, 'READY', {
      v: 10,
      user: userObject(world.bot),
      shard,
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: gatewayUrl(),
      application: { id: world.applicationId, flags: 0 },
      session_type: 'normal',
    });
    for (const guild of guilds) send(session, 'GUILD_CREATE', dispatchedGuild(world, guild));
    return session;
  };

  const resume = (socket: WebSocket, data: unknown): Session | undefined => {
    const { token, session_id, seq } = Resume.parse(data);
    const session = sessions.get(session_id);
    if (!session || token !== world.token) {
      socket.send(JSON.stringify({ op: OP.invalidSession, d: false }));
      return undefined;
    }
    counts.resumed++;
    session.socket = socket;
    for (const { sequence, json } of session.sent) if (sequence > seq) socket.send(json);
    send(session, 'RESUMED', {});
    return session;
  };

  server.on('connection', (socket) => {
    let session: Session | undefined;
    const expire = () => socket.close(CLOSE.timedOut, 'Session timed out.');
    let watchdog = setTimeout(expire, 2 * HEARTBEAT_MS);
    socket.send(JSON.stringify({ op: OP.hello, d: { heartbeat_interval: HEARTBEAT_MS } }));
    const take = (raw: string) => {
      const { op, d } = Payload.parse(JSON.parse(raw));
      if (op === OP.heartbeat) {
        clearTimeout(watchdog);
        watchdog = setTimeout(expire, 2 * HEARTBEAT_MS);
        socket.send(JSON.stringify({ op: OP.ack }));
      } else if (op === OP.identify) session = identify(socket, d);
      else if (op === OP.resume) session = resume(socket, d);
      else if (!session) socket.close(CLOSE.notAuthenticated, 'Not authenticated.');
    };
    socket.on('message', (raw) => {
      try {
        take(String(raw));
      } catch {
        socket.close(CLOSE.undecodable, 'Decode error.');
      }
      world.changes.emit('change');
    });
    socket.on('close', () => {
      clearTimeout(watchdog);
      if (session?.socket === socket) session.socket = undefined;
      world.changes.emit('change');
    });
  });

  return {
    counts,
    tooSoon: () => tooSoon,
    upgrade: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request)),
    dispatch: ({ event, intent, guildId, data }) => {
      for (const session of sessions.values())
        if (session.intents & intent && shardOf(guildId, session.shard[1]) === session.shard[0])
          send(session, event, data((session.intents & INTENT.messageContent) !== 0));
    },
    disconnect: ({ resumable, shard }) => {
      for (const session of sessions.values()) {
        if (shard !== undefined && session.shard[0] !== shard) continue;
        session.socket?.close(CLOSE.unknown, 'Unknown error.');
        if (!resumable) sessions.delete(session.id);
      }
    },
    connected: () => [...sessions.values()].filter(({ socket }) => socket).map(({ intents }) => intents),
    shards: () =>
      [...sessions.values()]
        .filter(({ socket }) => socket)
        .map(({ shard }) => shard[0])
        .toSorted((a, b) => a - b),
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
