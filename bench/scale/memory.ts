/** What a process holds that knows many servers and conversations, beside one that knows one server and nothing else. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startDiscord } from '../../test/loopback/discord/index.ts';
import { startOpenAi } from '../../test/loopback/openai/index.ts';
import type { PostgresServer } from '../../test/support/postgres-server.ts';
import { startProcesses } from './processes.ts';

export interface Memory {
  readonly guilds: number;
  readonly conversations: number;
  /** Bytes that are held when all is quiet, and at most until then; undefined elsewhere than on Linux. */
  readonly restBytes: number | undefined;
  readonly peakBytes: number | undefined;
  /** From the start of the process until a question in the last server reaches the model. */
  readonly readyMs: number;
}

const MANY = { guilds: 10_000, conversations: 100_000 } as const;
const QUICK = { guilds: 1_000, conversations: 10_000 } as const;
const FEW = { guilds: 1, conversations: 0 } as const;
/** Discord advises a shard for about so many servers. */
const PER_SHARD = 1_000;
/** Garbage is collected, caches are swept. */
const QUIET_MS = 10_000;
/** The conversations were asked in over the last month. */
const MONTH_MS = 30 * 24 * 3_600_000;

export async function memory(server: PostgresServer, isQuick: boolean): Promise<readonly Memory[]> {
  return [await memoryWith(server, FEW), await memoryWith(server, isQuick ? QUICK : MANY)];
}

async function memoryWith(
  server: PostgresServer,
  { guilds, conversations }: { readonly guilds: number; readonly conversations: number },
): Promise<Memory> {
  const openai = await startOpenAi();
  const discord = await startDiscord({ shards: Math.ceil(guilds / PER_SHARD) });
  const people = discord.user('Ana');
  const channels = Array.from({ length: guilds }, (_, index) =>
    discord.channel(discord.guild(`Server ${index}`).guild, 'general'),
  );
  const last = channels.at(-1)!;
  const processes = await startProcesses(server, [undefined], {
    OPENAI_BASE_URL: openai.baseUrl,
    OPENAI_API_KEY: openai.apiKey,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_SHARDS: 'auto',
  });
  const name = processes.crew.names[0]!;
  const ask = async (question: string) => {
    discord.say({ channel: last, author: people, content: `<@${discord.bot.id}> ${question}` });
    await openai.until(({ body }) => JSON.stringify(body ?? '').includes(question));
    await discord.until(
      () =>
        discord.messages(last).some(({ buttons }) => buttons.some((one) => one.startsWith('regenerate:'))),
      'an answer',
    );
  };
  await ask('the first question');
  if (conversations > 0) await copyTurns(processes.databaseUrl, conversations, last.id);
  // The process that is measured starts with all of it.
  await processes.crew.kill(name);
  const began = performance.now();
  await processes.crew.ready(name);
  await ask('the second question');
  const readyMs = performance.now() - began;
  await sleep(QUIET_MS);
  const held = memoryOf(processes.crew.pidOf(name)!);
  await processes.end();
  await Promise.all([openai.close(), discord.close()]);
  return { guilds, conversations, ...held, readyMs };
}

/** The turn that is there, so many times, each in a conversation of its own. */
async function copyTurns(databaseUrl: string, count: number, channel: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(
      `insert into turn select (jsonb_populate_record(null::turn, to_jsonb(t) || jsonb_build_object(
       'id', gen_random_uuid()::text, 'conversation', replace(t.conversation, $2, n::text), 'lane', replace(t.lane, $2, n::text),
       'event', replace(t.event, $2, n::text), 'message', n::text,
       'state', 'done', 'finished_at', t.received_at, 'holder', null, 'composed', null,
       'asked_at', t.asked_at - $3::bigint * n / $1, 'received_at', t.received_at - $3::bigint * n / $1))).*
     from (select * from turn limit 1) t, generate_series(1, $1) n`,
      [count, channel, MONTH_MS],
    );
    await client.query(`insert into seen select 'copied ' || id, id from turn`);
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

function memoryOf(pid: number): Pick<Memory, 'restBytes' | 'peakBytes'> {
  if (process.platform !== 'linux') return { restBytes: undefined, peakBytes: undefined };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)![1]) * 1024;
  return { restBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}
