/** What was said while the bot was away, told as if it had just been said. */
import { describe, expect, test } from 'vitest';
import { createDiscordAdapter } from '../../../adapters/discord/index.ts';
import type { ChatEvent, Conversation, Gap } from '../../../src/chat/index.ts';
import type { Channel } from '../../loopback/discord/index.ts';
import { type Bench, signal, startBench } from './harness.ts';

type MessageEvent = Extract<ChatEvent, { type: 'message' }>;

/** What the bot finds of what was said since. */
async function found({ adapter }: Pick<Bench, 'adapter'>, gap: Gap): Promise<readonly MessageEvent[]> {
  const events = await Array.fromAsync(adapter.missed!(gap, signal));
  return events as readonly MessageEvent[];
}
const textsOf = (events: readonly MessageEvent[]) => events.map(({ message }) => message.text);
const since = (at: number, known: readonly Conversation[] = []): Gap => ({ since: at, known });

const directly = (channel: Channel): Conversation => ({
  platform: 'discord',
  workspace: '@me',
  channel: channel.id,
  kind: 'dm',
});

test('what was said in channels and threads is found, oldest first in each', async () => {
  const bench = await startBench({
    before: ({ discord, general, ana }) => {
      const random = discord.channel(discord.guild('Elsewhere').guild, 'random');
      const thread = discord.thread(general, 'herons');
      for (const text of ['one', 'two'])
        for (const channel of [general, random, thread])
          discord.say({ channel, author: ana, content: `${text} in ${channel.name}` });
    },
  });
  const texts = textsOf(await found(bench, since(Date.now() - 60_000)));
  expect(texts.toSorted()).toEqual([
    'one in general',
    'one in herons',
    'one in random',
    'two in general',
    'two in herons',
    'two in random',
  ]);
  for (const place of ['general', 'random', 'herons'])
    expect(texts.filter((text) => text.endsWith(place))[0]).toBe(`one in ${place}`);
});

