/** The one port of a process: what platforms call goes to its listener, everything else to the page. */
import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../src/chat/index.ts';
import { bracketed, isLoopback } from './guard.ts';
import { LIMITS } from './limits.ts';

export interface DoorOptions {
  /** The address to listen on. Any other than a loopback address needs a password. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Asked for whenever it is set. */
  readonly password?: string;
  /**
   * Other listeners on the same port, by path prefix: `/slack/events`. They get the request untouched, body and all,
   * and are not guarded here, because they know their callers by signature.
   */
  readonly mounts: Readonly<Record<string, RequestListener>>;
}

export interface Door {
  /** Throws `UserError` where the address cannot be had. */
  open(page: (request: Request) => Response | Promise<Response>): Promise<void>;
  /** Lets requests under way end. */
  close(): Promise<void>;
  port(): number;
  /** Where a browser on this machine finds it, once it is open. */
  url(): string;
}

/** Throws `UserError` when others could come in without a password. */
export function createDoor(options: DoorOptions): Door {
  const { host, mounts } = options;
  if (!options.password && !isLoopback(host))
    throw new UserError(
      'password-missing',
      `HOST is ${host}, so other machines could use the playground, but there is no password.`,
      'Set ATTACHE_PASSWORD, or leave HOST at 127.0.0.1.',
    );
  let server: Server | undefined;
  const port = (): number => (server?.address() as AddressInfo | null | undefined)?.port ?? options.port;

  return {
    async open(page) {
      const fallback = getRequestListener(page);
      server = createServer({ requestTimeout: LIMITS.requestTimeoutMs }, (request, response) => {
        const mounted = mountFor(mounts, request.url ?? '/');
        return mounted ? mounted(request, response) : fallback(request, response);
      });
      await listen(server, options);
    },
    async close() {
      if (!server?.listening) return;
      const closed = once(server, 'close');
      server.close();
      const deadline = setTimeout(() => server?.closeAllConnections(), LIMITS.stopGraceMs);
      await closed;
      clearTimeout(deadline);
    },
    port,
    url: () => {
      const everywhere = ['0.0.0.0', '::'].includes(host);
      return `http://${everywhere ? '127.0.0.1' : bracketed(host)}:${port()}`;
    },
  };
}

function mountFor(mounts: DoorOptions['mounts'], url: string): RequestListener | undefined {
  const path = url.split('?', 1)[0]!;
  return Object.entries(mounts).find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`))?.[1];
}

async function listen(server: Server, { host, port }: DoorOptions): Promise<void> {
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
