/** How many events a gateway takes in: journalled, and on Slack acknowledged; beside it a bare insert, and a bare echo over a socket. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { WebSocket, WebSocketServer } from 'ws';
import { startDiscord } from '../../test/loopback/discord/index.ts';
import { startSlack } from '../../test/loopback/slack/index.ts';
import { createDatabase, dropDatabase, type PostgresServer } from '../../test/support/postgres-server.ts';
import { cpuEach, perSecond, type Spread, spread } from './numbers.ts';
import { startProcesses } from './processes.ts';
import { questionIn } from './pickup.ts';

export interface Accepted {
  readonly platform: 'discord' | 'slack';
  readonly events: number;
  readonly perSecond: number;
  /** Processor time of the gateway for one event, in milliseconds, without the database. */
  readonly cpuMs: number | undefined;
  /** Until an event is acknowledged, with all of them sent at once: Slack delivers again after 3 s. */
  readonly acknowledgedMs: Spread | undefined;
  /** Rows of the same size, each inserted and committed by itself, over as many connections. */
  readonly insertsPerSecond: number;
  /** Frames of the same size, each answered over a socket. */
  readonly echoesPerSecond: number;
}

/** No more than may wait in a workspace: what comes beyond that is declined. */
const EVENTS = { full: 1_000, quick: 300 } as const;
/** Conversations that the events are spread over, each with somebody who asks in it. */
const PLACES = 200;
const CONNECTIONS = 10;

interface Source {
  readonly env: Readonly<Record<string, string>>;
  /** Sends one event; resolves when it is acknowledged, where the platform is told. */
  readonly say: (index: number) => Promise<unknown> | undefined;
  close(): Promise<unknown>;
}

async function discordSource(): Promise<Source> {
  const discord = await startDiscord();
  const { guild } = discord.guild('Bench');
  const places = Array.from({ length: PLACES }, (_, index) => ({
    channel: discord.channel(guild, `place-${index}`),
    author: discord.user(`Person ${index}`),
  }));
  return {
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    say: (index) => {
      discord.say({ ...places[index % PLACES]!, content: `<@${discord.bot.id}> question ${index}x` });
      return undefined;
    },
    close: () => discord.close(),
  };
}

async function slackSource(): Promise<Source> {
  // One mention is two events on Slack; of these only one is subscribed to, so that events can be counted.
  const slack = await startSlack({ rateLimits: false, events: ['app_mention', 'message.im'] });
  const places = Array.from({ length: PLACES }, (_, index) => ({
    channel: slack.channel(`place-${index}`).id,
    user: slack.user(`Person ${index}`).id,
  }));
  return {
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    say: (index) =>
      slack.say({
        ...places[index % PLACES]!,
        text: `<@${slack.botUserId}> question ${index}x`,
      }).delivered,
    close: () => slack.stop(),
  };
}

export async function accepted(
  server: PostgresServer,
  platform: Accepted['platform'],
  isQuick: boolean,
): Promise<Accepted> {
  const events = isQuick ? EVENTS.quick : EVENTS.full;
  const source = await (platform === 'discord' ? discordSource : slackSource)();
  const processes = await startProcesses(server, ['gateway'], { ...source.env, OPENAI_API_KEY: 'unused' });
  const database = openPool(processes.databaseUrl, 1);
  const journalled = async () => {
    const { rows } = await database.query<{ count: string }>('select count(*) from turn');
    return Number(rows[0]!.count);
  };

  const acknowledged: number[] = [];
  const cpuBefore = processes.cpuSeconds();
  const began = performance.now();
  const told = Array.from({ length: events }, async (_, index) => {
    const answer = source.say(index);
    if (!answer) return;
    await answer;
    acknowledged.push(performance.now() - began);
  });
  while ((await journalled()) < events) await sleep(20);
  await Promise.all(told);
  const tookMs = performance.now() - began;
  const cpuMs = cpuEach(cpuBefore, processes.cpuSeconds(), events);

  await database.end();
  await processes.end();
  await source.close();
  return {
    platform,
    events,
    perSecond: perSecond(events, tookMs),
    cpuMs,
    acknowledgedMs: acknowledged.length > 0 ? spread(acknowledged) : undefined,
    insertsPerSecond: await bareInserts(server, events),
    echoesPerSecond: await bareEchoes(events),
  };
}

function openPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, max });
  // A database that is dropped ends connections that are just being closed.
  pool.on('error', () => undefined);
  return pool;
}

const ROW = JSON.stringify(questionIn('bare'));

async function bareInserts(server: PostgresServer, count: number): Promise<number> {
  const connectionString = await createDatabase(server.url);
  const pool = openPool(connectionString, CONNECTIONS);
  await pool.query('create table bare (id text primary key, event text not null)');
  const began = performance.now();
  await Promise.all(
    Array.from({ length: count }, () => pool.query('insert into bare values ($1, $2)', [randomUUID(), ROW])),
  );
  const tookMs = performance.now() - began;
  await pool.end();
  await dropDatabase(connectionString);
  return perSecond(count, tookMs);
}

async function bareEchoes(count: number): Promise<number> {
  const http = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => http.once('listening', resolve));
  const sockets = new WebSocketServer({ server: http });
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  client.on('message', () => client.send('{"envelope_id":"1"}'));
  const [socket] = await new Promise<[WebSocket]>((resolve) =>
    sockets.once('connection', (one) => resolve([one])),
  );
  const began = performance.now();
  await new Promise<void>((resolve) => {
    let left = count;
    socket.on('message', () => (left -= 1) === 0 && resolve());
    for (let sent = 0; sent < count; sent += 1) socket.send(ROW);
  });
  const tookMs = performance.now() - began;
  client.terminate();
  sockets.close();
  http.closeAllConnections();
  http.close();
  return perSecond(count, tookMs);
}
