/** How soon work that is put into the store is picked up by a process that waits for it; beside it, a bare job of graphile-worker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import type { AskEvent } from '../../src/chat/index.ts';
import { openStore } from '../../src/store/index.ts';
import { createDatabase, dropDatabase, type PostgresServer } from '../../test/support/postgres-server.ts';
import { type Spread, spread } from './numbers.ts';

export interface Pickup {
  readonly jobs: number;
  /** Milliseconds from the begin of `accept` until a worker has taken the turn: journalling and taking included. */
  readonly oursMs: Spread;
  /** The same, from the moment in which `accept` is done: the journalling is not counted. */
  readonly afterAcceptMs: Spread;
  /** Milliseconds from the begin of `addJob` until a bare job runs. */
  readonly bareMs: Spread;
}

/** Jobs one after the other, with a pause: a queue that is idle. */
const JOBS = { full: 500, quick: 100 } as const;
const PAUSE_MS = 5;

export async function pickup(server: PostgresServer, isQuick: boolean): Promise<Pickup> {
  const jobs = isQuick ? JOBS.quick : JOBS.full;
  const ours = await oursOf(server, jobs);
  return { jobs, ...ours, bareMs: spread(await bareOf(server, jobs)) };
}

/** A question in a channel of its own. */
export function questionIn(channel: string): AskEvent {
  const conversation = { platform: 'discord', workspace: 'bench', channel, kind: 'channel' } as const;
  return {
    type: 'message',
    eventId: `event-${channel}`,
    aliases: [],
    message: {
      id: `message-${channel}`,
      conversation,
      author: { id: 'ana', name: 'Ana', roles: [] },
      text: 'What is tea?',
      attachments: [],
      sentAt: Date.now(),
      fromBot: false,
      fromUs: false,
      mentionsUs: true,
      mentionsOthers: false,
    },
    target: { conversation, messageId: `message-${channel}`, userId: 'ana', private: false },
  };
}

async function oursOf(server: PostgresServer, jobs: number) {
  const databaseUrl = await createDatabase(server.url);
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const gateway = await openStore({ dataFolder: folder, databaseUrl });
  const worker = await openStore({ dataFolder: folder, databaseUrl });
  const whole: number[] = [];
  const after: number[] = [];
  let onTaken = (_at: number): void => {};
  const working = await worker.queue.work({
    platforms: ['discord'],
    slots: 64,
    run: async (lane) => {
      const work = await worker.take(lane);
      if (work?.kind !== 'turn') return;
      onTaken(performance.now());
      await worker.finish(work.turn.id, 'done', undefined);
    },
  });
  for (let job = 0; job < jobs; job += 1) {
    const taken = new Promise<number>((resolve) => (onTaken = resolve));
    const began = performance.now();
    await gateway.accept(questionIn(String(job)), () => ({ rank: 0 }));
    const accepted = performance.now();
    const at = await taken;
    whole.push(at - began);
    after.push(at - accepted);
    await sleep(PAUSE_MS);
  }
  await working.stop();
  await gateway.close();
  await worker.close();
  rmSync(folder, { recursive: true, force: true });
  await dropDatabase(databaseUrl);
  return { oursMs: spread(whole), afterAcceptMs: spread(after) };
}

async function bareOf(server: PostgresServer, jobs: number): Promise<readonly number[]> {
  const connectionString = await createDatabase(server.url);
  const utils = await makeWorkerUtils({ connectionString });
  await utils.migrate();
  let onTaken = (_at: number): void => {};
  const runner = await run({
    connectionString,
    concurrency: 64,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: { bare: () => onTaken(performance.now()) },
  });
  const found: number[] = [];
  for (let job = 0; job < jobs; job += 1) {
    const taken = new Promise<number>((resolve) => (onTaken = resolve));
    const began = performance.now();
    await utils.addJob('bare', {});
    found.push((await taken) - began);
    await sleep(PAUSE_MS);
  }
  await runner.stop();
  await utils.release();
  await dropDatabase(connectionString);
  return found;
}
