/** Messages of discord.js as events of the project, whether the gateway told them or they were read again. */
import type { Message as DiscordMessage } from 'discord.js';
import type { ChatEvent } from '../../../src/chat/index.ts';
import { normalizeMessage, PLATFORM } from '../normalize.ts';

/** Discord's own messages and ours are told to nobody; other bots and webhooks are heard, for rules may watch them. */
export const isHeard = ({ author, system, client }: DiscordMessage): boolean =>
  !system && author.id !== client.user.id;

export function messageEvent(discordMessage: DiscordMessage): Extract<ChatEvent, { type: 'message' }> {
  const message = normalizeMessage(discordMessage);
  return {
    type: 'message',
    eventId: `${PLATFORM}:message:${message.id}`,
    aliases: [],
    message,
    target: {
      conversation: message.conversation,
      messageId: message.id,
      userId: message.author.id,
      private: false,
    },
  };
}
