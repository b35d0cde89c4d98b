/** What rules do on Discord, in the process that hears and in one that only works: look, react, find, know people. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { Acts, Conversation } from '../../../src/chat/index.ts';
import { type Bench, type BenchOptions, signal, startBench, startWorker } from './harness.ts';

const here = ({ guild, general }: Pick<Bench, 'guild' | 'general'>): Conversation => ({
  platform: 'discord',
  workspace: guild.id,
  channel: general.id,
  kind: 'channel',
});

/** A server, and what can be done there. */
async function startActing(only: 'hears' | 'works', options: BenchOptions = {}) {
  const bench = await startBench(options);
  const { acts } = only === 'hears' ? bench.adapter : await startWorker(bench);
  return { ...bench, acts: acts!, place: here(bench) };
}

test('before the start there is nothing to act with', async () => {
  const { options } = await startBench();
  await expect(createDiscordAdapter(options).acts!.member('1', '2', signal)).rejects.toThrow('not started');
});

describe.each(['hears', 'works'] as const)('in a process that %s', (only) => {
  test('a message is as it is now, with its link, its files and its author’s roles', async () => {
    const { discord, guild, general, ana, acts, place } = await startActing(only);
    const birds = discord.role(guild, 'Birds', [ana]);
    const bytes = new TextEncoder().encode('not really a picture');
    const said = discord.say({
      channel: general,
      author: ana,
      content: `see <#${general.id}>`,
      attachments: [{ name: 'heron.png', bytes, contentType: 'image/png' }],
    });
    discord.edit(said, `look at <#${general.id}>`);

    expect(await acts.message(place, said.id, signal)).toMatchObject({
      id: said.id,
      conversation: place,
      text: 'look at #general',
      author: { name: 'Ana', roles: [birds.id] },
      attachments: [{ name: 'heron.png' }],
      link: `https://discord.com/channels/${guild.id}/${general.id}/${said.id}`,
      editedAt: expect.any(Number),
    });
  });

  test('a message that is gone, is Discord’s own, or may not be read is none', async () => {
    const { discord, guild, general, ana, acts, place } = await startActing(only);
    const gone = discord.say({ channel: general, author: ana, content: 'never mind' });
    discord.delete(gone);
    const pinned = discord.say({ channel: general, author: ana, system: true });
    const vault = discord.channel(guild, 'vault');
    const secret = discord.say({ channel: vault, author: ana, content: 'a secret' });
    discord.deny(vault, 'ReadMessageHistory');

    expect(await acts.message(place, gone.id, signal)).toBeUndefined();
    expect(await acts.message(place, pinned.id, signal)).toBeUndefined();
    expect(await acts.message({ ...place, channel: vault.id }, secret.id, signal)).toBeUndefined();
    expect(await acts.message({ ...place, channel: gone.id }, gone.id, signal)).toBeUndefined();
    expect(await acts.message({ ...place, workspace: '1' }, gone.id, signal)).toBeUndefined();
  });

  test('a reaction stands there once, however often it is made', async () => {
    const { discord, guild, general, ana, acts, place } = await startActing(only);
    const heron = discord.guildEmoji(guild, 'heron');
    const said = discord.say({ channel: general, author: ana, content: 'a heron' });

    for (const emoji of ['👀', ':heron:', '👀', '1️⃣']) await acts.react(place, said.id, emoji, signal);

    expect(discord.messages(general)[0]?.ourReactions).toEqual(['👀', `heron:${heron.id}`, '1️⃣']);
    // Which counter reactions draw on, Discord tells with the first one.
    expect(discord.rateLimited().length).toBeLessThan(2);
  });

  test('somebody is known by the name and roles they have now', async () => {
    const { discord, guild, ana, acts } = await startActing(only);
    const birds = discord.role(guild, 'Birds', [ana]);
    const ben = discord.user('Ben');
    expect(await acts.member(ana.id, guild.id, signal)).toEqual({
      id: ana.id,
      name: 'Ana',
      roles: [birds.id],
    });
    expect(await acts.member(ben.id, guild.id, signal)).toBeUndefined();
    expect(await acts.member(ana.id, '1', signal)).toBeUndefined();
    expect(await acts.member('attache.yaml', guild.id, signal)).toBeUndefined();
  });

  test('a link leads to a message, also of a thread, in every edition of Discord', async () => {
    const { discord, guild, general, ana, acts, place } = await startActing(only);
    const thread = discord.thread(general, 'herons');
    const { id } = discord.say({ channel: thread, author: ana, content: 'a heron' });
    discord.archive(thread);
    const inThread = { ...place, thread: thread.id, kind: 'thread' };

    for (const host of ['discord.com', 'ptb.discord.com', 'canary.discord.com', 'discordapp.com'])
      expect(
        await acts.located(` <https://${host}/channels/${guild.id}/${thread.id}/${id}> `, place, signal),
      ).toEqual({ conversation: inThread, id });
    expect(
      await acts.located(`https://discord.com/channels/${guild.id}/${general.id}/${id}`, place, signal),
    ).toEqual({ conversation: place, id });
    expect(await acts.located(id, place, signal)).toEqual({ conversation: place, id });
  });

  test('what is no such link leads nowhere', async () => {
    const { discord, guild, ana, acts, place } = await startActing(only);
    const elsewhere = discord.foreignGuild('Elsewhere');
    const lounge = discord.channel(elsewhere, 'lounge');
    for (const link of [
      'herons',
      '12',
      `https://discord.com/channels/${guild.id}/${place.channel}`,
      `https://discord.com.example/channels/${guild.id}/${place.channel}/${ana.id}`,
      `https://discord.com/channels/@me/${place.channel}/${ana.id}`,
      `https://discord.com/channels/${elsewhere.id}/${lounge.id}/${ana.id}`,
      `https://discord.com/channels/${elsewhere.id}/${place.channel}/${ana.id}`,
    ])
      expect(await acts.located(link, place, signal), link).toBeUndefined();
  });
});

