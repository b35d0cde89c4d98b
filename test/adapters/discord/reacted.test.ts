/** Reactions: who reacted to what with which emoji, however little is known of the message. */
import { expect, test } from 'vitest';
import type { StoredMessage } from '../../loopback/discord/index.ts';
import { signal, startBench } from './harness.ts';

test('a reaction tells the emoji, the message and who it was, with their roles', async () => {
  const { discord, guild, general, ana, next } = await startBench();
  const birds = discord.role(guild, 'Birds', [ana]);
  const message = discord.say({ channel: general, author: discord.user('Ben'), content: 'a heron' });

  discord.react(message, ana, '👀');

  expect(await next('reacted')).toEqual({
    type: 'reacted',
    eventId: `discord:reacted:${general.id}:${message.id}:👀:${ana.id}`,
    emoji: '👀',
    author: { id: ana.id, name: 'Ana', roles: [birds.id] },
    conversation: { platform: 'discord', workspace: guild.id, channel: general.id, kind: 'channel' },
    messageId: message.id,
    at: expect.any(Number),
  });
});

test('an emoji of the server’s own goes by its name, and counts apart from one of the same name', async () => {
  const { discord, guild, general, ana, next } = await startBench();
  const message = discord.say({ channel: general, author: ana, content: 'a heron' });
  const [one, other] = [discord.guildEmoji(guild, 'heron'), discord.guildEmoji(guild, 'heron')];

  for (const { id, name } of [one, other]) discord.react(message, ana, `${name}:${id}`);

  const told = [await next('reacted'), await next('reacted')];
  expect(told.map(({ emoji }) => emoji)).toEqual([':heron:', ':heron:']);
  expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(2);
});

test('messages from before the start are reacted to like others, and in threads', async () => {
  const old: StoredMessage[] = [];
  const { discord, general, ana, next } = await startBench({
    before: ({ discord, general, ana }) => {
      const thread = discord.thread(general, 'herons');
      old.push(discord.say({ channel: thread, author: ana, content: 'old' }));
    },
  });
  discord.react(old[0]!, ana, '👀');
  expect(await next('reacted')).toMatchObject({
    messageId: old[0]!.id,
    conversation: { kind: 'thread', channel: general.id, thread: old[0]!.channelId },
  });
});

test('a reaction that is taken back and made again is the same event', async () => {
  const { discord, general, ana, next } = await startBench();
  const message = discord.say({ channel: general, author: ana, content: 'a heron' });
  discord.react(message, ana, '👀');
  discord.unreact(message, ana, '👀');
  discord.react(message, ana, '👀');
  const [one, other] = [await next('reacted'), await next('reacted')];
  expect(other.eventId).toBe(one.eventId);
});

test('nobody is told of our own reactions, of other bots’, and of those in direct messages', async () => {
  const { discord, general, ana, next, events } = await startBench();
  const message = discord.say({ channel: general, author: ana, content: 'a heron' });
  const direct = discord.say({ channel: discord.dm(ana), author: ana, content: 'psst' });
  discord.react(message, discord.bot, '👀');
  discord.react(message, discord.user('Robo', { bot: true }), '👀');
  discord.react(direct, ana, '👀');
  discord.react(message, ana, '🎉');
  expect((await next('reacted')).emoji).toBe('🎉');
  expect(events.filter(({ type }) => type === 'reacted')).toHaveLength(1);
});

test('reactions to messages nobody remembers have no message forgotten', async () => {
  const strange: StoredMessage[] = [];
  const { discord, general, ana, hear, next, adapter } = await startBench({
    before: ({ discord, guild, ana }) => {
      const busy = discord.channel(guild, 'busy');
      for (let n = 0; n < 11_000; n++)
        strange.push(discord.say({ channel: busy, author: ana, content: 'old' }));
    },
  });
  const one = discord.say({ channel: general, author: ana, content: 'one' });
  const question = await hear({ channel: general, author: ana, content: 'two', replyTo: one });
  for (const message of strange) discord.react(message, ana, '👀');
  await next('reacted', ({ messageId }) => messageId === strange.at(-1)!.id);
  const before = discord.requests.length;

  const chain = await adapter.history({ before: question, limit: 5 }, signal);
  expect(chain.map(({ text }) => text)).toEqual(['one']);
  expect(discord.requests.length).toBe(before);
});
