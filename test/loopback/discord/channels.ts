/** Where something can be said: channels of servers, direct messages, and whether the bot is there. */
import { CHANNEL_TYPE, type Channel } from './places.ts';
import type { World } from './state.ts';

export type ChannelDraft = Pick<
  Channel,
  'id' | 'type' | 'name' | 'guildId' | 'parentId' | 'recipientId' | 'among'
>;

export function keepChannel(world: World, draft: ChannelDraft): Channel {
  const channel: Channel = { ...draft, denied: 0n, overwrites: [], inside: new Set() };
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
  return keepChannel(world, { id: world.nextId(), type: CHANNEL_TYPE.dm, name, recipientId });
}

/** Whether the bot itself is in a place; people who installed it can use it elsewhere, too. */
export function isBotIn(world: World, { guildId, among }: Pick<Channel, 'guildId' | 'among'>): boolean {
  return guildId === undefined ? !among : (world.guilds.get(guildId)?.members.has(world.bot.id) ?? false);
}
