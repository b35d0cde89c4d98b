/** The permissions a bot may lack, by the names Discord shows, and the ones it needs for each write. */
import { ApiError, CODE } from './errors.ts';
import { isBotIn } from './channels.ts';
import { CHANNEL_TYPE, type Channel, type World } from './state.ts';

export const PERMISSION = {
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  SendMessagesInThreads: 1n << 38n,
} as const;
export type PermissionName = keyof typeof PERMISSION;

/** What everyone may do on a server, so that a bot may do it unless a channel takes it away. */
export const EVERYONE = Object.values(PERMISSION).reduce((all, bit) => all | bit, 0n);

/** Whether the bot may do this here; a thread goes by its channel. */
export function mayIn(world: World, channel: Channel, name: PermissionName): boolean {
  if (!isBotIn(world, channel)) return false;
  const { denied } = world.channels.get(channel.parentId ?? '') ?? channel;
  return (denied & PERMISSION[name]) === 0n;
}

export function requireView(world: World, channel: Channel): void {
  if (!mayIn(world, channel, 'ViewChannel')) throw new ApiError(403, CODE.missingAccess, 'Missing Access');
}

export function requireWrite(
  world: World,
  channel: Channel,
  write: { readonly embeds: boolean; readonly files: boolean; readonly reply: boolean },
): void {
  requireView(world, channel);
  if (world.closed.has(channel.recipientId ?? ''))
    throw new ApiError(403, CODE.cannotMessageUser, 'Cannot send messages to this user');
  const needed: PermissionName[] = [
    channel.type === CHANNEL_TYPE.publicThread ? 'SendMessagesInThreads' : 'SendMessages',
  ];
  if (write.embeds) needed.push('EmbedLinks');
  if (write.files) needed.push('AttachFiles');
  if (needed.some((name) => !mayIn(world, channel, name)))
    throw new ApiError(403, CODE.missingPermissions, 'Missing Permissions');
  if (write.reply && !mayIn(world, channel, 'ReadMessageHistory')) {
    const message = 'Cannot reply without permission to read message history';
    throw new ApiError(400, CODE.replyWithoutHistory, message);
  }
}
