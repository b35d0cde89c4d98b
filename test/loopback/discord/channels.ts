/** Where something can be said: channels of servers, direct messages, and whether the bot is there. */
import { CHANNEL_TYPE, type Channel, type World } from './state.ts';

export function keepChannel(world: World, channel: Channel): Channel {
  world.channels.set(channel.id, channel);
  if (channel.guildId !== undefined) {
    const siblings = world.channelsOf.get(channel.guildId) ?? [];
    siblings.push(channel);
    world.channelsOf.set(channel.guildId, siblings);
  }
  return channel;
}

/** The direct messages of the bot with somebody, opened when they are asked for first. */
export function directWith(world: World, recipientId: string): Channel {
  const known = [...world.channels.values()].find(
    (channel) => channel.recipientId === recipientId && !channel.among,
  );
  if (known) return known;
  const { name } = world.users.get(recipientId)!;
  return keepChannel(world, {
    id: world.nextId(),
    type: CHANNEL_TYPE.dm,
    name,
    recipientId,
    denied: 0n,
  });
}

/** Whether the bot itself is in a place; people who installed it can use it elsewhere, too. */
export function isBotIn(world: World, { guildId, among }: Channel): boolean {
  return guildId === undefined ? !among : (world.guilds.get(guildId)?.members.has(world.bot.id) ?? false);
}
