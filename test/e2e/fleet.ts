/** A bot of several processes that share a database, started and ended as they are on machines of their own. */
import { onTestFinished } from 'vitest';
import { startOpenAi, type LoopbackOpenAi } from '../loopback/openai/index.ts';
import { dropDatabase, freshDatabase } from '../support/postgres.ts';
import { freePort, type Program, runProgram } from '../support/program.ts';
import type { Begin, Room } from './rooms.ts';

export interface Processes {
  /** Resolves when it takes events in. */
  gateway(port?: string): Promise<Program>;
  /** Resolves when it answers. */
  worker(env?: Readonly<Record<string, string>>): Promise<Program>;
}

/** Processes that share a new database and a model, on a platform with these settings. None runs yet. */
export async function openProcesses(
  openai: LoopbackOpenAi,
  platform: Readonly<Record<string, string>>,
): Promise<Processes> {
  const databaseUrl = await freshDatabase();
  onTestFinished(() => dropDatabase(databaseUrl));
  const start = async (role: string, env: Readonly<Record<string, string>>): Promise<Program> => {
    const program = runProgram(['start', role], {
      ...platform,
      DATABASE_URL: databaseUrl,
      OPENAI_BASE_URL: openai.baseUrl,
      OPENAI_API_KEY: openai.apiKey,
      LOG_LEVEL: 'warn',
      ...env,
    });
    await program.saying('ready');
    return program;
  };
  return {
    gateway: async (port) => start('gateway', { PORT: port ?? (await freePort()) }),
    worker: (env = {}) => start('worker', env),
  };
}

export interface Fleet extends Processes {
  readonly room: Room;
  readonly openai: LoopbackOpenAi;
}

/** A room in which such processes are to answer. */
export async function openFleet(
  openRoom: (openai: LoopbackOpenAi, settings: string | undefined, begin: Begin) => Promise<Room>,
): Promise<Fleet> {
  const openai = await startOpenAi();
  onTestFinished(() => openai.close());
  const opened = Promise.withResolvers<Processes>();
  const room = await openRoom(openai, undefined, async (_, env) => {
    opened.resolve(await openProcesses(openai, env));
    return () => Promise.reject(new Error('its processes are started one by one'));
  });
  return { ...(await opened.promise), room, openai };
}

/** Ends a process in good order; resolves with its exit code. */
export async function retire({ child, ended }: Program): Promise<number | null> {
  child.kill('SIGTERM');
  return ended;
}

/** Ends a process as a loss of power would. */
export async function kill({ child, ended }: Program): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** What a room waits for, where it may take a minute: until a dead process is noticed. */
export async function patiently<T>(wait: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;)
    try {
      return await wait();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
}
