/**
 * Who may talk to the server at all. A page on the internet can make a browser send requests to this machine; it can
 * do so under a name of its own that resolves to 127.0.0.1 (the `Host` header gives it away), or as a foreign page
 * (the `Origin` header does).
 */
import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.ts';

export interface GuardOptions {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: () => number;
  /** With a password the server may be reached under any name: a foreign name has no session. */
  readonly anyHost: boolean;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an address can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A host as it is written in an address: IPv6 in brackets. */
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Refuses a foreign `Host` (421) and, where a request could change something, a foreign `Origin` (403). */
export function guard({ host, port, anyHost }: GuardOptions): MiddlewareHandler {
  const names = [...LOOPBACK_NAMES, bracketed(host)];
  return async (c, next) => {
    const asked = authority(c.req.header('host') ?? '');
    const ours = names.map((name) => authority(`${name}:${port()}`));
    if (asked === undefined || (!anyHost && !ours.includes(asked)))
      throw new Refusal(
        421,
        `This playground answers at http://127.0.0.1:${port()} and under no other name.`,
      );

    if (
      !['GET', 'HEAD'].includes(c.req.method) &&
      isForeign(c.req.header('origin'), c.req.header('sec-fetch-site'), asked)
    )
      throw new Refusal(403, 'This request came from another website, so it was refused.');
    await next();
  };
}

/** A browser always names the origin of such a request; a program on this machine may name none. */
function isForeign(origin: string | undefined, site: string | undefined, host: string): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

/** `name:port` in its one form: lower case, without the default port. */
const authority = (host: string): string | undefined => URL.parse(`http://${host}`)?.host;
