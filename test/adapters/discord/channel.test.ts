/** A look back at a channel: what people said there, newest first, page by page, as far as one asks and may read. */
import { describe, expect, test } from 'vitest';
import type { ChannelRange, Message } from '../../../src/chat/index.ts';
import type { Channel, StoredMessage } from '../../loopback/discord/index.ts';
import { type Bench, type BenchOptions, signal, startBench } from './harness.ts';

const MINUTE = 60_000;
const bytes = new TextEncoder().encode('a picture');

const rangeOf = ({ guild }: Bench, { id }: Channel, range: Partial<ChannelRange> = {}): ChannelRange => ({
  conversation: { platform: 'discord', workspace: guild.id, channel: id, kind: 'channel' },
  until: Date.now() + 365 * 24 * 60 * MINUTE,
  limit: 100_000,
  ...range,
});

const pagesOf = (bench: Bench, range: ChannelRange): Promise<(readonly Message[])[]> =>
  Array.fromAsync(bench.adapter.channel(range, signal));

const textsOf = async (bench: Bench, range: ChannelRange): Promise<readonly string[]> =>
  (await pagesOf(bench, range)).flat().map(({ text }) => text);

/** So many messages were said in a channel before the bot started, one a minute: “1” to “1200”. */
async function startTalk(count: number, options: BenchOptions = {}) {
  const said: StoredMessage[] = [];
  const bench = await startBench({
    ...options,
    before: ({ discord, general, ana }) => {
      for (let i = 1; i <= count; i++) {
        said.push(discord.say({ channel: general, author: ana, content: String(i) }));
        discord.advance(MINUTE);
      }
    },
  });
  const reads = () =>
    bench.discord.requests.filter(({ path }) => path === `/channels/${bench.general.id}/messages`);
  const saidAt = (number: number) => said[number - 1]!.revisions[0]!.at;
  return { ...bench, said, saidAt, reads };
}

const from = (newest: number, oldest: number): readonly string[] =>
  Array.from({ length: newest - oldest + 1 }, (_, i) => String(newest - i));

test('1,200 messages come in twelve pages, the newest first, each with where it stands', async () => {
  const bench = await startTalk(1200);

  const pages = await pagesOf(bench, rangeOf(bench, bench.general));

  expect(pages.map((page) => page.length)).toEqual(Array<number>(12).fill(100));
  expect(pages.flat().map(({ text }) => text)).toEqual(from(1200, 1));
  const [newest] = pages.flat();
  expect(newest).toMatchObject({
    author: { name: 'Ana' },
    link: `https://discord.com/channels/${bench.guild.id}/${bench.general.id}/${bench.said.at(-1)!.id}`,
    sentAt: bench.saidAt(1200),
    fromUs: false,
  });
  expect(bench.discord.violations()).toEqual([]);
});

describe('how far back it goes', () => {
  test('is to the minute, both ways: what was said at the end is out, what was said at the beginning is in', async () => {
    const bench = await startTalk(300);
    const range = { since: bench.saidAt(50), until: bench.saidAt(250) };

    expect(await textsOf(bench, rangeOf(bench, bench.general, range))).toEqual(from(249, 50));
    expect(bench.reads()).toHaveLength(3);
  });

  test('is to the message where so many are asked for', async () => {
    const bench = await startTalk(300);

    expect(await textsOf(bench, rangeOf(bench, bench.general, { limit: 150 }))).toEqual(from(300, 151));
    expect(await textsOf(bench, rangeOf(bench, bench.general, { limit: 1 }))).toEqual(['300']);
    expect(bench.reads()).toHaveLength(3);
  });

  test('is nowhere where nothing was said since', async () => {
    const bench = await startTalk(3);
    const since = bench.saidAt(3) + 1;
    expect(await pagesOf(bench, rangeOf(bench, bench.general, { since }))).toEqual([]);
  });
});

test('what Discord itself wrote is out; files, answers of ours and the names of the mentioned are in', async () => {
  const bench = await startBench();
  const { discord, general, ana } = bench;
  const bea = discord.user('Bea');
  discord.say({ channel: general, author: ana, attachments: [{ name: 'heron.png', bytes }] });
  discord.say({ channel: general, author: ana, system: true });
  discord.say({ channel: general, author: discord.bot, content: 'It is a heron.' });
  discord.say({ channel: general, author: ana, content: `<@${bea.id}> look, in <#${general.id}>` });
  const weather = discord.user('Weather', { bot: true });
  discord.say({ channel: general, author: weather, embeds: [{ type: 'rich', title: 'Rain' }] });

  expect((await pagesOf(bench, rangeOf(bench, general))).flat()).toMatchObject([
    { text: 'Rain', fromBot: true, fromUs: false },
    { text: '@Bea look, in #general', fromUs: false },
    { text: 'It is a heron.', fromUs: true },
    { text: '', attachments: [{ name: 'heron.png' }] },
  ]);
});

test('in a thread it is the thread, down to the message it was started from, which stands in the channel', async () => {
  const bench = await startBench();
  const { discord, general, ana, guild } = bench;
  discord.say({ channel: general, author: ana, content: 'elsewhere' });
  const start = discord.say({ channel: general, author: ana, content: 'look' });
  const thread = discord.thread(general, 'herons', start);
  const reply = discord.say({ channel: thread, author: ana, content: 'a heron!' });
  const conversation = {
    ...rangeOf(bench, general).conversation,
    thread: thread.id,
    kind: 'thread',
  } as const;

  expect((await pagesOf(bench, rangeOf(bench, general, { conversation }))).flat()).toMatchObject([
    { text: 'a heron!', link: `https://discord.com/channels/${guild.id}/${thread.id}/${reply.id}` },
    { text: 'look', link: `https://discord.com/channels/${guild.id}/${general.id}/${start.id}` },
  ]);
  const since = reply.revisions[0]!.at + 1;
  expect(await textsOf(bench, rangeOf(bench, general, { conversation, since }))).toEqual([]);
});

