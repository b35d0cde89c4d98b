/** Runs a part of the bench in a process of its own, so that it has its memory and its processor time for itself. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface Hired<Answer> {
  /** What it has sent first. */
  readonly first: Promise<Answer>;
  end(): Promise<void>;
}

export function hire<Answer>(path: string, order?: unknown, flags: readonly string[] = []): Hired<Answer> {
  const child = fork(path, { execArgv: [...flags], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { promise: first, resolve, reject } = Promise.withResolvers<Answer>();
  child.once('message', (answer) => resolve(answer as Answer));
  child.once('exit', (code) => reject(new Error(`${path} ended by itself, with ${code}`)));
  first.catch(() => undefined);
  if (order !== undefined) child.send(order as object);
  return {
    first,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** Has a job done by a process of its own. */
export async function done<Answer>(path: string, order: unknown, flags?: readonly string[]): Promise<Answer> {
  const hired = hire<Answer>(path, order, flags);
  try {
    return await hired.first;
  } finally {
    await hired.end();
  }
}
