/** A way to the model on which the events of some answers arrive twice, each as it was. */
import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { diceOf } from './dice.ts';

export interface Echo {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** The share of events that come twice. */
const SHARE = 0.3;

/** @param isDoubled told the body of a request, says whether events of its answer come twice */
export async function startEcho(baseUrl: string, isDoubled: (body: string) => boolean): Promise<Echo> {
  const { origin } = new URL(baseUrl);

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const upstream = ask(`${origin}${request.url}`, { method: request.method, headers: request.headers });
    response.once('close', () => upstream.destroy());
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      upstream.once('response', resolve).once('error', reject).end(body);
    });
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    const isStream = answer.headers['content-type']?.startsWith('text/event-stream') ?? false;
    if (isStream && isDoubled(body.toString())) await pipeline(answer, doubled, response);
    else await pipeline(answer, response);
  };

  const server = createServer((request, response) => {
    // Whichever end breaks off, the other one is told.
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Whole events, some of them twice. */
async function* doubled(source: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const dice = diceOf(0);
  const decoder = new TextDecoder();
  let rest = '';
  let count = 0;
  for await (const part of source) {
    const events = (rest + decoder.decode(part, { stream: true })).split('\n\n');
    rest = events.pop()!;
    for (const event of events) {
      yield `${event}\n\n`;
      if (dice(`event ${count++}`) < SHARE) yield `${event}\n\n`;
    }
  }
  yield rest;
}
