/** A large bot: shards inside of a process and across processes, begun no faster than Discord allows. */
import { EventEmitter, once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDiscordAdapter, type DiscordOptions } from '../../../adapters/discord/index.ts';
import type { ChatEvent, RateBudget, RateLedger } from '../../../src/chat/index.ts';
import { createLogger } from '../../../src/ops/index.ts';
import {
  type Channel,
  type DiscordServerOptions,
  type LoopbackDiscord,
  startDiscord,
} from '../../loopback/discord/index.ts';
import { CHOICES, signal } from './harness.ts';

/** A Discord on which the bot is on eight servers, and a channel of each by the shard that is told of it. */
async function startLarge(server: DiscordServerOptions, total: number) {
  const discord = await startDiscord(server);
  onTestFinished(() => discord.close());
  const ana = discord.user('Ana');
  const channels: Channel[][] = Array.from({ length: total }, () => []);
  while (channels.some((some) => some.length < 2)) {
    const { guild } = discord.guild('Studio');
    channels[Number((BigInt(guild.id) >> 22n) % BigInt(total))]!.push(discord.channel(guild, 'general'));
  }
  return { discord, ana, channels };
}

/** One process of the bot, and what it hears. */
async function startProcess(discord: LoopbackDiscord, options: Partial<DiscordOptions> = {}) {
  const adapter = createDiscordAdapter({
    token: discord.token,
    apiUrl: discord.apiUrl,
    mediaHosts: [],
    choices: CHOICES,
    log: createLogger('silent'),
    ...options,
  });
  onTestFinished(() => adapter.stop());
  const events: ChatEvent[] = [];
  const arrivals = new EventEmitter();
  await adapter.start(async (event) => {
    events.push(event);
    arrivals.emit('event');
  });
  /** What so many events are about, in no order, once they are there. */
  const hears = async (count: number) => {
    while (events.length < count) await once(arrivals, 'event');
    return events.map((event) => ('message' in event ? event.message.text : event.type)).toSorted();
  };
  return { adapter, hears };
}

/** What processes share, in this one. */
function sharedLedger(): RateLedger & { readonly taken: readonly RateBudget[] } {
  const taken: RateBudget[] = [];
  const until = new Map<string, number>();
  return {
    taken,
    ready: async () => {},
    take: async (budgets) => {
      const wait = Math.max(0, ...budgets.map(({ bucket }) => (until.get(bucket) ?? 0) - Date.now()));
      if (wait > 0) return wait;
      taken.push(...budgets);
      for (const { bucket, windowMs } of budgets) until.set(bucket, Date.now() + windowMs);
      return 0;
    },
    pause: async () => {},
  };
}

const registrations = ({ requests }: LoopbackDiscord) =>
  requests.filter(({ path, method }) => method === 'GET' && path.endsWith('/commands')).length;

test('a process connects as many shards as Discord advises, and hears all servers', async () => {
  const { discord, ana, channels } = await startLarge({ shards: 4, sessions: { maxConcurrency: 4 } }, 4);
  const { adapter, hears } = await startProcess(discord);
  expect(discord.gateway.shards()).toEqual([0, 1, 2, 3]);
  expect(adapter.part).toBeUndefined();
  for (const [shard, [channel]] of channels.entries())
    discord.say({ channel: channel!, author: ana, content: `on shard ${shard}` });
  discord.say({ channel: discord.dm(ana), author: ana, content: 'directly' });
  expect(await hears(5)).toEqual(['directly', 'on shard 0', 'on shard 1', 'on shard 2', 'on shard 3']);
});

describe('two processes with half of the shards each', () => {
  const start = async () => {
    const large = await startLarge({ sessions: { maxConcurrency: 4 } }, 4);
    const one = await startProcess(large.discord, { shards: { ids: [0, 1], total: 4 } });
    const other = await startProcess(large.discord, { shards: { ids: [2, 3], total: 4 } });
    return { ...large, one, other };
  };

  test('hear their servers, and direct messages one of them; only that one registers commands', async () => {
    const { discord, ana, channels, one, other } = await start();
    expect([one.adapter.part, other.adapter.part]).toEqual(['0-1/4', '2-3/4']);
    expect(registrations(discord)).toBe(1);
    for (const [shard, [channel]] of channels.entries())
      discord.say({ channel: channel!, author: ana, content: `on shard ${shard}` });
    discord.say({ channel: discord.dm(ana), author: ana, content: 'directly' });
    expect(await one.hears(3)).toEqual(['directly', 'on shard 0', 'on shard 1']);
    expect(await other.hears(2)).toEqual(['on shard 2', 'on shard 3']);
  });

  test('read the servers of the other one, too, for either may answer', async () => {
    const { discord, ana, channels, other } = await start();
    const [channel] = channels[0]!;
    discord.say({ channel: channel!, author: ana, content: 'hello' });
    const conversation = {
      platform: 'discord',
      workspace: channel!.guildId!,
      channel: channel!.id,
      kind: 'channel' as const,
    };
    const read = other.adapter.channel({ conversation, until: Date.now() + 60_000, limit: 10 }, signal);
    expect((await Array.fromAsync(read)).flat()).toMatchObject([{ text: 'hello', author: { name: 'Ana' } }]);
  });

  test('look for what was missed on their own servers', async () => {
    const { discord, ana, channels, other } = await start();
    const at = Date.now() - 1000;
    for (const [shard, [channel]] of channels.entries())
      discord.say({ channel: channel!, author: ana, content: `on shard ${shard}` });
    await other.hears(2);
    const events = await Array.fromAsync(other.adapter.missed!({ since: at, known: [] }, signal));
    const texts = events.map((event) => (event.type === 'message' ? event.message.text : event.type));
    expect(texts.toSorted()).toEqual(['on shard 2', 'on shard 3']);
  });

  test('lose and resume each shard by itself', async () => {
    const { discord, ana, channels, one } = await start();
    discord.gateway.disconnect({ resumable: true, shard: 1 });
    for (const shard of [0, 1])
      discord.say({ channel: channels[shard]![0]!, author: ana, content: `on shard ${shard}` });
    expect(await one.hears(2)).toEqual(['on shard 0', 'on shard 1']);
    expect(discord.gateway.counts).toEqual({ identified: 4, resumed: 1 });
  });
});

