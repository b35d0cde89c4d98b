/** Socket Mode: single-use addresses, hello, envelopes that must be acknowledged, disconnects. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Delivery, Outcome, Transport } from './delivery.ts';
import type { Json } from './json.ts';
import type { State } from './state.ts';

const RETRIES = 3;

export interface SocketTransport extends Transport {
  /** Sockets that are open. */
  connections(): number;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Breaks every connection, without a word. */
  drop(): void;
  /** Asks every client to connect anew, as Slack does every few hours. */
  refresh(): void;
}

export function createSocketTransport(state: State, ackMs: number): SocketTransport {
  const server = new WebSocketServer({ noServer: true });
  const usedTickets = new Set<string>();
  const acknowledged = new Map<string, (response: Json | undefined) => void>();
  /** Tells the waiting deliveries that a connection is gone. */
  const lost = new Set<() => void>();
  const ready = new Set<WebSocket>();

  const welcome = (socket: WebSocket) => {
    socket.on('message', (data) => {
      const answer = JSON.parse((data as Buffer).toString()) as { envelope_id: string; payload?: Json };
      acknowledged.get(answer.envelope_id)?.(answer.payload);
    });
    socket.on('close', () => {
      ready.delete(socket);
      for (const tell of lost) tell();
      state.changes.changed();
    });
    ready.add(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: ready.size,
        debug_info: { host: 'loopback', approximate_connection_time: 18_060 },
        connection_info: { app_id: 'A0LOOP' },
      }),
    );
    state.changes.changed();
  };

  /** One try: true with the answer when acknowledged in time, over a socket that stays open. */
  const send = ({ type, payload }: Delivery, attempt: number): Promise<{ ok: boolean; response?: Json }> => {
    const socket = [...ready][attempt % ready.size];
    const id = state.nextId('envelope-');
    return new Promise((resolve) => {
      const end = (result: { ok: boolean; response?: Json }) => {
        clearTimeout(timer);
        acknowledged.delete(id);
        lost.delete(onLost);
        resolve(result);
      };
      const onLost = () => {
        if (!socket || !ready.has(socket)) end({ ok: false });
      };
      const timer = setTimeout(() => end({ ok: false }), ackMs);
      acknowledged.set(id, (response) => end({ ok: true, ...(response === undefined ? {} : { response }) }));
      lost.add(onLost);
      const retry = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' };
      const accepts = type !== 'events_api';
      socket?.send(
        JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: accepts, ...retry }),
      );
    });
  };

  const deliver = async (delivery: Delivery): Promise<Outcome> => {
    // Only events are delivered again: who used something is told that it failed.
    const tries = delivery.type === 'events_api' ? RETRIES + 1 : 1;
    for (let attempt = 0; attempt < tries; attempt++) {
      await state.changes.until(() => ready.size > 0);
      const { ok, response } = await send(delivery, attempt);
      if (ok)
        return { acknowledged: true, attempts: attempt + 1, ...(response === undefined ? {} : { response }) };
    }
    return { acknowledged: false, attempts: tries };
  };

  return {
    deliver,
    connections: () => ready.size,
    upgrade: (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://loopback').searchParams.get('ticket') ?? '';
      if (ticket === '' || usedTickets.has(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      usedTickets.add(ticket);
      server.handleUpgrade(request, socket, head, welcome);
    },
    drop: () => {
      for (const socket of ready) socket.terminate();
    },
    refresh: () => {
      const frame = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' });
      for (const socket of ready) socket.send(frame);
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