describe.each(['hears', 'works'] as const)('in a process that %s, a place', (only) => {
  async function startNaming() {
    const bench = await startActing(only);
    const { discord, guild, general, place } = bench;
    const forum = discord.channel(guild, 'questions', 'forum');
    const post = discord.thread(forum, 'Which heron?');
    const thread = discord.thread(general, 'herons');
    const at = (channel: string, id: string): Conversation => ({
      ...place,
      channel,
      thread: id,
      kind: 'thread',
    });
    return { ...bench, forum, post: at(forum.id, post.id), thread: at(general.id, thread.id) };
  }

  test('is read as its channel from anywhere in that; a forum has nothing to be read, so its post is', async () => {
    const { acts, place, post, thread } = await startNaming();
    expect(await acts.around(thread, signal)).toEqual(place);
    expect(await acts.around(place, signal)).toEqual(place);
    expect(await acts.around(post, signal)).toEqual(post);
  });

  test('is a channel, a forum or a thread by its id', async () => {
    const { acts, place, forum, post, thread } = await startNaming();
    expect(await acts.named(place.channel, place, signal)).toEqual(place);
    expect(await acts.named(forum.id, place, signal)).toEqual({ ...place, channel: forum.id });
    expect(await acts.named(post.thread!, place, signal)).toEqual(post);
    expect(await acts.named(thread.thread!, place, signal)).toEqual(thread);
  });

  test('is nowhere that the bot does not see, or that is on another server', async () => {
    const { discord, guild, acts, place } = await startNaming();
    const vault = discord.channel(guild, 'vault');
    discord.deny(vault, 'ViewChannel');
    const { guild: other } = discord.guild('Elsewhere');
    const there = discord.channel(other, 'there');
    for (const id of [vault.id, there.id, '123456789012345678', '1712345678.123456', 'general'])
      expect(await acts.named(id, place, signal), id).toBeUndefined();
  });
});

