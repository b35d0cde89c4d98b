/** What people and we ourselves have said in messages of discord.js: Discord's own, and those that are empty, are left out. */
import type { Message as DiscordMessage } from 'discord.js';
import type { Message } from '../../../src/chat/index.ts';
import { isWorthKeeping } from '../media.ts';
import { normalizeMessage } from '../normalize.ts';
import type { Place, Places } from './places.ts';

const saysSomething = ({ text, attachments }: Message): boolean => text !== '' || attachments.length > 0;

/** Ids of those that messages are by, or mention. */
export const peopleIn = (messages: readonly DiscordMessage[]): readonly string[] =>
  messages.flatMap(({ author, webhookId, mentions }) => [
    ...(webhookId === null ? [author.id] : []),
    ...mentions.users.keys(),
  ]);

/** In the order of the messages. People have the names they have on the server, as far as these can be told. */
export async function saidIn(
  { meet }: Places,
  { kind, workspace }: Place,
  messages: readonly DiscordMessage[],
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const theirs = messages.filter(({ system }) => !system);
  // Everybody has a name without the server, too.
  if (kind !== 'dm') await meet(workspace, peopleIn(theirs), signal).catch(() => signal.throwIfAborted());
  return theirs
    .map(normalizeMessage)
    .map((message) => ({ ...message, attachments: message.attachments.filter(isWorthKeeping) }))
    .filter(saysSomething);
}
