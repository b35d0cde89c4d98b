/** The processes of the bot, each run as a supervisor would: whatever ends is started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');
/** A process that does not get ready in this time is stuck: one with ten shards takes a minute. */
const READY_MS = 180_000;
/** One that is asked to end may finish its answers first: longer than the program grants itself. */
const END_MS = 30_000;
/** How soon a process that ended is started again. */
const AGAIN_MS = 500;
const LOOK_MS = 50;
/** Characters of what it said that are told of a process that does not get ready. */
const SAID_LAST = 2_000;

export interface Member {
  readonly name: string;
  /** What stands behind `npm start --`. */
  readonly role: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** Modules that are loaded before it. */
  readonly imports?: readonly string[];
}

export interface Crew {
  readonly names: readonly string[];
  /** Resolves when all are ready. */
  start(): Promise<void>;
  /** `kill -9`. It is started again by itself. Resolves when it is gone. */
  kill(name: string): Promise<void>;
  signal(name: string, signal: NodeJS.Signals): void;
  /** Resolves when the process is ready, at once if it is. */
  ready(name: string): Promise<void>;
  pidOf(name: string): number | undefined;
  /** When a process was killed or ended, on the clock of `performance.now()`. */
  readonly deaths: readonly { readonly name: string; readonly at: number; readonly wasKilled: boolean }[];
  /** Asks all to end, and ends what does not. Gives what went wrong. */
  stop(): Promise<readonly string[]>;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  isKilled: boolean;
  isGone: boolean;
}

/** @param mark a text in the environment of every process of this run and of what it starts */
export function createCrew(members: readonly Member[], folder: string, mark: string): Crew {
  const running = new Map<string, Running>();
  const deaths: { name: string; at: number; wasKilled: boolean }[] = [];
  let isOver = false;
  const logOf = (name: string) => join(folder, `${name.replace(' ', '-')}.log`);

  const launch = (member: Member): Running => {
    const { name, role, env, imports = [] } = member;
    const loaded = imports.flatMap((module) => ['--import', module]);
    const args = [...loaded, MAIN, 'start', ...(role === undefined ? [] : [role])];
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env['PATH'], CHAOS_RUN: mark, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(logOf(name), { flags: 'a' });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      said += text;
      if (said.includes('ready')) resolve();
    });
    child.stderr.pipe(log, { end: false });
    const one: Running = {
      child,
      ready: promise,
      isKilled: false,
      isGone: false,
      ended: new Promise((done) =>
        child.once('exit', () => {
          one.isGone = true;
          deaths.push({ name, at: performance.now(), wasKilled: one.isKilled });
          reject(new Error(`${name} ended before it was ready`));
          done();
          if (!isOver) setTimeout(() => !isOver && launch(member), AGAIN_MS);
        }),
      ),
    };
    child.once('close', () => log.end());
    promise.catch(() => undefined);
    running.set(name, one);
    return one;
  };

  const ready = async (name: string): Promise<void> => {
    const until = performance.now() + READY_MS;
    while (performance.now() < until) {
      const one = running.get(name)!;
      const isReady = await Promise.race([
        one.ready.then(
          () => true,
          () => false,
        ),
        sleep(READY_MS, false, { ref: false }),
      ]);
      if (isReady && !one.isGone) return;
      await sleep(LOOK_MS);
    }
    const said = readFileSync(logOf(name), 'utf8').slice(-SAID_LAST);
    throw new Error(`${name} did not get ready in ${READY_MS / 1000} s. It said last:\n${said}`);
  };

  return {
    names: members.map(({ name }) => name),
    deaths,
    ready,
    start: async () => {
      const [first, ...others] = members;
      // The first makes the tables; the others find them.
      launch(first!);
      await ready(first!.name);
      for (const member of others) launch(member);
      await Promise.all(others.map(({ name }) => ready(name)));
    },
    kill: async (name) => {
      const one = running.get(name)!;
      one.isKilled = true;
      one.child.kill('SIGKILL');
      await one.ended;
    },
    signal: (name, signal) => void running.get(name)!.child.kill(signal),
    pidOf: (name) => running.get(name)?.child.pid,
    stop: async () => {
      isOver = true;
      const faults: string[] = [];
      await Promise.all(
        members.map(async ({ name }) => {
          const one = running.get(name);
          if (!one || one.child.exitCode !== null || one.child.signalCode !== null) return;
          one.child.kill('SIGTERM');
          const late = await Promise.race([one.ended.then(() => false), sleep(END_MS, true, { ref: false })]);
          if (!late) return;
          faults.push(`${name} did not end when it was asked to`);
          one.child.kill('SIGKILL');
          await one.ended;
        }),
      );
      for (const left of processesOf(mark)) {
        faults.push(`process ${left.pid} was left running: ${left.command}`);
        process.kill(left.pid, 'SIGKILL');
      }
      return faults;
    },
  };
}

/** Processes that have a text in their environment: those of one run. Found on Linux alone. */
function processesOf(mark: string): readonly { readonly pid: number; readonly command: string }[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(`CHAOS_RUN=${mark}`)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
        // One that has ended and is not yet reaped has no command.
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}
