/** What it means when Slack refuses to stream an answer, and where it did. Any other refusal is about that one answer. */
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../limits.ts';

/** Channels where Slack has refused something lately. */
export interface Refusals {
  has(channel: string): boolean;
  add(channel: string): void;
}

export function createRefusals(): Refusals {
  const refused = new LRUCache<string, true>({ max: LIMITS.refusalsKept, ttl: LIMITS.refusalAgeMs });
  return {
    has: (channel) => refused.has(channel),
    add: (channel) => void refused.set(channel, true),
  };
}

/** Refusals of a stream that a plain message would meet, too. */
export const REFUSED_ANYWAY = new Set([
  'not_in_channel',
  'channel_not_found',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
  'is_archived',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'missing_scope',
  'thread_not_found',
]);

/** Refusals of a stream that the whole channel or workspace would meet again: the next answer there need not ask. */
export const REFUSED_HERE = new Set([
  'method_not_supported_for_channel_type',
  'channel_type_not_supported',
  'not_allowed_token_type',
  'no_permission',
  'access_denied',
  'team_access_not_granted',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'unknown_method',
  'method_deprecated',
]);
