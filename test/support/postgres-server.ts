/** A real PostgreSQL, whether or not one is installed here. Nothing in this file needs a test runner. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

export interface PostgresServer {
  /** The address of its first database. */
  readonly url: string;
  /** Ends it in good order: whoever is connected is cut off. */
  stop(): Promise<void>;
  /** Ends it as a loss of power would. */
  crash(): Promise<void>;
  /** Starts it again, at the same address and with the same data. */
  start(): Promise<void>;
  /** Stops it for good, and removes its data. */
  close(): Promise<void>;
}

/** Starts a server. It ends by itself when this process is gone, however that happens. */
export async function startPostgres(): Promise<PostgresServer> {
  // A group of its own, so that Ctrl+C ends the tests first.
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'postgres-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the PostgreSQL of the tests has ended');
    return value;
  };
  const command = async (name: string) => {
    child.stdin.write(`${name}\n`);
    await answer();
  };
  return {
    url: `${await answer()}/postgres`,
    stop: () => command('stop'),
    crash: () => command('crash'),
    start: () => command('start'),
    close: () => endOf(child),
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

/** Makes a new database on a server, empty or as another one there is, and gives its address. */
export async function createDatabase(serverUrl: string, template = 'template1'): Promise<string> {
  const url = new URL(serverUrl);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await inDatabase(url.href, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  url.pathname = name;
  return url.href;
}

/** Removes a database, whoever is still connected to it. */
export async function dropDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = 'postgres';
  await inDatabase(url.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function inDatabase(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
