/** Processes of the bot on one database, for as long as something is measured. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSeconds } from '../measure.ts';
import { createCrew, type Crew } from '../../test/chaos/crew.ts';
import { freePort } from '../../test/chaos/free-port.ts';
import { createDatabase, dropDatabase, type PostgresServer } from '../../test/support/postgres-server.ts';

export interface Processes {
  readonly crew: Crew;
  readonly databaseUrl: string;
  /** Seconds of processor time of all of them so far; undefined elsewhere than on Linux. */
  cpuSeconds(): number | undefined;
  end(): Promise<void>;
}

/** @param roles what each process is: `gateway`, `worker`, or undefined for all in one */
export async function startProcesses(
  server: PostgresServer,
  roles: readonly (string | undefined)[],
  env: Readonly<Record<string, string>>,
): Promise<Processes> {
  const databaseUrl = await createDatabase(server.url);
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  const members = await Promise.all(
    roles.map(async (role, index) => ({
      name: `${role ?? 'bot'} ${index}`,
      role,
      env: {
        ...env,
        DATABASE_URL: databaseUrl,
        ATTACHE_DATA: join(folder, 'data'),
        LOG_LEVEL: 'silent',
        PORT: await freePort(),
      },
    })),
  );
  const crew = createCrew(members, folder, randomUUID());
  await crew.start();
  return {
    crew,
    databaseUrl,
    cpuSeconds: () => {
      const each = crew.names.map((name) => cpuSeconds(crew.pidOf(name)!));
      return each.every((seconds) => seconds !== undefined)
        ? each.reduce((sum, seconds) => sum + seconds, 0)
        : undefined;
    },
    end: async () => {
      await crew.stop();
      await dropDatabase(databaseUrl);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
