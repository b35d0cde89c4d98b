/** The rules of the gateway: who is told what, how often a session may be begun, and what is told again. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type DiscordServerOptions, type LoopbackDiscord, startDiscord } from './index.ts';

interface Payload {
  readonly op: number;
  readonly t?: string | null;
  readonly s?: number;
  readonly d?: unknown;
}

const IDENTIFY = 2;
const RESUME = 6;
const INVALID_SESSION = 9;
const INTENTS = (1 << 0) | (1 << 9) | (1 << 12) | (1 << 15);

async function start(options: DiscordServerOptions = {}) {
  const discord = await startDiscord(options);
  onTestFinished(() => discord.close());
  return discord;
}

/** A connection without any client library, and what came over it. */
async function open(discord: LoopbackDiscord) {
  const socket = new WebSocket(discord.origin.replace('http', 'ws'));
  const payloads: Payload[] = [];
  const changes = new EventTarget();
  let closed: number | undefined;
  const change = () => changes.dispatchEvent(new Event('change'));
  socket.on('message', (raw: Buffer) => {
    payloads.push(JSON.parse(String(raw)) as Payload);
    change();
  });
  socket.on('close', (code: number) => {
    closed = code;
    change();
  });
  const until = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise((resolve) => changes.addEventListener('change', resolve, { once: true }));
    }
  };
  const named = (name: string) => payloads.filter(({ t }) => t === name);
  await until(() => payloads[0]);
  return {
    socket,
    named,
    until,
    send: (op: number, d: unknown) => socket.send(JSON.stringify({ op, d })),
    /** The first payload that fits, once it is there. */
    next: (fits: (payload: Payload) => boolean) => until(() => payloads.find(fits)),
    closedWith: () => until(() => closed),
  };
}

async function identify(discord: LoopbackDiscord, shard?: readonly [number, number]) {
  const connection = await open(discord);
  connection.send(IDENTIFY, { token: discord.token, intents: INTENTS, ...(shard && { shard }) });
  return connection;
}

/** A connection that is ready. */
async function connect(discord: LoopbackDiscord, shard?: readonly [number, number]) {
  const connection = await identify(discord, shard);
  const { d, s } = await connection.next(({ t }) => t === 'READY');
  return { ...connection, session: (d as { session_id: string }).session_id, sequence: s! };
}

/** A server whose events go to a shard of two. */
function serverOn(discord: LoopbackDiscord, shard: number) {
  for (;;) {
    const { guild } = discord.guild('Studio');
    if (Number((BigInt(guild.id) >> 22n) % 2n) === shard) return discord.channel(guild, 'general');
  }
}

describe('shards', () => {
  test('are told of their servers alone, the first one of direct messages, too', async () => {
    const discord = await start({ sessions: { maxConcurrency: 2 } });
    const ana = discord.user('Ana');
    const channels = [serverOn(discord, 0), serverOn(discord, 1)];
    const shards = [await connect(discord, [0, 2]), await connect(discord, [1, 2])];
    for (const channel of [...channels, discord.dm(ana)])
      discord.say({ channel, author: ana, content: channel.name });
    for (const [shard, connection] of shards.entries()) {
      await connection.until(() => connection.named('MESSAGE_CREATE')[1 - shard]);
      const guilds = connection.named('GUILD_CREATE').map(({ d }) => (d as { id: string }).id);
      expect(guilds).toContain(channels[shard]!.guildId);
      expect(guilds).not.toContain(channels[1 - shard]!.guildId);
    }
    expect(discord.gateway.shards()).toEqual([0, 1]);
  });

  test('may be connected twice, and then both connections are told', async () => {
    const discord = await start();
    const { guild } = discord.guild('Studio');
    const channel = discord.channel(guild, 'general');
    const connections = [await connect(discord), await connect(discord)];
    discord.say({ channel, author: discord.user('Ana'), content: 'hello' });
    for (const { next } of connections)
      expect(await next(({ t }) => t === 'MESSAGE_CREATE')).toMatchObject({ d: { content: 'hello' } });
  });

  test('that do not exist are refused, and those that would have too many servers', async () => {
    const discord = await start({ guildsPerShard: 1 });
    expect(await (await identify(discord, [2, 2])).closedWith()).toBe(4010);
    discord.guild('One');
    discord.guild('Two');
    expect(await (await identify(discord)).closedWith()).toBe(4011);
  });
});

