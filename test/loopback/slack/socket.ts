/** Socket Mode: single-use addresses, hello, envelopes that go to any connection and must be acknowledged, goodbyes. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { type Attempt, createTries, type Delivery, type Transport } from './delivery.ts';
import type { Json } from './json.ts';
import { RULES } from './rules.ts';
import type { World } from './state.ts';

/** Why Slack asks a client to connect anew. */
export type GoodbyeReason = 'warning' | 'refresh_requested' | 'link_disabled';

export interface SocketTransport extends Transport {
  /** Sockets that are open. */
  connections(): number;
  /** Sockets that were ever opened. */
  opened(): number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Breaks every connection, without a word; or only one, the oldest being 0. */
  drop(which?: number): void;
  /** Asks every client to connect anew, as Slack does every few hours; or only one. It is not waited for. */
  sayGoodbye(reason: GoodbyeReason, which?: number): void;
}

export function createSocketTransport(
  world: Pick<World, 'changes' | 'nextId'>,
  { ackMs, retryDelaysMs }: { readonly ackMs: number; readonly retryDelaysMs: readonly number[] },
): SocketTransport {
  const server = new WebSocketServer({ noServer: true });
  const tries = createTries(retryDelaysMs);
  const usedTickets = new Set<string>();
  const acknowledged = new Map<string, (response: Json | undefined) => void>();
  /** Tells the waiting deliveries that a connection is gone. */
  const lost = new Set<() => void>();
  const ready = new Set<WebSocket>();
  let opened = 0;
  let turn = 0;

  const welcome = (socket: WebSocket) => {
    if (ready.size >= RULES.sockets) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      return socket.close();
    }
    socket.on('message', (data) => {
      const answer = JSON.parse((data as Buffer).toString()) as { envelope_id: string; payload?: Json };
      acknowledged.get(answer.envelope_id)?.(answer.payload);
    });
    socket.on('close', () => {
      ready.delete(socket);
      for (const tell of lost) tell();
      world.changes.changed();
    });
    ready.add(socket);
    opened += 1;
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: ready.size,
        debug_info: { host: 'loopback', approximate_connection_time: 18_060 },
        connection_info: { app_id: 'A0LOOP' },
      }),
    );
    world.changes.changed();
  };

  /** One try: it is acknowledged in time, over the socket it was sent through. */
  const send = ({ type, payload }: Delivery, attempt: number, reason: string): Promise<Attempt> => {
    const socket = [...ready][turn++ % Math.max(1, ready.size)];
    if (!socket) return Promise.resolve({ ok: false, reason: 'connection_failed' });
    const id = world.nextId('envelope-');
    return new Promise((resolve) => {
      const end = (result: Attempt) => {
        clearTimeout(timer);
        acknowledged.delete(id);
        lost.delete(onLost);
        resolve(result);
      };
      const onLost = () => {
        if (!ready.has(socket)) end({ ok: false, reason: 'connection_failed' });
      };
      const timer = setTimeout(() => end({ ok: false, reason: 'timeout' }), ackMs);
      acknowledged.set(id, (response) => end({ ok: true, ...(response === undefined ? {} : { response }) }));
      lost.add(onLost);
      const retry = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: reason };
      const accepts = type !== 'events_api';
      socket.send(
        JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: accepts, ...retry }),
      );
    });
  };

  const chosen = (which: number | undefined) =>
    [...ready].filter((_, index) => which === undefined || index === which);

  return {
    deliver: (delivery) => tries.run(delivery, (attempt, reason) => send(delivery, attempt, reason)),
    retryNow: tries.retryNow,
    connections: () => ready.size,
    opened: () => opened,
    upgrade: (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://loopback').searchParams.get('ticket') ?? '';
      if (ticket === '' || usedTickets.has(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      usedTickets.add(ticket);
      server.handleUpgrade(request, socket, head, welcome);
    },
    drop: (which) => {
      for (const socket of chosen(which)) socket.terminate();
    },
    sayGoodbye: (reason, which) => {
      const frame = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'loopback' } });
      for (const socket of chosen(which)) socket.send(frame);
    },
    stop: () =>
      new Promise((resolve) => {
        tries.stop();
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
