/** Reacting as the bot, with an emoji that everybody has or one of the server's own. */
import { Routes } from 'discord.js';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { type Conversation, UserError } from '../../../src/chat/index.ts';
import { untilAborted } from '../abort.ts';
import { explainAct } from '../errors.ts';
import { CACHE } from '../limits.ts';
import { NEEDED_TO_REACT } from '../setup/permissions.ts';
import { channelIdOf, type Places } from '../reading/places.ts';

const Emojis = z.array(
  z.object({ id: z.string(), name: z.string().nullish(), available: z.boolean().default(true) }),
);

/** Ids of a server's own emoji, by name. */
type Own = ReadonlyMap<string, string>;

const NAME = /^:(?<name>\w+):$/;
/** Something that is no plain text. */
const SIGN = /^(?=.*\P{ASCII})\S{1,32}$/u;

export function createReacting({ client, missing }: Places) {
  const asked = new LRUCache<string, Own>({
    max: CACHE.emojiServers,
    ttl: CACHE.rightsMs,
    fetchMethod: async (serverId) => {
      const all = Emojis.parse(await client.rest.get(Routes.guildEmojis(serverId)));
      return new Map(all.flatMap(({ id, name, available }) => (available && name ? [[name, id]] : [])));
    },
  });

  /** As the API names it. Throws `UserError` for what is none here. */
  const named = async (emoji: string, { kind, workspace }: Conversation, signal: AbortSignal) => {
    const name = NAME.exec(emoji)?.groups?.['name'];
    if (name === undefined && SIGN.test(emoji)) return emoji;
    const own = kind === 'dm' ? undefined : await untilAborted(asked.fetch(workspace), signal);
    const id = name === undefined ? undefined : own?.get(name);
    if (id !== undefined) return `${name}:${id}`;
    throw new UserError(
      'discord-emoji',
      `There is no emoji ${emoji} on this server.`,
      'Write it as one sign, like 👀, or as :name: where it is one of the server’s own.',
    );
  };

  /** discord.js waits where Discord asks for a pause: one reaction in 250 ms passes in a channel. */
  return async (
    conversation: Conversation,
    messageId: string,
    emoji: string,
    signal: AbortSignal,
  ): Promise<void> => {
    try {
      const route = Routes.channelMessageOwnReaction(
        channelIdOf(conversation),
        messageId,
        await named(emoji, conversation, signal),
      );
      await untilAborted(client.rest.put(route, { signal }), signal);
    } catch (error) {
      throw await explainAct(error, signal, 'react', () => missing(conversation, signal, NEEDED_TO_REACT));
    }
  };
}