describe('a session', () => {
  test('that is begun too soon after another one of its group is refused', async () => {
    const discord = await start({ sessions: { windowMs: 5000, maxConcurrency: 2 } });
    await connect(discord, [0, 4]);
    await connect(discord, [1, 4]);
    const third = await identify(discord, [2, 4]);
    expect(await third.next(({ op }) => op === INVALID_SESSION)).toMatchObject({ d: false });
    expect(discord.gateway.tooSoon()).toBe(1);
    discord.advance(5000);
    await connect(discord, [2, 4]);
  });

  test('counts: one too many resets the token and ends them all', async () => {
    const discord = await start({ sessions: { total: 2, remaining: 1 } });
    const asked = async () => {
      const response = await fetch(`${discord.apiUrl}/v10/gateway/bot`, {
        headers: { authorization: `Bot ${discord.token}` },
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const first = await connect(discord);
    expect(await asked()).toMatchObject({ session_start_limit: { total: 2, remaining: 0 } });
    const second = await identify(discord);
    expect(await second.closedWith()).toBe(4004);
    expect(await first.closedWith()).toBe(4004);
    expect(await (await identify(discord)).closedWith()).toBe(4004);
  });

  test('that is resumed gets what it missed, in order; one that is forgotten does not', async () => {
    const discord = await start();
    const { guild } = discord.guild('Studio');
    const channel = discord.channel(guild, 'general');
    const ana = discord.user('Ana');
    const { session, sequence, closedWith } = await connect(discord);
    discord.gateway.disconnect({ resumable: true });
    expect(await closedWith()).toBe(4000);
    for (const content of ['one', 'two']) discord.say({ channel, author: ana, content });

    const again = await open(discord);
    again.send(RESUME, { token: discord.token, session_id: session, seq: sequence + 1 });
    await again.next(({ t }) => t === 'RESUMED');
    const texts = again.named('MESSAGE_CREATE').map(({ d }) => (d as { content: string }).content);
    expect(texts).toEqual(['one', 'two']);

    discord.gateway.disconnect({ resumable: false });
    const third = await open(discord);
    third.send(RESUME, { token: discord.token, session_id: session, seq: sequence });
    expect(await third.next(({ op }) => op === INVALID_SESSION)).toMatchObject({ d: false });
  });

  test('begins with where something was said last, and with the threads that are active', async () => {
    const discord = await start();
    const { guild } = discord.guild('Studio');
    const channel = discord.channel(guild, 'general');
    const ana = discord.user('Ana');
    const [active, old] = [discord.thread(channel, 'active'), discord.thread(channel, 'old')];
    const { id } = discord.say({ channel, author: ana, content: 'hello' });
    discord.archive(old);
    const { next } = await connect(discord);
    expect(await next(({ t }) => t === 'GUILD_CREATE')).toMatchObject({
      d: {
        channels: [{ id: channel.id, last_message_id: id }],
        threads: [{ id: active.id, last_message_id: null }],
      },
    });
  });
});

test('writing in an archived thread opens it again', async () => {
  const discord = await start();
  const { guild } = discord.guild('Studio');
  const thread = discord.thread(discord.channel(guild, 'general'), 'old');
  discord.archive(thread);
  const { next } = await connect(discord);
  discord.say({ channel: thread, author: discord.user('Ana'), content: 'hello' });
  expect(await next(({ t }) => t === 'THREAD_UPDATE')).toMatchObject({
    d: { id: thread.id, thread_metadata: { archived: false } },
  });
});

test('ten thousand servers are founded in a moment', { timeout: 20_000 }, async () => {
  const discord = await start({ guildsPerShard: 10_000 });
  discord.guilds(10_000, 10);
  const { named, until } = await connect(discord);
  await until(() => named('GUILD_CREATE')[9999]);
  const [guild] = named('GUILD_CREATE');
  expect((guild!.d as { channels: unknown[] }).channels).toHaveLength(10);
});
