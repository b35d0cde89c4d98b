/** Rate limits by method tier, and one post a second and channel. */
import { textArg, type Args } from './json.ts';
import { RULES } from './rules.ts';

const TIERS: Readonly<Record<string, 1 | 2 | 3 | 4>> = {
  'apps.connections.open': 3,
  'chat.appendStream': 4,
  'chat.delete': 3,
  'chat.postEphemeral': 4,
  'chat.startStream': 2,
  'chat.stopStream': 2,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.info': 3,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.replies': 3,
  'files.completeUploadExternal': 4,
  'files.getUploadURLExternal': 4,
  'files.info': 4,
  'assistant.threads.setSuggestedPrompts': 4,
  'reactions.add': 3,
  'users.conversations': 3,
  'users.info': 4,
  'views.open': 4,
  'views.publish': 4,
};

export interface RateLimiter {
  /** Seconds to wait, or undefined when the call may pass; a call that passes is counted. */
  check(method: string, args: Args): number | undefined;
}

/** For tests that make more calls than a minute holds. */
export const NO_LIMITS: RateLimiter = { check: () => undefined };

/** What an app that is sold outside the marketplace may call far less often than others. */
const RATIONED = new Set(['conversations.history', 'conversations.replies']);

export function createRateLimiter(now: () => number, isSold = false): RateLimiter {
  const passed = new Map<string, number[]>();

  const within = (key: string, calls: number, windowMs: number): number | undefined => {
    const recent = (passed.get(key) ?? []).filter((at) => at > now() - windowMs);
    passed.set(key, recent);
    const oldest = recent[0];
    if (recent.length >= calls && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + windowMs - now()) / 1000));
    recent.push(now());
    return undefined;
  };

  return {
    check: (method, args) => {
      if (method === 'chat.postMessage')
        return (
          within(`${method}:${textArg(args, 'channel')}`, 1, RULES.postIntervalMs) ??
          within(method, RULES.postsAMinute, 60_000)
        );
      if (method === 'assistant.threads.setStatus') return within(method, RULES.statusesAMinute, 60_000);
      if (isSold && RATIONED.has(method)) return within(method, RULES.sold.callsAMinute, 60_000);
      const tier = TIERS[method];
      return tier === undefined ? undefined : within(method, RULES.tiers[tier], 60_000);
    },
  };
}
