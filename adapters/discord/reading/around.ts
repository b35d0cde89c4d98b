/** Which places ids stand for, and where what was said around a message is read. */
import type { Conversation } from '../../../src/chat/index.ts';
import { isGone, lacksPermission } from '../errors.ts';
import { conversationOf } from '../normalize.ts';
import { missingPermissions } from '../setup/permissions.ts';
import type { Places } from './places.ts';
import { isId } from './snowflake.ts';

/** Undefined where the bot sees nothing, rather than Discord's refusal. */
async function seen<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isGone(error) || lacksPermission(error)) return undefined;
    throw error;
  }
}

/** A channel, a thread or a forum of a server by its id, as far as Discord tells of it. */
export async function placeOf(
  places: Places,
  id: string,
  server: string,
  signal: AbortSignal,
): Promise<Conversation | undefined> {
  const room = await seen(() => places.room({ kind: 'channel', workspace: server, channel: id }, signal));
  return room && conversationOf(places.client, id, server);
}

/** The same where the bot may look into it: Discord tells of other channels as well. */
export async function named(
  places: Places,
  id: string,
  server: string,
  signal: AbortSignal,
): Promise<Conversation | undefined> {
  const place = isId(id) ? await placeOf(places, id, server, signal) : undefined;
  const isHidden = missingPermissions(places.client, id, ['ViewChannel']).length > 0;
  return isHidden ? undefined : place;
}

/** The channel above a thread; of a forum, where nothing is said but in its posts, the post. */
export async function around(
  places: Places,
  conversation: Conversation,
  signal: AbortSignal,
): Promise<Conversation> {
  const { thread, ...place } = conversation;
  if (thread === undefined || conversation.kind === 'dm') return conversation;
  const channel = { ...place, kind: 'channel' } as const;
  const room = await seen(() => places.room(channel, signal));
  return room?.isThreadOnly() ? conversation : channel;
}
