/** What it means when Slack refuses to stream an answer. Any other refusal is about that one answer. */

/** Refusals of a stream that a plain message would meet, too. */
export const REFUSED_ANYWAY = new Set([
  'not_in_channel',
  'channel_not_found',
  'restricted_action',
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
