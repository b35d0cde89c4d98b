/** Who may do what where, by Discord's own rules: the loopback computes them by the documentation, the bot as it acts. */
import { describe, expect, test } from 'vitest';
import type { Conversation, Right } from '../../../src/chat/index.ts';
import type { Channel, User } from '../../loopback/discord/index.ts';
import { type BenchOptions, signal, startBench, startWorker } from './harness.ts';

const ALL: readonly Right[] = ['read', 'write', 'react'];

async function startAsking(only: 'hears' | 'works' = 'hears', options: BenchOptions = {}) {
  const bench = await startBench(options);
  const { discord, guild, general, ana } = bench;
  guild.members.set(ana.id, []);
  const adapter = only === 'hears' ? bench.adapter : await startWorker(bench);
  /** Waits until the bot has been told all that was changed before. */
  const told = () => bench.hear({ channel: discord.channel(guild, 'lab'), author: discord.user('Ben') });
  const lacked = async (channel: Channel = general, person: User = ana, rights = ALL) => {
    await told();
    const place = { platform: 'discord', workspace: guild.id };
    const conversation: Conversation =
      channel.parentId === undefined
        ? { ...place, channel: channel.id, kind: 'channel' }
        : { ...place, channel: channel.parentId, thread: channel.id, kind: 'thread' };
    return adapter.acts!.lacks(person.id, conversation, rights, signal);
  };
  return { ...bench, lacked };
}

describe.each(['hears', 'works'] as const)('as a process that %s knows it', (only) => {
  test('whoever is on the server may do what everyone may', async () => {
    const { discord, lacked, general } = await startAsking(only);
    expect(await lacked()).toEqual([]);
    expect(await lacked(general, discord.bot)).toEqual([]);
    expect(await lacked(general, discord.user('Zoe'))).toEqual(ALL);
  });

  test('a channel gives and takes: from everyone, then by roles, then by person', async () => {
    const { discord, guild, general, ana, lacked } = await startAsking(only);
    const birds = discord.role(guild, 'Birds', [ana]);
    const quiet = discord.channel(guild, 'quiet');
    discord.overwrite(quiet, guild, { deny: ['SendMessages', 'AddReactions'] });
    discord.overwrite(quiet, birds, { allow: ['SendMessages'] });
    const closed = discord.channel(guild, 'closed');
    discord.overwrite(closed, birds, { allow: ['ViewChannel'] });
    discord.overwrite(closed, ana, { deny: ['ViewChannel'] });
    const past = discord.channel(guild, 'past');
    discord.overwrite(past, guild, { deny: ['ReadMessageHistory'] });

    expect(await lacked(quiet)).toEqual(['react']);
    expect(await lacked(quiet, ana, ['write'])).toEqual([]);
    expect(await lacked(closed)).toEqual(ALL);
    expect(await lacked(past)).toEqual(['read', 'react']);
    expect(await lacked(general)).toEqual([]);
  });

  test('administrators and the owner may do everything', async () => {
    const { discord, guild, ana, lacked } = await startAsking(only);
    const [ben, cleo] = [discord.user('Ben'), discord.user('Cleo')];
    discord.role(guild, 'Admins', [ben], ['Administrator']);
    discord.own(guild, cleo);
    const closed = discord.channel(guild, 'closed');
    discord.overwrite(closed, guild, { deny: ['ViewChannel'] });
    discord.timeOut(guild, ben, 60_000);
    expect(await lacked(closed, ben)).toEqual([]);
    expect(await lacked(closed, cleo)).toEqual([]);
    expect(await lacked(closed, ana)).toEqual(ALL);
  });

  test('a time-out leaves reading, and ends', async () => {
    const { discord, guild, general, ana, lacked } = await startAsking(only);
    const ben = discord.user('Ben');
    guild.members.set(ben.id, []);
    discord.timeOut(guild, ana, 60_000);
    discord.timeOut(guild, ben, -1);
    expect(await lacked(general, ana)).toEqual(['write', 'react']);
    expect(await lacked(general, ben)).toEqual([]);
  });

  test('in a forum those count that hold in its posts', async () => {
    const { discord, guild, lacked } = await startAsking(only);
    const forum = (...deny: Parameters<typeof discord.deny>[1][]) => {
      const made = discord.channel(guild, 'questions', 'forum');
      discord.overwrite(made, guild, { deny });
      return made;
    };
    const [open, closedToNew, silent, hidden] = [
      forum(),
      forum('SendMessages'),
      forum('SendMessagesInThreads'),
      forum('ViewChannel'),
    ];
    expect(await lacked(open)).toEqual([]);
    expect(await lacked(closedToNew)).toEqual([]);
    expect(await lacked(silent)).toEqual(['write']);
    expect(await lacked(hidden)).toEqual(ALL);
  });

  test('threads go by their channel and by rights of their own', async () => {
    const { discord, guild, general, ana, lacked } = await startAsking(only);
    const moderators = discord.role(guild, 'Moderators', [], ['ManageThreads']);
    const mia = discord.user('Mia');
    guild.members.set(mia.id, [moderators.id]);
    const thread = discord.thread(general, 'herons');
    discord.overwrite(general, guild, { deny: ['SendMessagesInThreads'] });
    expect(await lacked(thread)).toEqual(['write']);
    expect(await lacked(general)).toEqual([]);

    const other = discord.channel(guild, 'other');
    const locked = discord.thread(other, 'locked');
    discord.lock(locked);
    expect(await lacked(locked)).toEqual(['write', 'react']);
    expect(await lacked(locked, mia)).toEqual([]);

    const ben = discord.user('Ben');
    guild.members.set(ben.id, []);
    const secret = discord.privateThread(other, 'secret', [discord.bot, ben]);
    expect(await lacked(secret, ben)).toEqual([]);
    expect(await lacked(secret, ana)).toEqual(ALL);
    expect(await lacked(secret, mia)).toEqual([]);
  });
});

