/** Every scope and event that an agent app may have here. */
export const ALL_SCOPES = [
  'app_mentions:read',
  'chat:write',
  'im:history',
  'channels:history',
  'groups:history',
  'mpim:history',
  'files:read',
  'files:write',
  'users:read',
  'commands',
  'assistant:write',
  'channels:read',
  'groups:read',
  'im:read',
  'mpim:read',
];
export const ALL_EVENTS = [
  'app_mention',
  'message.im',
  'message.channels',
  'message.groups',
  'message.mpim',
  'agent_session_stopped',
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
];