describe('sessions', () => {
  test('are begun one after the other, as far apart as Discord wants', { timeout: 60_000 }, async () => {
    const { discord } = await startLarge({ shards: 2, sessions: { windowMs: 5000 } }, 2);
    const before = Date.now();
    await startProcess(discord);
    expect(Date.now() - before).toBeGreaterThanOrEqual(5000);
    expect(discord.gateway.tooSoon()).toBe(0);
    expect(discord.gateway.counts.identified).toBe(2);
  });

  test('of several processes wait for each other by a ledger', { timeout: 60_000 }, async () => {
    const { discord } = await startLarge({ sessions: { windowMs: 5000 } }, 2);
    const ledger = sharedLedger();
    await Promise.all([
      startProcess(discord, { shards: { ids: [0], total: 2 }, ledger }),
      startProcess(discord, { shards: { ids: [1], total: 2 }, ledger }),
    ]);
    expect(discord.gateway.tooSoon()).toBe(0);
    expect(ledger.taken.map(({ bucket }) => bucket)).toEqual(['discord:identify:0', 'discord:identify:0']);
  });

  test('still wait for each other where the ledger cannot be asked', { timeout: 60_000 }, async () => {
    const { discord } = await startLarge({ shards: 2, sessions: { windowMs: 5000 } }, 2);
    const away = () => Promise.reject(new Error('the database is away'));
    await startProcess(discord, { ledger: { ready: () => Promise.resolve(), take: away, pause: away } });
    expect(discord.gateway.tooSoon()).toBe(0);
    expect(discord.gateway.counts.identified).toBe(2);
  });

  test('that may begin at the same time do so', async () => {
    const { discord } = await startLarge({ sessions: { windowMs: 5000, maxConcurrency: 2 } }, 2);
    const ledger = sharedLedger();
    await startProcess(discord, { shards: { ids: [0, 1], total: 2 }, ledger });
    expect(ledger.taken.map(({ bucket }) => bucket)).toEqual(['discord:identify:0', 'discord:identify:1']);
  });

  test(
    'that Discord refuses because they are begun too soon are begun again',
    { timeout: 60_000 },
    async () => {
      const { discord } = await startLarge({ sessions: { windowMs: 3000 } }, 1);
      const first = await startProcess(discord);
      await first.adapter.stop();
      const { adapter } = await startProcess(discord);
      expect(discord.gateway.tooSoon()).toBeGreaterThan(0);
      expect(adapter.isConnected!()).toBe(true);
    },
  );

  test('are not begun when too few are left for today: it says until when', async () => {
    const { discord } = await startLarge({ shards: 2, sessions: { remaining: 1, resetMs: 3_600_000 } }, 2);
    const start = startProcess(discord);
    await expect(start).rejects.toMatchObject({ code: 'discord-sessions' });
    await expect(start).rejects.toThrow(/begin 1 more sessions before \d{4}-\d\d-\d\dT.* needs 2/);
    expect(discord.gateway.counts.identified).toBe(0);
  });

  test('are not begun anew when none is left, which would cost the token', { timeout: 30_000 }, async () => {
    const { discord, ana, channels } = await startLarge({ sessions: { remaining: 1, resetMs: 8000 } }, 1);
    const { adapter, hears } = await startProcess(discord);
    discord.gateway.disconnect({ resumable: false });
    expect(await hears(1)).toEqual(['gap']);
    expect(discord.gateway.counts.identified).toBe(2);
    discord.say({ channel: channels[0]![0]!, author: ana, content: 'hello' });
    expect(await hears(2)).toEqual(['gap', 'hello']);
    expect(adapter.isConnected!()).toBe(true);
  });

  test('are waited for when there will be more in a moment', async () => {
    const { discord } = await startLarge({ sessions: { remaining: 0, resetMs: 1500 } }, 1);
    const { adapter } = await startProcess(discord);
    expect(adapter.isConnected!()).toBe(true);
  });
});

test('shards that are too few for the servers stop the start with what to change', async () => {
  const { discord } = await startLarge({ guildsPerShard: 1 }, 1);
  await expect(startProcess(discord)).rejects.toMatchObject({
    code: 'discord-shards',
    hint: expect.stringContaining('DISCORD_SHARDS'),
  });
});

test('a command reaches the process that has the shard of its server', async () => {
  const { discord, ana, channels } = await startLarge({ sessions: { maxConcurrency: 2 } }, 2);
  const one = await startProcess(discord, { shards: { ids: [0], total: 2 } });
  const other = await startProcess(discord, { shards: { ids: [1], total: 2 } });
  for (const [shard, [channel]] of channels.entries())
    discord.runCommand('ask', {
      channel: channel!,
      user: ana,
      options: { question: `on shard ${shard}` },
    });
  expect(await one.hears(1)).toEqual(['on shard 0']);
  expect(await other.hears(1)).toEqual(['on shard 1']);
});
