/** What the app asks a workspace for, and why: the scopes of its bot token and the events it subscribes to. */

export interface Need {
  readonly name: string;
  readonly for: string;
  /** Only some apps have it; the others do without. */
  readonly optional?: true;
}

export const SCOPES: readonly Need[] = [
  { name: 'app_mentions:read', for: 'hearing that it is mentioned' },
  { name: 'chat:write', for: 'answering' },
  { name: 'im:history', for: 'reading direct messages to it' },
  {
    name: 'channels:history',
    for: 'reading the thread it is asked in, and what /catchup sums up, in public channels',
  },
  {
    name: 'groups:history',
    for: 'reading the thread it is asked in, and what /catchup sums up, in private channels',
  },
  {
    name: 'mpim:history',
    for: 'reading the thread it is asked in, and what /catchup sums up, in group messages',
  },
  { name: 'files:read', for: 'opening images, audio, video and documents' },
  { name: 'files:write', for: 'sending files: long code, pictures it was given or made', optional: true },
  { name: 'users:read', for: 'knowing people by their names' },
  { name: 'commands', for: 'slash commands and the menu of a message' },
  { name: 'assistant:write', for: 'the agent view with its prompts and its stop button', optional: true },
  { name: 'reactions:read', for: 'rules that a reaction sets off', optional: true },
  { name: 'reactions:write', for: 'rules that react', optional: true },
  { name: 'im:write', for: 'rules that write to somebody in direct messages', optional: true },
  ...(['channels:read', 'groups:read', 'mpim:read'] as const).map((name) => ({
    name,
    for: 'finding what was said while it was away, also where it was never asked before, and knowing what the author of a rule may do',
    optional: true as const,
  })),
  {
    name: 'im:read',
    for: 'finding what was said while it was away, also where it was never asked before',
    optional: true,
  },
];

export const EVENTS: readonly Need[] = [
  { name: 'app_mention', for: 'questions in channels' },
  { name: 'message.im', for: 'questions in direct messages' },
  { name: 'message.channels', for: 'follow-ups without a mention and rules in public channels' },
  { name: 'message.groups', for: 'follow-ups without a mention and rules in private channels' },
  { name: 'message.mpim', for: 'follow-ups without a mention and rules in group messages' },
  { name: 'reaction_added', for: 'rules that a reaction sets off', optional: true },
  { name: 'app_home_opened', for: 'the page with your settings, and prompts to begin with' },
  { name: 'agent_session_stopped', for: 'the stop button of the agent view' },
];

/** What an app hears besides where workspaces install it themselves. */
export const INSTALL_EVENTS: readonly Need[] = [
  { name: 'app_uninstalled', for: 'forgetting a workspace that removes the app' },
  { name: 'tokens_revoked', for: 'forgetting a workspace that takes its token back' },
];