test('in direct messages it is these, whatever else the bot may read', async () => {
  const bench = await startBench({ messageContent: false });
  const { discord, ana } = bench;
  const dm = discord.dm(ana);
  const { id } = discord.say({ channel: dm, author: ana, content: 'hello' });
  const conversation = { platform: 'discord', workspace: '@me', channel: dm.id, kind: 'dm' } as const;

  expect((await pagesOf(bench, rangeOf(bench, dm, { conversation }))).flat()).toMatchObject([
    { text: 'hello', link: `https://discord.com/channels/@me/${dm.id}/${id}` },
  ]);
});

test('Discord is not asked more often than it allows', async () => {
  const bench = await startTalk(700, { limits: { other: { requests: 3, windowMs: 300 } } });

  expect(await textsOf(bench, rangeOf(bench, bench.general))).toHaveLength(700);
  expect(bench.discord.rateLimited()).toEqual([]);
});

test('a pause that Discord asks for is waited out', async () => {
  const bench = await startTalk(150);
  bench.discord.fail({ path: /messages$/, how: 'refuse', status: 429, retryAfter: 0.05 });

  expect(await textsOf(bench, rangeOf(bench, bench.general))).toEqual(from(150, 1));
});

test('who has read enough, or has lost patience, causes no more requests', async () => {
  const bench = await startTalk(500);
  const impatient = new AbortController();
  const reason = new Error('stopped by the reader');
  const read: string[] = [];

  const reading = async () => {
    for await (const page of bench.adapter.channel(rangeOf(bench, bench.general), impatient.signal)) {
      read.push(...page.map(({ text }) => text));
      if (read.length === 200) impatient.abort(reason);
    }
  };

  await expect(reading()).rejects.toBe(reason);
  expect(read).toEqual(from(500, 301));
  for await (const page of bench.adapter.channel(rangeOf(bench, bench.general), signal)) {
    expect(page).toHaveLength(100);
    break;
  }
  expect(bench.reads()).toHaveLength(3);
});

test('a request that hangs is not waited for any longer than the reader', async () => {
  const bench = await startTalk(1);
  bench.discord.fail({ path: /messages$/, how: 'stall' });
  const impatient = new AbortController();
  const reading = Array.fromAsync(bench.adapter.channel(rangeOf(bench, bench.general), impatient.signal));
  const ended = expect(reading).rejects.toThrow('enough');
  await bench.discord.until(() => bench.reads().length > 0, 'the request');
  impatient.abort(new Error('enough'));
  await ended;
});

describe('where the bot may not read, it says so and what to do', () => {
  const refused = (bench: Bench, range: Partial<ChannelRange> = {}) =>
    expect(pagesOf(bench, rangeOf(bench, bench.general, range)));

  test.each(['ReadMessageHistory', 'ViewChannel'] as const)('without %s', async (permission) => {
    const bench = await startBench({
      before: ({ discord, general }) => discord.deny(general, permission),
    });
    await refused(bench).rejects.toMatchObject({
      name: 'UserError',
      code: 'discord-permission',
      message: expect.stringContaining(
        permission === 'ViewChannel' ? 'View Channel' : 'Read Message History',
      ),
      hint: expect.stringContaining('permissions'),
    });
    expect(bench.discord.violations()).toEqual([]);
  });

  test('without the Message Content intent', async () => {
    const bench = await startBench({ messageContent: false });
    await refused(bench).rejects.toMatchObject({
      name: 'UserError',
      code: 'discord-message-content',
      hint: expect.stringContaining('Privileged Gateway Intents'),
    });
  });

  test('on a server it is not on, and among people it is not with, where only its commands reach', async () => {
    const bench = await startBench();
    const { discord, ana } = bench;
    const lounge = discord.channel(discord.foreignGuild('Elsewhere'), 'lounge');
    const elsewhere = {
      platform: 'discord',
      workspace: lounge.guildId!,
      channel: lounge.id,
      kind: 'channel',
    };
    const among = discord.among(ana, discord.user('Bea'));
    const between = { platform: 'discord', workspace: '@me', channel: among.id, kind: 'dm' };
    for (const conversation of [elsewhere, between] as readonly ChannelRange['conversation'][])
      await refused(bench, { conversation }).rejects.toMatchObject({
        name: 'UserError',
        code: 'discord-permission',
        message: 'I may not read what was said here.',
      });
  });

  test('in a channel that is gone', async () => {
    const bench = await startBench();
    const conversation = { ...rangeOf(bench, bench.general).conversation, channel: '123' };
    await refused(bench, { conversation }).rejects.toMatchObject({ code: 'discord-gone' });
  });
});

test('a forum itself has nothing to be read, which is told with what to name instead', async () => {
  const bench = await startBench();
  const forum = bench.discord.channel(bench.guild, 'questions', 'forum');
  await expect(textsOf(bench, rangeOf(bench, forum))).rejects.toMatchObject({
    code: 'discord-forum',
    message: 'Nothing can be read in a forum itself, only in its posts.',
    hint: 'Give the id of a post, or of a text channel.',
  });
});
