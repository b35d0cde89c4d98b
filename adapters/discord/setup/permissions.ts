/** The permissions the bot works with: asked for in the invite link, named when one is missing. */
import {
  type Client,
  OAuth2Scopes,
  PermissionFlagsBits,
  PermissionsBitField,
  type PermissionsString,
} from 'discord.js';

/**
 * To see and answer, also in threads; to read what was said before; to show receipts and notes beside an answer,
 * and on request the pictures that were seen.
 */
export const NEEDED: readonly PermissionsString[] = [
  'ViewChannel',
  'ReadMessageHistory',
  'SendMessages',
  'SendMessagesInThreads',
  'EmbedLinks',
  'AttachFiles',
];

/** To write a message without files, in a channel or a thread. */
export const NEEDED_TO_WRITE: readonly PermissionsString[] = NEEDED.filter((name) => name !== 'AttachFiles');

/** What only rules that watch need: to react, and to open threads. */
export const NEEDED_BY_RULES: readonly PermissionsString[] = ['AddReactions', 'CreatePublicThreads'];
export const NEEDED_TO_REACT: readonly PermissionsString[] = [
  'ViewChannel',
  'ReadMessageHistory',
  'AddReactions',
];
export const NEEDED_FOR_THREADS: readonly PermissionsString[] = [
  'ViewChannel',
  'ReadMessageHistory',
  'CreatePublicThreads',
  'SendMessagesInThreads',
  'EmbedLinks',
];

/** Of those needed always, what it takes to look back at a channel: without the second, Discord gives none of its messages. */
export const NEEDED_TO_READ: readonly PermissionsString[] = ['ViewChannel', 'ReadMessageHistory'];

/** What the bot is invited with. */
export const INVITED: readonly PermissionsString[] = [...NEEDED, ...NEEDED_BY_RULES];

/** `EmbedLinks` as Discord's settings show it: "Embed Links". */
export const readable = (name: PermissionsString): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');

/** The permissions the bot lacks in a channel, as Discord's settings name them; none where that is not known. */
export function missingPermissions(
  client: Client | undefined,
  channelId: string,
  needed: readonly PermissionsString[] = NEEDED,
): readonly string[] {
  const channel = client?.channels.cache.get(channelId);
  if (!client?.user || !channel || channel.isDMBased() || !('permissionsFor' in channel)) return [];
  const missing = channel.permissionsFor(client.user)?.missing([...needed]) ?? [];
  // Of the two ways to write, only one counts in a place; where just one is asked for, it is meant.
  const irrelevant = channel.isThread() ? 'SendMessages' : 'SendMessagesInThreads';
  const isEither = needed.includes('SendMessages') && needed.includes('SendMessagesInThreads');
  return missing.filter((name) => !isEither || name !== irrelevant).map(readable);
}

/** The address where an administrator adds the bot to a server, with these permissions and no others: those that rules need as well. */
export function inviteLink(applicationId: string): string {
  const permissions = new PermissionsBitField(INVITED.map((name) => PermissionFlagsBits[name])).bitfield;
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
    permissions: String(permissions),
    integration_type: '0',
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}

/** The address where somebody adds the bot to themselves: they then use it wherever they are. */
export function userInstallLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: OAuth2Scopes.ApplicationsCommands,
    integration_type: '1',
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
