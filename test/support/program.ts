/** Runs the program as a person does from a shell, in an empty folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const MAIN = resolve('src/main.ts');

export interface Program {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves as soon as standard output contains this text; rejects when the program ends without it. */
  saying(text: string): Promise<void>;
  /** Resolves with its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A port that is free now. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/**
 * @param args what stands behind `node src/main.ts`
 * @param env variables besides the ones a shell sets
 */
export function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  folder: string = temporaryFolder(),
): Program {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ATTACHE_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((done) => child.once('close', done));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    output: () => output,
    errors: () => errors,
    ended,
    saying: (text) =>
      new Promise((done, fail) => {
        const look = () => output.includes(text) && done();
        child.stdout.on('data', look);
        look();
        void ended.then(() => fail(new Error(`the program ended before it said “${text}”: ${errors}`)));
      }),
  };
}
