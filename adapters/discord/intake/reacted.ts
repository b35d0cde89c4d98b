/** Reactions as the gateway tells them, as events of the project. Nothing of them is remembered. */
import type { Client } from 'discord.js';
import { z } from 'zod';
import type { ReactedEvent } from '../../../src/chat/index.ts';
import { conversationOf, PLATFORM } from '../normalize.ts';

/** As much of a reaction as is needed. In direct messages there is neither a server nor a member. */
const Reaction = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  message_id: z.string(),
  guild_id: z.string().optional(),
  member: z
    .object({
      nick: z.string().nullish(),
      roles: z.array(z.string()),
      user: z.object({
        username: z.string(),
        global_name: z.string().nullish(),
        bot: z.boolean().default(false),
      }),
    })
    .optional(),
  /** One of a server's own has an id; its name is gone when it was deleted. */
  emoji: z.object({ id: z.string().nullish(), name: z.string().nullish() }),
});

/** Nothing for what people do in direct messages, and for what bots do: they would answer each other. */
export function reactedEvent(client: Client, told: unknown): ReactedEvent | undefined {
  const { user_id: id, channel_id, message_id, guild_id, member, emoji } = Reaction.parse(told);
  if (guild_id === undefined || !member || member.user.bot || id === client.user?.id) return undefined;
  const { nick, roles, user } = member;
  return {
    type: 'reacted',
    eventId: [PLATFORM, 'reacted', channel_id, message_id, emoji.id ?? emoji.name, id].join(':'),
    emoji: emoji.id ? `:${emoji.name ?? emoji.id}:` : (emoji.name ?? ''),
    author: { id, name: nick ?? user.global_name ?? user.username, roles },
    conversation: conversationOf(client, channel_id, guild_id),
    messageId: message_id,
    at: Date.now(),
  };
}