describe('Discord that does nothing at all for the bot is told of as that:', () => {
  test.each([
    ['it takes no token any more', 401, 'discord-token'],
    ['it has a fault of its own', 503, 'discord-unreachable'],
  ])('%s', async (_what, status, code) => {
    const { discord, general, ana, acts, place } = await startActing('hears');
    const { id } = discord.say({ channel: general, author: ana, content: 'a heron' });
    discord.fail({ path: /reactions/, how: 'refuse', status, times: 99 });
    await expect(acts.react(place, id, '👀', signal)).rejects.toMatchObject({ code });
    if (status === 401) await expect(acts.message(place, id, signal)).rejects.toMatchObject({ code });
  });
});

test('without the Message Content intent, a message that comes empty is none', async () => {
  const { discord, general, ana, acts, place } = await startActing('hears', { messageContent: false });
  const said = discord.say({ channel: general, author: ana, content: 'not for you' });
  const mention = discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> for you` });
  expect(await acts.message(place, said.id, signal)).toBeUndefined();
  expect(await acts.message(place, mention.id, signal)).toMatchObject({ text: 'for you' });
});

describe('a reaction that cannot be is told in a sentence:', () => {
  const codes = async (acts: Acts, place: Conversation, id: string, ...emoji: readonly string[]) =>
    Promise.all(
      emoji.map((one) =>
        acts.react(place, id, one, signal).catch((error: unknown) => (error as { code: string }).code),
      ),
    );

  test('an emoji that neither Discord nor the server has', async () => {
    const { discord, general, ana, acts, place } = await startActing('hears');
    const { id } = discord.say({ channel: general, author: ana, content: 'a heron' });
    const emoji = [':eyes:', 'eyes', '..', '', 'ä', '👀 👀'];
    expect(await codes(acts, place, id, ...emoji)).toEqual(emoji.map(() => 'discord-emoji'));
  });

  test('a permission that is missing, by its name', async () => {
    const { discord, general, ana, acts, place } = await startActing('works');
    const { id } = discord.say({ channel: general, author: ana, content: 'a heron' });
    discord.deny(general, 'AddReactions');
    await expect(acts.react(place, id, '👀', signal)).rejects.toThrow(
      'I may not react in this channel: I lack Add Reactions.',
    );
  });

  test('a message that is gone, a thread that is archived, too many reactions', async () => {
    const { discord, general, ana, acts, place } = await startActing('hears');
    const gone = discord.say({ channel: general, author: ana, content: 'never mind' });
    discord.delete(gone);
    const thread = discord.thread(general, 'herons');
    const old = discord.say({ channel: thread, author: ana, content: 'old' });
    discord.archive(thread);
    const full = discord.say({ channel: general, author: ana, content: 'hurrah' });
    for (let n = 0; n < 20; n++) discord.react(full, ana, String.fromCodePoint(0x1f600 + n));

    expect(await codes(acts, place, gone.id, '👀')).toEqual(['discord-gone']);
    expect(await codes(acts, { ...place, thread: thread.id, kind: 'thread' }, old.id, '👀')).toEqual([
      'discord-archived',
    ]);
    expect(await codes(acts, place, full.id, '👀')).toEqual(['discord-reactions']);
  });
});

test('many reactions in a channel wait for each other, as long as their caller does', async () => {
  const { discord, general, ana, acts, place } = await startActing('hears');
  const said = [1, 2, 3, 4].map((n) => discord.say({ channel: general, author: ana, content: `${n}` }));
  await Promise.all(said.map(({ id }) => acts.react(place, id, '👀', signal)));
  expect(discord.messages(general).map(({ ourReactions }) => ourReactions)).toEqual(Array(4).fill(['👀']));

  discord.fail({ path: /reactions/, how: 'stall' });
  const controller = new AbortController();
  const waiting = acts.react(place, said[0]!.id, '🎉', controller.signal);
  await discord.until(
    () => discord.requests.some(({ path, status }) => path.includes('reactions') && status === 0),
    'the reaction that is never answered',
  );
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
