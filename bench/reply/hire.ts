/** Starts the process of a contender, speaks with it, and ends it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromContender, ToContender } from './contender.ts';

export interface Hired {
  tell(message: ToContender): void;
  /** The next message of a kind; rejects when the process ends before. */
  heard<T extends FromContender['type']>(type: T): Promise<Extract<FromContender, { type: T }>>;
  end(): Promise<void>;
}

/** Code that one process has compiled, the next need not: starting disturbs whoever is measured at the same time. */
const COMPILED = join(tmpdir(), 'attache-bench-compiled');

export function hire(path: string, flags: readonly string[] = []): Hired {
  const child = fork(path, {
    execArgv: [...flags],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    tell: (message) => void child.send(message),
    heard: <T extends FromContender['type']>(type: T) =>
      new Promise<Extract<FromContender, { type: T }>>((resolve, reject) => {
        const listen = (message: FromContender) => {
          if (message.type !== type) return;
          child.off('message', listen);
          child.off('exit', exit);
          resolve(message as Extract<FromContender, { type: T }>);
        };
        const exit = (code: number | null) => reject(new Error(`${path} ended by itself, with ${code}`));
        child.on('message', listen);
        child.once('exit', exit);
      }),
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // It ends by itself then, and leaves what it has compiled.
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
