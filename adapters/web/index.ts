/** The playground: a page on this machine that needs no account, as one more platform of the bot. */
import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type AskChoices, type ChatAdapter, type Receive, UserError } from '../../src/chat/index.ts';
import type { Logger } from '../../src/ops/index.ts';
import { openAttachment } from './attachments.ts';
import { Conversations } from './conversations.ts';
import { bracketed, guard, isLoopback } from './guard.ts';
import { historyOf, saidIn } from './history.ts';
import { LIMITS, UPLOAD_LIMITS, type UploadLimits } from './limits.ts';
import { PLATFORM } from './normalize.ts';
import { createRoutes, type Metrics } from './server.ts';
import { createSignIn } from './sign-in.ts';
import { createSurface } from './surface.ts';
import { Uploads } from './uploads.ts';

export type { UploadLimits } from './limits.ts';

export interface WebOptions {
  /** The address to listen on. Any other than a loopback address needs a password. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Asked for whenever it is set. */
  readonly password?: string;
  readonly choices: AskChoices;
  /** What is chosen when nothing is. */
  readonly defaults: { readonly model: string; readonly effort: string };
  /** Uploads are kept in its folder `uploads`. */
  readonly dataFolder: string;
  readonly uploads?: UploadLimits;
  /**
   * Other listeners on the same port, by path prefix: `/slack/events`. They get the request untouched, body and all,
   * and are not guarded here, because they know their callers by signature.
   */
  readonly mounts: Readonly<Record<string, RequestListener>>;
  /** Figures for a monitor at `/metrics`, behind the same guard and password as the page. */
  readonly metrics?: Metrics;
  readonly log: Logger;
}

export interface WebAdapter extends ChatAdapter {
  /** Where a browser on this machine finds the page, once started. */
  url(): string;
}

/** Throws `UserError` when others could reach the playground without a password. */
export function createWebAdapter(options: WebOptions): WebAdapter {
  if (!options.password && !isLoopback(options.host))
    throw new UserError(
      'password-missing',
      `HOST is ${options.host}, so other machines could use the playground, but there is no password.`,
      'Set ATTACHE_PASSWORD, or leave HOST at 127.0.0.1.',
    );
  const conversations = new Conversations();
  const uploadLimits = options.uploads ?? UPLOAD_LIMITS;
  const uploads = new Uploads(join(options.dataFolder, 'uploads'), uploadLimits);
  const closing = new AbortController();
  let server: Server | undefined;
  let sweeping: NodeJS.Timeout | undefined;

  const port = (): number => (server?.address() as AddressInfo | null | undefined)?.port ?? options.port;

  const listener = (receive: Receive): RequestListener => {
    const routes = createRoutes({
      guard: guard({ host: options.host, port, anyHost: Boolean(options.password) }),
      signIn: options.password ? createSignIn(options.password) : undefined,
      conversations,
      uploads,
      uploadLimits,
      choices: options.choices,
      defaults: options.defaults,
      receive,
      ...(options.metrics && { metrics: options.metrics }),
      closing: closing.signal,
      log: options.log,
    });
    const page = getRequestListener(routes.fetch);
    return (request, response) => {
      const mounted = mountFor(options.mounts, request.url ?? '/');
      return mounted ? mounted(request, response) : page(request, response);
    };
  };

  return {
    platform: PLATFORM,
    async start(receive) {
      await uploads.sweep();
      sweeping = setInterval(() => {
        uploads
          .sweep()
          .catch((error: unknown) => options.log.warn({ err: error }, 'old uploads were not removed'));
      }, LIMITS.sweepIntervalMs).unref();
      server = createServer({ requestTimeout: LIMITS.requestTimeoutMs }, listener(receive));
      await listen(server, options);
      options.log.info({ url: this.url() }, 'the playground is open');
    },
    async stop() {
      clearInterval(sweeping);
      closing.abort();
      if (!server?.listening) return;
      const closed = once(server, 'close');
      server.close();
      const deadline = setTimeout(() => server?.closeAllConnections(), LIMITS.stopGraceMs);
      await closed;
      clearTimeout(deadline);
    },
    async history(range, signal) {
      signal.throwIfAborted();
      const log = conversations.get(range.before.conversation.channel);
      return log ? historyOf(log, range) : [];
    },
    // All of it is in memory: it is one page.
    async *channel(range, signal) {
      signal.throwIfAborted();
      const log = conversations.get(range.conversation.channel);
      const said = log ? saidIn(log, range) : [];
      if (said.length > 0) yield said;
    },
    open: (attachment, signal) => openAttachment(uploads, attachment, signal),
    surface: (target) => createSurface(conversations, uploads, target),
    url() {
      const everywhere = ['0.0.0.0', '::'].includes(options.host);
      return `http://${everywhere ? '127.0.0.1' : bracketed(options.host)}:${port()}`;
    },
  };
}

function mountFor(mounts: WebOptions['mounts'], url: string): RequestListener | undefined {
  const path = url.split('?', 1)[0]!;
  return Object.entries(mounts).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1];
}

/** Throws `UserError` where the address cannot be had. */
async function listen(server: Server, { host, port }: WebOptions): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw new UserError(
        'port-taken',
        `Port ${port} on ${host} is used by another program.`,
        'Stop that program, or set PORT to another number.',
        { cause: error },
      );
    if (code === 'EACCES')
      throw new UserError(
        'port-forbidden',
        `Port ${port} needs rights that this process does not have.`,
        'Set PORT to a number above 1023.',
        { cause: error },
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UserError(
        'host-unknown',
        `HOST is ${host}, which is no address of this machine.`,
        'Set HOST to 127.0.0.1, or to 0.0.0.0 for every address.',
        { cause: error },
      );
    throw error;
  }
}