test('it comes as it would have come: the same events, to the last word', async () => {
  const bench = await startBench();
  const { discord, guild, general, ana, next } = bench;
  discord.role(guild, 'Birds', [ana]);
  const at = Date.now();
  const one = discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> one` });
  const thread = discord.thread(general, 'herons', one);
  discord.say({ channel: general, author: ana, content: 'two', replyTo: one });
  discord.say({
    channel: thread,
    author: ana,
    content: 'three',
    attachments: [{ name: 'heron.png', bytes: new Uint8Array(4), contentType: 'image/png' }],
  });
  const live = [await next('message'), await next('message'), await next('message')];

  const events = await found(bench, since(at - 1000));
  const known = (event: MessageEvent) => live.find(({ eventId }) => eventId === event.eventId);
  expect(events).toHaveLength(3);
  for (const event of events) {
    const withoutLinks = ({ message: { attachments, ...message }, ...rest }: MessageEvent) => ({
      ...rest,
      message: { ...message, attachments: attachments.map((file) => ({ ...file, source: '' })) },
    });
    expect(withoutLinks(event)).toEqual(withoutLinks(known(event)!));
  }
});

test('the roles of somebody who asked are known, though they said nothing since the start', async () => {
  const roles: string[] = [];
  const bench = await startBench({
    before: ({ discord, guild, general, ana }) => {
      roles.push(discord.role(guild, 'Birds', [ana]).id);
      discord.say({ channel: general, author: ana, content: `<@${discord.bot.id}> one` });
    },
  });
  const [event] = await found(bench, since(Date.now() - 60_000));
  expect(event?.message).toMatchObject({ mentionsUs: true, author: { name: 'Ana', roles } });
});

test('people and other bots are heard: not Discord, not ourselves', async () => {
  const bench = await startBench({
    before: ({ discord, general, ana }) => {
      discord.say({ channel: general, author: discord.bot, content: 'ours' });
      discord.sayAsBot({ channel: general, name: 'Robo', content: 'beep' });
      discord.sayAsBot({ channel: general, name: 'Builds', content: 'green', byWebhook: true });
      discord.say({ channel: general, author: ana, system: true });
      discord.say({ channel: general, author: ana, content: 'hello' });
    },
  });
  const events = await found(bench, since(Date.now() - 60_000));
  expect(textsOf(events)).toEqual(['beep', 'green', 'hello']);
  expect(events.map(({ message }) => message.fromBot)).toEqual([true, true, false]);
  expect(bench.discord.violations()).toEqual([]);
});

test('what was said before is not asked for, and no channel in which nothing was said', async () => {
  const bench = await startBench({
    before: ({ discord, guild, general, ana }) => {
      discord.say({ channel: general, author: ana, content: 'long ago' });
      for (let n = 0; n < 20; n++) discord.channel(guild, `quiet-${n}`);
    },
  });
  const { discord, general, ana, hear } = bench;
  discord.advance(60_000);
  await hear({ channel: discord.channel(bench.guild, 'busy'), author: ana, content: 'now' });
  const before = discord.requests.length;

  expect(textsOf(await found(bench, since(Date.now() + 30_000)))).toEqual(['now']);
  expect(discord.requests.slice(before)).toHaveLength(1);
  expect(discord.requests.slice(before)[0]?.path).not.toContain(general.id);
});

test('a channel in which much was said is read to its end, a hundred messages at a time', async () => {
  const bench = await startBench({
    before: ({ discord, general, ana }) => {
      for (let n = 0; n < 350; n++) discord.say({ channel: general, author: ana, content: String(n) });
    },
  });
  const before = bench.discord.requests.length;
  const texts = textsOf(await found(bench, since(Date.now() - 60_000)));
  expect(texts).toEqual(Array.from({ length: 350 }, (_, n) => String(n)));
  expect(bench.discord.requests.length - before).toBe(4);
});

describe('direct messages', () => {
  test('are found where somebody wrote before', async () => {
    const place: Channel[] = [];
    const bench = await startBench({
      before: ({ discord, ana }) => {
        place.push(discord.dm(ana), discord.dm(discord.user('Ben')));
        discord.say({ channel: place[0]!, author: ana, content: 'are you there?' });
      },
    });
    const events = await found(bench, since(Date.now() - 60_000, place.map(directly)));
    expect(textsOf(events)).toEqual(['are you there?']);
    expect(events[0]?.target).toMatchObject({ conversation: directly(place[0]!), private: false });
  });

  test('are found after a lost connection, though nobody tells that something was said there', async () => {
    const { discord, adapter, ana, next } = await startBench();
    const dm = discord.dm(ana);
    discord.say({ channel: dm, author: ana, content: 'before' });
    const { message } = await next('message');
    discord.gateway.disconnect({ resumable: false });
    discord.say({ channel: dm, author: ana, content: 'are you there?' });
    const gap = await next('gap');
    const events = await found({ adapter }, since(gap.since, [message.conversation]));
    expect(textsOf(events)).toContain('are you there?');
  });

  test('are left to the process that has the first shard', async () => {
    const { discord, ana, options } = await startBench();
    const dm = discord.dm(ana);
    discord.say({ channel: dm, author: ana, content: 'are you there?' });
    const adapter = createDiscordAdapter({ ...options, shards: { ids: [1], total: 2 } });
    await adapter.start(async () => {});
    try {
      expect(await found({ adapter }, since(Date.now() - 60_000, [directly(dm)]))).toEqual([]);
    } finally {
      await adapter.stop();
    }
  });
});

test('a thread that was archived meanwhile is found where the bot was asked in it before', async () => {
  const threads: Channel[] = [];
  const bench = await startBench({
    before: ({ discord, general, ana }) => {
      const thread = discord.thread(general, 'herons');
      discord.say({ channel: thread, author: ana, content: 'and?' });
      discord.archive(thread);
      threads.push(thread);
    },
  });
  const [thread] = threads;
  const known: Conversation = {
    platform: 'discord',
    workspace: bench.guild.id,
    channel: bench.general.id,
    thread: thread!.id,
    kind: 'thread',
  };
  const [event] = await found(bench, since(Date.now() - 60_000, [known]));
  expect(event?.message).toMatchObject({ text: 'and?', conversation: known });
});

test('places that may not be read, and those that are gone, are left out', async () => {
  const bench = await startBench({
    before: ({ discord, guild, general, ana }) => {
      const secret = discord.channel(guild, 'secret');
      const hidden = discord.channel(guild, 'hidden');
      for (const channel of [secret, hidden, general])
        discord.say({ channel, author: ana, content: `in ${channel.name}` });
      discord.deny(secret, 'ReadMessageHistory');
      discord.deny(hidden, 'ViewChannel');
    },
  });
  const gone: Conversation = { ...directly(bench.general), channel: '1234' };
  expect(textsOf(await found(bench, since(Date.now() - 60_000, [gone])))).toEqual(['in general']);
});

test('a pause that Discord asks for is waited out', async () => {
  const bench = await startBench({
    before: ({ discord, general, ana }) =>
      void discord.say({ channel: general, author: ana, content: 'hello' }),
  });
  bench.discord.fail({ path: /messages$/, how: 'refuse', status: 429, retryAfter: 0.2 });
  expect(textsOf(await found(bench, since(Date.now() - 60_000)))).toEqual(['hello']);
});

test('looking ends when it is told to', async () => {
  const bench = await startBench({
    before: ({ discord, general, ana }) =>
      void discord.say({ channel: general, author: ana, content: 'hello' }),
  });
  bench.discord.fail({ path: /messages$/, how: 'stall' });
  const controller = new AbortController();
  const looking = Array.fromAsync(bench.adapter.missed!(since(Date.now() - 60_000), controller.signal));
  await bench.discord.until(
    () => bench.discord.requests.some(({ path }) => path.endsWith('/messages')),
    'the question for what was said',
  );
  controller.abort(new Error('enough'));
  await expect(looking).rejects.toThrow('enough');
});

describe('a gap is told', () => {
  test('when a session is lost for good, since its last sign of life', { timeout: 30_000 }, async () => {
    const bench = await startBench();
    const { discord, general, ana, next, hear } = bench;
    await hear({ channel: general, author: ana, content: 'before' });
    const lost = Date.now();
    discord.gateway.disconnect({ resumable: false });
    expect(bench.adapter.isConnected!()).toBe(true);
    await discord.until(() => discord.gateway.connected().length === 0, 'the bot to be gone');
    discord.say({ channel: general, author: ana, content: 'did you hear that?' });

    const gap = await next('gap');
    expect(gap.since).toBeLessThanOrEqual(lost + 1000);
    expect(textsOf(await found(bench, since(gap.since)))).toContain('did you hear that?');
    expect(bench.adapter.isConnected!()).toBe(true);
    expect(bench.events.filter(({ type }) => type === 'gap')).toHaveLength(1);
  });

  test('never when it is resumed', async () => {
    const { discord, general, ana, next, events } = await startBench();
    discord.gateway.disconnect({ resumable: true });
    discord.say({ channel: general, author: ana, content: 'did you hear that?' });
    await next('message');
    expect(events.map(({ type }) => type)).toEqual(['message']);
  });

  test('when a message could not be taken in, since that message', async () => {
    let isFull = true;
    const bench = await startBench({
      onEvent: ({ type }) => {
        if (isFull && type === 'message') throw new Error('the journal is full');
      },
    });
    const { discord, general, ana, next } = bench;
    const { id } = discord.say({ channel: general, author: ana, content: 'hello' });
    const gap = await next('gap');
    isFull = false;
    const [event] = await found(bench, since(gap.since));
    expect(event?.message.id).toBe(id);
  });
});

test('away is who was not started, or has lost the connection', async () => {
  const { discord, adapter, options, general, ana, hear } = await startBench();
  expect(createDiscordAdapter(options).isConnected!()).toBe(false);
  expect(adapter.isConnected!()).toBe(true);
  discord.gateway.disconnect({ resumable: true });
  await discord.until(() => !adapter.isConnected!(), 'the loss of the connection');
  await discord.until(() => discord.gateway.counts.resumed === 1, 'the connection');
  await hear({ channel: general, author: ana, content: 'hello again' });
  expect(adapter.isConnected!()).toBe(true);
  await adapter.stop();
  expect(adapter.isConnected!()).toBe(false);
});
