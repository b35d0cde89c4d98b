/** News among processes: LISTEN and NOTIFY, on a connection of its own that comes back when it is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Logger } from '../../ops/index.ts';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import type { News, Signals } from './signals.ts';
import type { Listeners } from './signals-memory.ts';
import type { Outlet } from '../engine/step.ts';

const CHANNEL = 'attache';

const Told: z.ZodType<News> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stop'), turn: z.string() }),
  z.object({ type: z.literal('revised'), turn: z.string() }),
  z.object({ type: z.literal('forget'), owner: z.string() }),
  z.object({ type: z.literal('rules') }),
  z.object({ type: z.literal('due'), at: z.number() }),
  z.object({ type: z.literal('unsure') }),
]);

export interface SharedSignals extends Signals {
  readonly outlet: Outlet;
  stop(): Promise<void>;
}

/** Resolves when news are heard. */
export async function listen(
  { db }: Pick<Engine, 'db'>,
  pool: Pool,
  { hear, tellHere }: Listeners,
  log: Pick<Logger, 'info' | 'warn'> | undefined,
): Promise<SharedSignals> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let ear = await connect(pool, tellHere);

  /** Holds on to a connection, and gets a new one whenever it is lost. */
  const keepListening = async () => {
    for (;;) {
      await lost(ear, signal);
      if (signal.aborted) return;
      log?.warn('the connection on which news are heard is lost: I connect again');
      for (let pause: number = LIMITS.retryMs; ; pause = Math.min(pause * 2, LIMITS.retryMostMs)) {
        const connected = await connect(pool, tellHere).catch(() => undefined);
        if (connected) {
          ear = connected;
          break;
        }
        await sleep(pause, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
      // What was told meanwhile was not heard.
      tellHere({ type: 'unsure' });
    }
  };
  const kept = keepListening();
  const send = (news: News) => sql`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(news)})`;

  return {
    hear,
    async tell(news) {
      await send(news).execute(db);
    },
    outlet: {
      async within(transaction, { news }) {
        for (const one of news) await send(one).execute(transaction);
      },
    },
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}

async function connect(pool: Pool, tellHere: Listeners['tellHere']): Promise<PoolClient> {
  const client = await pool.connect();
  client.on('notification', ({ payload }) => {
    const told = Told.safeParse(JSON.parse(payload ?? 'null'));
    // A later version may tell what this one does not know.
    if (told.success) tellHere(told.data);
  });
  try {
    await client.query(`LISTEN ${CHANNEL}`);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Resolves when a connection is no good any more, or the signal aborts, and lets go of it. */
async function lost(client: PoolClient, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    client.once('error', () => resolve());
    client.once('end', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    await Promise.race([ended, sleep(LIMITS.beatMs, undefined, { ref: false })]);
    if (isOver) break;
    // A connection whose other end is gone without a word is silent, like one on which there are no news.
    const answers = client.query('SELECT 1').then(
      () => true,
      () => false,
    );
    const late = sleep(LIMITS.connectMs, false, { ref: false });
    if (!(await Promise.race([answers, late, ended.then(() => true)]))) break;
  }
  client.release(true);
}
