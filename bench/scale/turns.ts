/** Turns of a gateway and so many workers, with a model that answers at once: how many in a second, and how long each waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startDiscord } from '../../test/loopback/discord/index.ts';
import { startOpenAi } from '../../test/loopback/openai/index.ts';
import type { PostgresServer } from '../../test/support/postgres-server.ts';
import { cpuEach, perSecond, type Spread, spread } from './numbers.ts';
import { startProcesses } from './processes.ts';

export interface Turns {
  readonly workers: number;
  /** Questions at a steady pace, this many a second. */
  readonly pace: number;
  /** From the message at the platform to the model's request, at that pace. */
  readonly eventToRequestMs: Spread;
  /** All questions at once: so many reach the model in a second ... */
  readonly requestsPerSecond: number;
  /** ... and so many answers are complete. Discord takes 50 writes a second of a bot, and each answer is one at least. */
  readonly turnsPerSecond: number;
  /** Processor time of gateway and workers for one turn, in milliseconds, without the database. */
  readonly cpuMs: number | undefined;
}

const STEADY = { full: 200, quick: 60 } as const;
const AT_ONCE = { full: 400, quick: 120 } as const;
const PACE = 10;
/** Questions before anything is measured: code is compiled, connections are made. */
const WARM = 20;

export async function turns(server: PostgresServer, workers: number, isQuick: boolean): Promise<Turns> {
  const size = isQuick ? 'quick' : 'full';
  const openai = await startOpenAi();
  const discord = await startDiscord();
  const { guild } = discord.guild('Bench');
  const channels = Array.from({ length: WARM + STEADY[size] + AT_ONCE[size] }, (_, index) => ({
    channel: discord.channel(guild, `place-${index}`),
    person: discord.user(`Person ${index}`),
  }));
  const processes = await startProcesses(
    server,
    ['gateway', ...Array.from({ length: workers }, () => 'worker')],
    {
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API_KEY: openai.apiKey,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
    },
  );
  const askedAt = new Map<number, number>();
  const requestedAt = new Map<number, number>();
  let seen = 0;
  const look = () => {
    for (; seen < openai.requests.length; seen += 1) {
      const { at, body } = openai.requests[seen]!;
      const number = /question (\d+)x/.exec(JSON.stringify(body))?.[1];
      if (number !== undefined && !requestedAt.has(Number(number))) requestedAt.set(Number(number), at);
    }
  };
  const ask = (number: number) => {
    const { channel, person } = channels[number]!;
    askedAt.set(number, performance.now());
    discord.say({ channel, author: person, content: `<@${discord.bot.id}> question ${number}x` });
  };
  const isAnswered = (number: number) =>
    discord
      .messages(channels[number]!.channel)
      .some(
        ({ author, buttons }) =>
          author.id === discord.bot.id && buttons.some((button) => button.startsWith('regenerate:')),
      );
  /** Resolves when all of these are answered. */
  const answered = async (numbers: readonly number[]) => {
    let left = numbers;
    while (left.length > 0) {
      left = left.filter((number) => !isAnswered(number));
      await sleep(20);
    }
    look();
  };
  const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

  const warm = range(0, WARM);
  warm.forEach(ask);
  await answered(warm);

  const steady = range(WARM, STEADY[size]);
  for (const number of steady) {
    ask(number);
    await sleep(1000 / PACE);
  }
  await answered(steady);

  const atOnce = range(WARM + STEADY[size], AT_ONCE[size]);
  const cpuBefore = processes.cpuSeconds();
  const began = performance.now();
  atOnce.forEach(ask);
  await answered(atOnce);
  const tookMs = performance.now() - began;
  const cpuMs = cpuEach(cpuBefore, processes.cpuSeconds(), atOnce.length);
  const lastRequest = Math.max(...atOnce.map((number) => requestedAt.get(number)!));

  await processes.end();
  await Promise.all([openai.close(), discord.close()]);
  return {
    workers,
    pace: PACE,
    eventToRequestMs: spread(steady.map((number) => requestedAt.get(number)! - askedAt.get(number)!)),
    requestsPerSecond: perSecond(atOnce.length, lastRequest - began),
    turnsPerSecond: perSecond(atOnce.length, tookMs),
    cpuMs,
  };
}
