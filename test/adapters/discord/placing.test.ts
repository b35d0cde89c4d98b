/** Where things go that nobody has asked for: as a reply, in a thread, in a channel, in direct messages. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Placing, ReplyTarget, Sending } from '../../../src/chat/index.ts';
import type { Channel, LoopbackDiscord } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench, startWorker, viewOf } from './harness.ts';

async function startPlacing() {
  const bench = await startBench();
  const place = (placing: Placing) => bench.adapter.acts!.place(placing, signal);
  const hear = (content = 'a heron', channel = bench.general) =>
    bench.hear({ channel, author: bench.ana, content });
  return { ...bench, place, hear };
}

const post = ({ adapter }: Pick<Bench, 'adapter'>, target: ReplyTarget, markdown = 'Here.') =>
  adapter.surface(target).post(viewOf({ markdown }), signal);
const ours = (discord: LoopbackDiscord, channel: Channel) =>
  discord.messages(channel).filter(({ author }) => author.id === discord.bot.id);

describe('a reply', () => {
  test('answers the message, where it is', async () => {
    const bench = await startPlacing();
    const { discord, general, place, hear } = bench;
    const message = await hear();
    await post(bench, await place({ how: 'reply', message }));
    expect(ours(discord, general)[0]?.stored.replyTo).toMatchObject({ messageId: message.id });
  });

  test('is refused before anything is paid for where the bot may not write, with what it lacks', async () => {
    const { discord, general, place, hear } = await startPlacing();
    const message = await hear();
    discord.deny(general, 'SendMessages', 'EmbedLinks');
    await hear();
    await expect(place({ how: 'reply', message })).rejects.toThrow(
      'I may not write in this channel: I lack Send Messages, Embed Links.',
    );
  });
});

describe('a thread', () => {
  test('is opened from the message when something is posted in it, whoever does that, and no sooner', async () => {
    const bench = await startPlacing();
    const { discord, guild, general, place, hear } = bench;
    const message = await hear();
    const placing: Placing = { how: 'thread', message, title: `${'Herons\n'.repeat(20)}` };

    const target = await place(placing);
    expect(await place(placing)).toEqual(target);
    const worker = await startWorker(bench);
    expect(await worker.acts!.place(placing, signal)).toEqual(target);

    expect(target).toMatchObject({
      conversation: { kind: 'thread', workspace: guild.id, channel: general.id, thread: message.id },
      private: false,
    });
    expect(target).not.toHaveProperty('messageId');
    const opened = () =>
      discord.requests.flatMap(({ path, status, code }) =>
        path.endsWith('/threads') ? [code ?? status] : [],
      );
    expect(opened()).toEqual([]);
    const surface = bench.adapter.surface(target);
    const page = await surface.post(viewOf({ markdown: 'Here.' }), signal);
    await surface.post(viewOf({ markdown: 'There.' }), signal);
    expect(opened()).toEqual([200]);
    const again = worker.surface(target);
    await again.update(page, viewOf({ markdown: 'Here!' }), signal);
    await again.post(viewOf({ markdown: 'Everywhere.' }), signal);
    expect(opened()).toEqual([200]);
    const thread = { ...general, id: message.id };
    expect(ours(discord, thread).map(({ content }) => content)).toEqual(['Here!', 'There.', 'Everywhere.']);
    expect(await place(placing)).not.toHaveProperty('handle');
  });

  test('that another process has just opened is used', async () => {
    const bench = await startPlacing();
    const { discord, general, hear, ana } = bench;
    const worker = await startWorker(bench);
    const message = await hear();
    // What the worker knows of the server is from before the thread.
    await worker.acts!.member(ana.id, bench.guild.id, signal);
    discord.thread(general, 'herons', discord.messages(general)[0]!.stored);

    const target = await worker.acts!.place({ how: 'thread', message, title: 'Herons' }, signal);
    expect(target.conversation).toMatchObject({ kind: 'thread', thread: message.id });
    await worker.surface(target).post(viewOf({ markdown: 'Here.' }), signal);
    expect(discord.violations().map(({ code }) => code)).toEqual([160004]);
  });

  test('that is archived is written in again', async () => {
    const bench = await startPlacing();
    const { discord, general, place, hear } = bench;
    const message = await hear();
    const thread = discord.thread(general, 'herons', discord.messages(general)[0]!.stored);
    discord.archive(thread);
    await post(bench, await place({ how: 'thread', message, title: 'Herons' }));
    expect(thread.archived).toBe(false);
    expect(ours(discord, thread)).toHaveLength(1);
  });

  test('is the one that the message is in, of a forum as well; the message is answered there', async () => {
    const { discord, guild, general, place, hear } = await startPlacing();
    const forum = discord.channel(guild, 'questions', 'forum');
    for (const thread of [discord.thread(general, 'herons'), discord.thread(forum, 'Which heron?')]) {
      const message = await hear('a heron', thread);
      expect(await place({ how: 'thread', message, title: 'Herons' })).toMatchObject({
        conversation: message.conversation,
        messageId: message.id,
      });
    }
    expect(discord.requests.some(({ path }) => path.endsWith('/threads'))).toBe(false);
  });

  test('of an announcement is one like others, and a title is never missing', async () => {
    const bench = await startPlacing();
    const { discord, guild, place, hear } = bench;
    const news = discord.channel(guild, 'news', 'announcement');
    const message = await hear('big news', news);
    const target = await place({ how: 'thread', message, title: ' ' });
    await post(bench, target);
    expect(target.conversation).toMatchObject({ kind: 'thread', channel: news.id, thread: message.id });
  });

  test('is not opened where the bot could not write in it', async () => {
    const { discord, general, place, hear } = await startPlacing();
    const message = await hear();
    discord.deny(general, 'SendMessagesInThreads', 'CreatePublicThreads');
    await hear();
    await expect(place({ how: 'thread', message, title: 'Herons' })).rejects.toThrow(
      'I may not open threads in this channel: I lack Create Public Threads, Send Messages In Threads.',
    );
    expect(discord.requests.some(({ path }) => path.endsWith('/threads'))).toBe(false);
  });

  test('that is locked takes nothing, and says so', async () => {
    const bench = await startPlacing();
    const { discord, general, place, hear } = bench;
    const thread = discord.thread(general, 'herons');
    const message = await hear('a heron', thread);
    discord.lock(thread);
    const target = await place({ how: 'thread', message, title: 'Herons' });
    await expect(post(bench, target)).rejects.toMatchObject({ code: 'discord-locked' });
  });

  test.each([
    ['its message is gone', { status: 404, code: 10008 }, 'discord-gone'],
    ['there are too many', { status: 400, code: 160006 }, 'discord-threads'],
    ['the channel has none', { status: 400, code: 50024 }, 'discord-channel-kind'],
    ['Discord forbids it all the same', { status: 403, code: 50013 }, 'discord-permission'],
  ])('that cannot be, for %s, is told in a sentence', async (_, refusal, code) => {
    const bench = await startPlacing();
    const { discord, place, hear } = bench;
    const target = await place({ how: 'thread', message: await hear(), title: 'Herons' });
    discord.fail({ path: /threads$/, how: 'refuse', ...refusal });
    await expect(post(bench, target)).rejects.toMatchObject({ code });
  });

  test('cannot be in a voice channel, which is found out before anything is paid for', async () => {
    const { discord, guild, place, hear } = await startPlacing();
    const message = await hear('a heron', discord.channel(guild, 'lounge', 'voice'));
    await expect(place({ how: 'thread', message, title: 'Herons' })).rejects.toMatchObject({
      code: 'discord-channel-kind',
    });
  });
});

describe('a post in a channel', () => {
  test.each(['hears', 'works'] as const)(
    'goes to the server it is on, by a process that %s; its pages answer each other',
    async (only) => {
      const bench = await startPlacing();
      const { discord, guild, general } = bench;
      const thread = discord.thread(general, 'digest');
      const adapter = only === 'hears' ? bench.adapter : await startWorker(bench);
      for (const channel of [general, thread])
        for (const workspace of [undefined, guild.id]) {
          const target = await adapter.acts!.place({ how: 'post', channel: channel.id, workspace }, signal);
          expect(target).toMatchObject({ conversation: { workspace: guild.id, channel: general.id } });
          expect(target.conversation.thread).toBe(channel === thread ? thread.id : undefined);
          expect(target).not.toHaveProperty('messageId');
        }
      const target = await adapter.acts!.place(
        { how: 'post', channel: general.id, workspace: undefined },
        signal,
      );
      const surface = adapter.surface(target);
      const page = await surface.post(viewOf({ markdown: 'One.' }), signal);
      await surface.post(viewOf({ markdown: 'Two.' }), signal);
      expect(ours(discord, general).map(({ stored }) => stored.replyTo?.messageId)).toEqual([
        undefined,
        page,
      ]);
    },
  );

  const codeOf = (placed: Promise<unknown>) =>
    placed.catch((error: unknown) => (error as { code: string }).code);

  test('goes to no other server than the one that is named, no forum, no stranger’s channel, nowhere', async () => {
    const { discord, guild, general, ana, place, hear } = await startPlacing();
    const { guild: other } = discord.guild('Other');
    const lounge = discord.channel(discord.foreignGuild('Elsewhere'), 'lounge');
    const forum = discord.channel(guild, 'questions', 'forum');
    const direct = discord.dm(ana);
    await hear();
    const at = (channel: string, workspace?: string) => codeOf(place({ how: 'post', channel, workspace }));
    expect(await at(general.id, other.id)).toBe('discord-channel');
    expect(await at(lounge.id)).toBe('discord-channel');
    expect(await at(lounge.id, lounge.guildId)).toBe('discord-channel');
    expect(await at('general')).toBe('discord-channel');
    expect(await at(ana.id)).toBe('discord-channel');
    expect(await at(direct.id)).toBe('discord-channel');
    expect(await at(forum.id)).toBe('discord-forum');
  });

  test('is found by another process when the first died, and is not posted twice', async () => {
    const bench = await startPlacing();
    const { discord, general, place } = bench;
    const target = await place({ how: 'post', channel: general.id, workspace: undefined });
    const sending: Sending = {
      key: randomBytes(16).toString('base64url'),
      at: Date.now(),
      isRepeated: false,
    };
    const view = viewOf({ markdown: 'The digest of today.', footer: 'Rule: digest' });
    const page = await bench.adapter.surface(target).post(view, signal, sending);
    discord.advance(10 * 60_000);
    const worker = await startWorker(bench);
    const again = { ...sending, isRepeated: true };
    expect(await worker.surface(target).post(view, signal, again)).toBe(page);
    expect(ours(discord, general)).toHaveLength(1);
  });
});

describe('direct messages', () => {
  test('go to somebody of the server, also from a process that only works', async () => {
    const bench = await startPlacing();
    const { discord, guild, ana, hear } = bench;
    await hear();
    const { acts, surface } = await startWorker(bench);
    const target = await acts!.place({ how: 'direct', user: ana.id, workspace: guild.id }, signal);
    await surface(target).post(viewOf({ markdown: 'Psst.' }), signal);
    expect(target).toEqual({
      conversation: { platform: 'discord', workspace: '@me', channel: discord.dm(ana).id, kind: 'dm' },
      userId: ana.id,
      private: false,
    });
    expect(ours(discord, discord.dm(ana)).map(({ content }) => content)).toEqual(['Psst.']);
  });

  test('go to nobody who is not on the server, nor to who takes none', async () => {
    const bench = await startPlacing();
    const { discord, guild, ana, place, hear } = bench;
    await hear();
    discord.closeDirect(ana);
    const to = (user: string) => place({ how: 'direct', user, workspace: guild.id });
    await expect(to(discord.user('Ben').id)).rejects.toMatchObject({ code: 'discord-member' });
    const target = await to(ana.id);
    await expect(post(bench, target)).rejects.toMatchObject({ code: 'discord-dm-closed' });
    discord.fail({ path: /users\/@me\/channels/, how: 'refuse', status: 403, code: 50007 });
    await expect(to(ana.id)).rejects.toMatchObject({ code: 'discord-dm-closed' });
  });
});
