/** What people and we ourselves have said in messages of discord.js: Discord's own, and those that are empty, are left out. */
import type { Message as DiscordMessage } from 'discord.js';
import type { Message } from '../../src/chat/index.ts';
import { isWorthKeeping } from './media.ts';
import { normalizeMessage } from './normalize.ts';

const saysSomething = ({ text, attachments }: Message): boolean => text !== '' || attachments.length > 0;

/** In the order of the messages. */
export function saidIn(messages: readonly DiscordMessage[]): readonly Message[] {
  return messages
    .filter(({ system }) => !system)
    .map(normalizeMessage)
    .map((message) => ({ ...message, attachments: message.attachments.filter(isWorthKeeping) }))
    .filter(saysSomething);
}
