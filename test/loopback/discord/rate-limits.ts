/** Requests counted per route and per channel or webhook, with the headers real clients steer by. */
import { createHash } from 'node:crypto';
import { type LoopbackClock, timeOf } from './clock.ts';
import { CODE } from './errors.ts';
import { GLOBAL_PER_SECOND, OLD_MESSAGE, ROUTE_LIMITS } from './limits.ts';

interface Window {
  used: number;
  endsAt: number;
}

export interface Verdict {
  readonly headers: Record<string, string>;
  /** Seconds to wait, when the request is refused. */
  readonly retryAfter?: number;
  /** Discord's JSON error code of the refusal, where it has one. */
  readonly code?: number;
  readonly global: boolean;
}

export interface RateLimits {
  take(method: string, path: string): Verdict;
}

interface Route {
  /** Discord's name for the rule; requests with the same bucket and the same channel or webhook share a window. */
  readonly bucket: string;
  readonly major: string;
  readonly limit: keyof typeof ROUTE_LIMITS;
}

function routeOf(method: string, path: string): Route {
  const [, area = '', id = '', next = '', ...rest] = path.split('/');
  if (area === 'channels' && next === 'messages' && rest[1] === 'reactions')
    return { bucket: 'reaction', major: id, limit: 'reaction' };
  if (area === 'channels' && next === 'messages' && method === 'POST' && rest.length === 0)
    return { bucket: 'create message', major: id, limit: 'createMessage' };
  if (area === 'channels' && next === 'messages' && method === 'PATCH')
    return { bucket: 'edit message', major: id, limit: 'editMessage' };
  if (area === 'channels' && next === 'typing') return { bucket: 'typing', major: id, limit: 'typing' };
  if (area === 'webhooks' && method !== 'GET')
    return { bucket: 'webhook', major: `${id}/${next}`, limit: 'webhook' };
  if (area === 'applications' && next === 'commands' && method === 'POST')
    return { bucket: 'create command', major: id, limit: 'createCommand' };
  const bucket = `${method} ${area} ${area === 'webhooks' ? '' : next} ${rest.length}`;
  return { bucket, major: id, limit: 'other' };
}

/** The channel of an edit of a message from more than an hour ago. */
function channelOfOldEdit(method: string, path: string, now: number): string | undefined {
  const [, channel, message] = /^\/channels\/(\d+)\/messages\/(\d+)$/.exec(path) ?? [];
  return method === 'PATCH' && message !== undefined && now - timeOf(message) > OLD_MESSAGE.ageMs
    ? channel
    : undefined;
}

/** Requests in a window of time, by route. */
export type RouteLimits = Readonly<
  Record<keyof typeof ROUTE_LIMITS, { readonly requests: number; readonly windowMs: number }>
>;

export function createRateLimits(clock: LoopbackClock, limits: RouteLimits): RateLimits {
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
      const route = routeOf(method, path);
      const { bucket, major } = route;
      const limit = limits[route.limit];
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
      if (window.used <= limit.requests) {
        const channel = channelOfOldEdit(method, path, clock.now());
        const old = channel === undefined ? undefined : open(`old edits ${channel}`, OLD_MESSAGE.windowMs);
        if (!old || ++old.used <= OLD_MESSAGE.edits) return { headers, global: false };
        const retryAfter = (old.endsAt - clock.now()) / 1000;
        return {
          headers: { ...headers, 'X-RateLimit-Scope': 'shared', 'Retry-After': String(retryAfter) },
          retryAfter,
          code: CODE.tooManyOldEdits,
          global: false,
        };
      }
      return {
        headers: { ...headers, 'X-RateLimit-Scope': 'user', 'Retry-After': String(resetAfter) },
        retryAfter: resetAfter,
        global: false,
      };
    },
  };
}
