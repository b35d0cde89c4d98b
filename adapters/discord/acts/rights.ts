/** What somebody may do in a channel, by Discord's own rules: roles, what the channel changes of them, threads, time-outs. */
import {
  ChannelType,
  type GuildMember,
  type GuildTextBasedChannel,
  PermissionFlagsBits,
  type ThreadChannel,
  type ThreadOnlyChannel,
} from 'discord.js';
import type { Conversation, Right } from '../../../src/chat/index.ts';
import { untilAborted } from '../abort.ts';
import { isGone, isNoMember, lacksPermission } from '../errors.ts';
import type { People } from '../reading/people.ts';
import type { Places } from '../reading/places.ts';

async function isInside(thread: ThreadChannel, userId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await untilAborted(thread.members.fetch({ member: userId, force: true, cache: false }), signal);
    return true;
  } catch (error) {
    if (isNoMember(error)) return false;
    throw error;
  }
}

/** What a member may do in a channel of a server; of a forum, in the posts that stand in it. */
async function rightsIn(
  channel: GuildTextBasedChannel | ThreadOnlyChannel,
  member: GuildMember,
  signal: AbortSignal,
): Promise<readonly Right[]> {
  const given = channel.permissionsFor(member);
  const has = (flag: bigint) => given?.has(flag) ?? false;
  const thread = channel.isThread() ? channel : undefined;
  const isModerator = has(PermissionFlagsBits.ManageThreads);
  if (!has(PermissionFlagsBits.ViewChannel)) return [];
  // Who may not join a voice channel does not see what is written in it.
  if (channel.isVoiceBased() && !has(PermissionFlagsBits.Connect)) return [];
  if (thread?.type === ChannelType.PrivateThread && !isModerator)
    if (!(await isInside(thread, member.id, signal))) return [];

  const reads = has(PermissionFlagsBits.ReadMessageHistory);
  const isTimedOut = member.isCommunicationDisabled() && !has(PermissionFlagsBits.Administrator);
  const isSilent = isTimedOut || (thread?.locked === true && !isModerator);
  const isInThreads = thread !== undefined || channel.isThreadOnly();
  const writes = has(
    isInThreads ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages,
  );
  return [
    ...(reads ? (['read'] as const) : []),
    ...(writes && !isSilent ? (['write'] as const) : []),
    ...(has(PermissionFlagsBits.AddReactions) && reads && !isSilent ? (['react'] as const) : []),
  ];
}

/** The rights that somebody lacks: all of them in direct messages, and in a place that the bot cannot look up. */
export async function rightsLacked(
  { places, people }: { readonly places: Places; readonly people: People },
  person: string,
  conversation: Conversation,
  rights: readonly Right[],
  signal: AbortSignal,
): Promise<readonly Right[]> {
  if (conversation.kind === 'dm') return rights;
  try {
    const member = await people.find(conversation.workspace, person, signal);
    const channel = member && (await places.room(conversation, signal));
    // The channel may be newer than what is known of the server.
    if (channel?.isThread() && !channel.parent && channel.parentId)
      await untilAborted(places.client.channels.fetch(channel.parentId), signal);
    const held = channel && !channel.isDMBased() ? await rightsIn(channel, member, signal) : [];
    return rights.filter((right) => !held.includes(right));
  } catch (error) {
    if (isGone(error) || lacksPermission(error)) return rights;
    throw error;
  }
}
