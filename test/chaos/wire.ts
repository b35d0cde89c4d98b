/**
 * What one process of the bot has in place of a platform: everything passes through here, so that frames can come twice or late,
 * answers can get lost, connections can break, and each write can be told by which process it was made.
 */
import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';

/** What becomes of one frame from the platform. */
export interface Fate {
  /** Milliseconds it is held back; later frames overtake it. */
  readonly lateMs?: number;
  /** It comes once more, so many milliseconds after that. */
  readonly againMs?: number;
}

/** A write that the platform has carried out. */
export interface Written {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number;
  /** The name of the process. */
  readonly by: string;
  /** The message that was written, by the platform's id for it. */
  readonly message: string;
}

export interface WireOptions {
  readonly name: string;
  /** `http://127.0.0.1:1234`. */
  readonly origin: string;
  /** What becomes of a frame from the platform. */
  readonly fateOf: (frame: string) => Fate;
  /** Whether a frame of the bot is kept from the platform. */
  readonly isKept: (frame: string) => boolean;
  /** The message that a request has written, when it was one that writes. */
  readonly writtenBy: (request: Exchange) => string | undefined;
  readonly onWritten: (written: Written) => void;
  /** Called with each request of the bot. */
  readonly onAsked: () => void;
  /** Called with all that the platform tells the bot in words: frames, and answers to requests. */
  readonly onTold?: (text: string) => void;
}

/** A request and its answer. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly sent: Buffer;
  readonly got: Buffer;
}

export interface Wire {
  /** In place of the platform's own. */
  readonly origin: string;
  /** The answers of the next requests that make a new message are lost, after they have been carried out. */
  loseAnswers(count: number): void;
  /** Breaks every connection that is open, without a word. Nothing that was on its way is lost. */
  disconnect(): void;
  close(): Promise<void>;
}

/** Answers that name an address to connect to. */
const NAMES_ADDRESS = /\/(gateway(\/bot)?|apps\.connections\.open)$/;
/** A request that makes a new message. */
const MAKES = /\/channels\/\d+\/messages$|chat\.(postMessage|startStream)$|files\.completeUploadExternal$/;

export async function startWire(options: WireOptions): Promise<Wire> {
  const { origin: target, name } = options;
  const { host } = new URL(target);
  const links = new Set<{ flush(): void; cut(): void }>();
  let toLose = 0;
  /** The platform's own address is nowhere to be seen. */
  const readdressed = (text: string): string => text.replaceAll(`ws://${host}`, `ws://${ownHost()}`);

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    options.onAsked();
    const sent = await whole(request);
    const headers = { ...request.headers, host };
    const upstream = ask(`${target}${path}`, { method: request.method, headers });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      upstream.once('response', resolve).once('error', reject).end(sent);
    });
    const got = await whole(answer);
    const isDone = (answer.statusCode ?? 500) < 300;
    const exchange = {
      method: request.method ?? 'GET',
      path: path.split('?')[0]!,
      type: request.headers['content-type'] ?? '',
      sent,
      got,
    };
    const message = isDone ? options.writtenBy(exchange) : undefined;
    if (message !== undefined) options.onWritten({ at: performance.now(), by: name, message });
    if (isDone && toLose > 0 && exchange.method === 'POST' && MAKES.test(exchange.path)) {
      toLose -= 1;
      response.destroy();
      return;
    }
    const body = NAMES_ADDRESS.test(exchange.path) ? Buffer.from(readdressed(got.toString())) : got;
    if (answer.headers['content-type']?.startsWith('application/json')) options.onTold?.(got.toString());
    const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...kept } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, { ...kept, 'content-length': body.length }).end(body);
  };

  const server = createServer((request, response) => {
    // The one who asked is gone, or the platform has broken off: so does this.
    pass(request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    sockets.handleUpgrade(request, socket, head, (bot) => {
      const link = connect(bot, `ws://${host}${request.url}`, options, readdressed);
      links.add(link);
      bot.once('close', () => links.delete(link));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ownHost = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin: `http://${ownHost()}`,
    loseAnswers: (count) => {
      toLose = count;
    },
    disconnect: () => {
      for (const link of links) {
        link.flush();
        link.cut();
      }
    },
    close: async () => {
      for (const link of links) link.cut();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Two sockets as one. What the bot says before the platform listens waits. */
function connect(
  bot: WebSocket,
  url: string,
  { fateOf, isKept, onTold }: WireOptions,
  readdressed: (text: string) => string,
) {
  const platform = new WebSocket(url);
  const early: string[] = [];
  /** Frames that are held back, each with its timer. */
  const held = new Map<NodeJS.Timeout, () => void>();
  const later = (ms: number, send: () => void) => {
    const timer = setTimeout(() => {
      held.delete(timer);
      send();
    }, ms);
    held.set(timer, send);
  };
  bot.on('message', (data) => {
    const frame = String(data);
    if (isKept(frame)) return;
    if (platform.readyState === WebSocket.OPEN) platform.send(frame);
    else early.push(frame);
  });
  platform.on('open', () => {
    for (const frame of early.splice(0)) platform.send(frame);
  });
  platform.on('message', (data) => {
    const frame = readdressed(String(data));
    const { lateMs = 0, againMs } = fateOf(frame);
    const send = () => {
      if (bot.readyState !== WebSocket.OPEN) return;
      onTold?.(frame);
      bot.send(frame);
    };
    if (lateMs > 0) later(lateMs, send);
    else send();
    if (againMs !== undefined) later(lateMs + againMs, send);
  });
  const close = (from: WebSocket, to: WebSocket) => {
    from.on('error', () => from.terminate());
    from.on('close', (code) => {
      // Codes from 3000 on are the platform's own words; the others nobody may say.
      if (code >= 3000 || code === 1000) to.close(code);
      else to.terminate();
    });
  };
  close(bot, platform);
  close(platform, bot);
  return {
    flush: () => {
      for (const [timer, send] of held) {
        clearTimeout(timer);
        send();
      }
      held.clear();
    },
    cut: () => {
      bot.terminate();
      platform.terminate();
    },
  };
}
