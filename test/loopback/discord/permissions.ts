/** What people and the bot may do, by Discord's own computation, and what the bot needs for each write. */
import { ApiError, CODE } from './errors.ts';
import { isBotIn } from './channels.ts';
import { CHANNEL_TYPE, type Channel, isThread } from './places.ts';
import type { World } from './state.ts';

export const PERMISSION = {
  Administrator: 1n << 3n,
  AddReactions: 1n << 6n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  Connect: 1n << 20n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  SendMessagesInThreads: 1n << 38n,
} as const;
export type PermissionName = keyof typeof PERMISSION;

export const bitsOf = (names: readonly PermissionName[]): bigint =>
  names.reduce((all, name) => all | PERMISSION[name], 0n);

const ALL = bitsOf(Object.keys(PERMISSION) as PermissionName[]);
/** What everyone may do on a server unless it takes that away, so that a bot may do it. */
export const EVERYONE = ALL & ~bitsOf(['Administrator', 'ManageThreads']);
/** What is left to somebody who was told to be silent for a while. */
const WHEN_TIMED_OUT = bitsOf(['ViewChannel', 'ReadMessageHistory']);

/** What somebody may do on a server, as its roles say; everything for its owner and administrators. */
export function permissionsOn(world: World, guildId: string, userId: string): bigint {
  const guild = world.guilds.get(guildId);
  const roles = guild?.members.get(userId);
  if (!guild || !roles) return 0n;
  if (guild.ownerId === userId) return ALL;
  const given = guild.roles
    .filter(({ id }) => roles.includes(id))
    .reduce((all, { permissions }) => all | permissions, guild.everyone);
  return given & PERMISSION.Administrator ? ALL : given;
}

/** What somebody may do in a channel of a server; a thread goes by its channel. */
export function permissionsIn(world: World, channel: Channel, userId: string): bigint {
  const guild = world.guilds.get(channel.guildId ?? '');
  const base = guild ? permissionsOn(world, guild.id, userId) : 0n;
  if (!guild || base === 0n || base === ALL) return base;
  const { overwrites, denied } = world.channels.get(channel.parentId ?? '') ?? channel;
  const roles = guild.members.get(userId)!;
  const layers = [
    overwrites.filter(({ id }) => id === guild.id),
    overwrites.filter(({ id, kind }) => kind === 'role' && roles.includes(id)),
    overwrites.filter(({ id, kind }) => kind === 'member' && id === userId),
    ...(userId === world.bot.id ? [[{ allow: 0n, deny: denied }]] : []),
  ];
  const here = layers.reduce((before, layer) => {
    const deny = layer.reduce((all, one) => all | one.deny, 0n);
    const allow = layer.reduce((all, one) => all | one.allow, 0n);
    return (before & ~deny) | allow;
  }, base);
  if ((here & PERMISSION.ViewChannel) === 0n) return 0n;
  if (channel.type === CHANNEL_TYPE.privateThread && (here & PERMISSION.ManageThreads) === 0n)
    if (!channel.inside.has(userId)) return 0n;
  return (guild.timeouts.get(userId) ?? 0) > world.clock.now() ? here & WHEN_TIMED_OUT : here;
}

/** Whether the bot may do this here. */
export function mayIn(world: World, channel: Channel, name: PermissionName): boolean {
  if (!isBotIn(world, channel)) return false;
  if (channel.guildId === undefined) return true;
  return (permissionsIn(world, channel, world.bot.id) & PERMISSION[name]) !== 0n;
}

export function requireView(world: World, channel: Channel): void {
  if (!mayIn(world, channel, 'ViewChannel')) throw new ApiError(403, CODE.missingAccess, 'Missing Access');
}

export function requirePermissions(world: World, channel: Channel, names: readonly PermissionName[]): void {
  requireView(world, channel);
  if (names.some((name) => !mayIn(world, channel, name)))
    throw new ApiError(403, CODE.missingPermissions, 'Missing Permissions');
}

/** Refuses what changes a thread that nobody has written in for long; writing in it is no such change. */
export function requireActive({ archived }: Channel): void {
  if (archived) throw new ApiError(400, CODE.archivedThread, 'Thread is archived');
}

export function requireWrite(
  world: World,
  channel: Channel,
  write: { readonly embeds: boolean; readonly files: boolean; readonly reply: boolean },
): void {
  requireView(world, channel);
  if (world.closed.has(channel.recipientId ?? ''))
    throw new ApiError(403, CODE.cannotMessageUser, 'Cannot send messages to this user');
  if (channel.type === CHANNEL_TYPE.forum)
    throw new ApiError(400, CODE.wrongChannelType, 'Cannot execute action on this channel type');
  const needed: PermissionName[] = [isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages'];
  if (write.embeds) needed.push('EmbedLinks');
  if (write.files) needed.push('AttachFiles');
  requirePermissions(world, channel, needed);
  if (channel.locked && !mayIn(world, channel, 'ManageThreads'))
    throw new ApiError(403, CODE.threadLocked, 'Thread is locked');
  if (write.reply && !mayIn(world, channel, 'ReadMessageHistory')) {
    const message = 'Cannot reply without permission to read message history';
    throw new ApiError(400, CODE.replyWithoutHistory, message);
  }
}
