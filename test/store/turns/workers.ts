/** Processes that work, and what they tell. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface Told {
  readonly is: 'ready' | 'taken' | 'writes' | 'ends' | 'done' | 'lost' | 'again' | 'news';
  readonly worker: string;
  /** Milliseconds, by a clock that all processes of a machine have. */
  readonly at: number;
  readonly lane?: string;
  readonly turn?: string;
  readonly attempts?: number;
  readonly type?: string;
  readonly isLost?: boolean;
}

export interface Workers {
  /** What all of them have told, in the order in which it came. */
  readonly told: readonly Told[];
  /** Starts one, and waits until it works. */
  start(name: string): Promise<ChildProcess>;
  /** Waits until something is told, or has been. */
  until(condition: (told: Told) => boolean, many?: number): Promise<Told>;
  /** Ends those that are there. */
  end(): Promise<void>;
}

export function createWorkers(databaseUrl: string): Workers {
  const told: Told[] = [];
  const children: ChildProcess[] = [];
  const waiting = new Set<() => void>();

  const until: Workers['until'] = (condition, many = 1) =>
    new Promise((found) => {
      const look = () => {
        const fitting = told.filter(condition);
        if (fitting.length < many) return;
        waiting.delete(look);
        found(fitting[many - 1]!);
      };
      waiting.add(look);
      look();
    });

  return {
    told,
    until,
    async start(worker) {
      const child = spawn(process.execPath, [resolve(import.meta.dirname, 'worker.ts'), databaseUrl], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      children.push(child);
      createInterface({ input: child.stdout }).on('line', (line) => {
        told.push({ ...JSON.parse(line), worker });
        for (const look of new Set(waiting)) look();
      });
      await until((one) => one.worker === worker && one.is === 'ready');
      return child;
    },
    async end() {
      await Promise.all(
        children
          .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
          .map(async (child) => {
            const ended = once(child, 'exit');
            child.kill('SIGCONT');
            child.kill('SIGTERM');
            await ended;
          }),
      );
    },
  };
}