test('who may not join a voice channel has no part in what is written there', async () => {
  const { discord, guild, ana, lacked } = await startAsking();
  const voice = discord.channel(guild, 'stage door', 'voice');
  expect(await lacked(voice)).toEqual([]);
  discord.overwrite(voice, ana, { deny: ['Connect'] });
  expect(await lacked(voice)).toEqual(ALL);
});

test('who may do everything on one server may do nothing by that on another', async () => {
  const { discord, guild, ana, adapter } = await startAsking();
  discord.own(guild, ana);
  const secret = discord.channel(discord.guild('Other').guild, 'secret');
  const conversation: Conversation = {
    platform: 'discord',
    workspace: guild.id,
    channel: secret.id,
    kind: 'channel',
  };
  const said = discord.say({ channel: secret, author: discord.user('Ben'), content: 'a secret' });
  expect(await adapter.acts!.lacks(ana.id, conversation, ALL, signal)).toEqual(ALL);
  expect(await adapter.acts!.message(conversation, said.id, signal)).toBeUndefined();
});

test('of a channel that is gone, of another server and of direct messages all rights are lacked', async () => {
  const { discord, guild, general, ana, adapter } = await startAsking();
  const place = { platform: 'discord', workspace: guild.id, channel: general.id, kind: 'channel' } as const;
  const lacks = (conversation: Conversation) => adapter.acts!.lacks(ana.id, conversation, ALL, signal);
  expect(await lacks({ ...place, channel: ana.id })).toEqual(ALL);
  expect(await lacks({ ...place, workspace: discord.foreignGuild('Elsewhere').id })).toEqual(ALL);
  expect(await lacks({ ...place, workspace: '@me', channel: discord.dm(ana).id, kind: 'dm' })).toEqual(ALL);
});

test('what is asked about one person within a minute is asked of Discord once', async () => {
  const { discord, guild, lacked, ana } = await startAsking('works');
  await lacked();
  const before = discord.requests.length;
  for (let time = 0; time < 5; time++) expect(await lacked()).toEqual([]);
  expect(discord.requests.length).toBe(before);
  expect(discord.requests.filter(({ path }) => path.endsWith(`/members/${ana.id}`))).toHaveLength(1);
  expect(discord.requests.filter(({ path }) => path === `/guilds/${guild.id}`)).toHaveLength(1);
});
