/** Requests counted per route and per channel or webhook, with the headers real clients steer by. */
import { createHash } from 'node:crypto';
import type { LoopbackClock } from './clock.ts';
import { GLOBAL_PER_SECOND, ROUTE_LIMITS } from './limits.ts';

interface Window {
  used: number;
  endsAt: number;
}

export interface Verdict {
  readonly headers: Record<string, string>;
  /** Seconds to wait, when the request is refused. */
  readonly retryAfter?: number;
  readonly global: boolean;
}

export interface RateLimits {
  take(method: string, path: string): Verdict;
}

interface Route {
  /** Discord's name for the rule; requests with the same bucket and the same channel or webhook share a window. */
  readonly bucket: string;
  readonly major: string;
  readonly limit: (typeof ROUTE_LIMITS)[keyof typeof ROUTE_LIMITS];
}

function routeOf(method: string, path: string): Route {
  const [, area = '', id = '', next = '', ...rest] = path.split('/');
  if (area === 'channels' && next === 'messages' && method === 'POST')
    return { bucket: 'create message', major: id, limit: ROUTE_LIMITS.createMessage };
  if (area === 'channels' && next === 'messages' && method === 'PATCH')
    return { bucket: 'edit message', major: id, limit: ROUTE_LIMITS.editMessage };
  if (area === 'webhooks' && method !== 'GET')
    return { bucket: 'webhook', major: `${id}/${next}`, limit: ROUTE_LIMITS.webhook };
  const bucket = `${method} ${area} ${area === 'webhooks' ? '' : next} ${rest.length}`;
  return { bucket, major: id, limit: ROUTE_LIMITS.other };
}

export function createRateLimits(clock: LoopbackClock): RateLimits {
  const windows = new Map<string, Window>();
  const open = (key: string, windowMs: number): Window => {
    const known = windows.get(key);
    if (known && known.endsAt > clock.now()) return known;
    const fresh = { used: 0, endsAt: clock.now() + windowMs };
    windows.set(key, fresh);
    return fresh;
  };

  return {
    take(method, path): Verdict {
      // Answering an interaction is not bound to any limit.
      if (path.startsWith('/interactions/')) return { headers: {}, global: false };
      const everything = open('global', 1000);
      if (!path.startsWith('/webhooks/') && ++everything.used > GLOBAL_PER_SECOND) {
        const retryAfter = (everything.endsAt - clock.now()) / 1000;
        return {
          headers: {
            'X-RateLimit-Global': 'true',
            'X-RateLimit-Scope': 'global',
            'Retry-After': String(retryAfter),
          },
          retryAfter,
          global: true,
        };
      }
      const { bucket, major, limit } = routeOf(method, path);
      const window = open(`${bucket} ${major}`, limit.windowMs);
      window.used++;
      const resetAfter = (window.endsAt - clock.now()) / 1000;
      const headers = {
        'X-RateLimit-Limit': String(limit.requests),
        'X-RateLimit-Remaining': String(Math.max(0, limit.requests - window.used)),
        'X-RateLimit-Reset': String(window.endsAt / 1000),
        'X-RateLimit-Reset-After': String(resetAfter),
        'X-RateLimit-Bucket': createHash('md5').update(bucket).digest('hex'),
      };
      if (window.used <= limit.requests) return { headers, global: false };
      return {
        headers: { ...headers, 'X-RateLimit-Scope': 'user', 'Retry-After': String(resetAfter) },
        retryAfter: resetAfter,
        global: false,
      };
    },
  };
}
