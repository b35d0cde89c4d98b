/** Reactions: the route by which the bot reacts, and how everybody is told. */
import { ApiError, CODE } from './errors.ts';
import { INTENT } from './gateway.ts';
import { memberObject, userObject } from './guild-objects.ts';
import { REACTIONS } from './limits.ts';
import { channelOf, findMessage } from './message-routes.ts';
import type { Server } from './messages.ts';
import { requireActive, requirePermissions } from './permissions.ts';
import type { Guild } from './places.ts';
import type { Routes } from './rest.ts';
import type { StoredMessage, World } from './state.ts';

/** An emoji that every client can draw by itself. */
const STANDARD = /^(?!\p{ASCII}*$)\p{Emoji}[\p{Emoji}\p{Emoji_Component}]*$/u;

/** `👀`, or `name:id` of an emoji of the server's own, as one of the forms that the API knows. */
function emojiObject(text: string) {
  const [name = '', id] = text.split(':');
  return id === undefined ? { id: null, name } : { id, name, animated: false };
}

function requireKnown(guild: Guild | undefined, emoji: string): void {
  const [name, id] = emoji.split(':');
  const isOwn = guild?.emojis.some((own) => own.id === id && own.name === name) ?? false;
  if (!isOwn && !STANDARD.test(emoji)) throw new ApiError(400, CODE.unknownEmoji, 'Unknown Emoji');
}

function tell(
  { world, gateway }: Server,
  event: string,
  message: StoredMessage,
  userId: string,
  emoji: string,
): void {
  const channel = world.channels.get(message.channelId)!;
  const guild = world.guilds.get(channel.guildId ?? '');
  const user = userObject(world.users.get(userId)!);
  gateway.dispatch({
    event,
    intent: guild ? INTENT.guildReactions : INTENT.directReactions,
    guildId: guild?.id,
    data: () => ({
      user_id: userId,
      channel_id: channel.id,
      message_id: message.id,
      message_author_id: message.authorId,
      emoji: emojiObject(emoji),
      type: 0,
      burst: false,
      ...(guild && { guild_id: guild.id }),
      ...(guild && event === 'MESSAGE_REACTION_ADD' && { member: { ...memberObject(guild, userId), user } }),
    }),
  });
  world.changes.emit('change');
}

/** Somebody reacts. A second time, it changes nothing. */
export function addReaction(server: Server, message: StoredMessage, userId: string, emoji: string): void {
  const users = message.reactions.get(emoji) ?? new Set();
  if (users.has(userId)) return;
  message.reactions.set(emoji, users.add(userId));
  tell(server, 'MESSAGE_REACTION_ADD', message, userId, emoji);
}

/** Somebody takes a reaction back. */
export function removeReaction(server: Server, message: StoredMessage, userId: string, emoji: string): void {
  if (!message.reactions.get(emoji)?.delete(userId)) return;
  tell(server, 'MESSAGE_REACTION_REMOVE', message, userId, emoji);
}

/** The reactions of a message, as it is read. */
export function reactionsOf({ bot }: World, { reactions }: StoredMessage): Record<string, unknown> {
  const shown = [...reactions].filter(([, users]) => users.size > 0);
  if (shown.length === 0) return {};
  return {
    reactions: shown.map(([emoji, users]) => ({
      emoji: emojiObject(emoji),
      count: users.size,
      count_details: { burst: 0, normal: users.size },
      me: users.has(bot.id),
      me_burst: false,
      burst_colors: [],
    })),
  };
}

export function reactionRoutes(server: Server): Routes {
  const { world } = server;
  return {
    'PUT /channels/:channel/messages/:message/reactions/:emoji/@me': ({ params }) => {
      const channel = channelOf(world, params.channel!);
      const emoji = params.emoji!;
      requirePermissions(world, channel, ['ReadMessageHistory']);
      const message = findMessage(world, channel.id, params.message!);
      requireActive(channel);
      requireKnown(world.guilds.get(channel.guildId ?? ''), emoji);
      const others = message.reactions.get(emoji)?.size ?? 0;
      // Who joins in a reaction that is there needs no permission to add one.
      if (others === 0) requirePermissions(world, channel, ['AddReactions']);
      if (others === 0 && [...message.reactions.values()].filter(({ size }) => size > 0).length >= REACTIONS)
        throw new ApiError(400, CODE.tooManyReactions, `Maximum number of reactions reached (${REACTIONS})`);
      addReaction(server, message, world.bot.id, emoji);
    },
  };
}
