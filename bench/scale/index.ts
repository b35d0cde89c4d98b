/**
 * `npm run bench -- scale`: what many cost. Turns with one, two and four workers on PostgreSQL, events that a gateway takes in, memory
 * with many servers and conversations, and how soon a job is picked up; each beside its floor in the same run.
 */
import { cpus } from 'node:os';
import { startPostgres } from '../../test/support/postgres-server.ts';
import type { BenchOptions } from '../main.ts';
import { type Accepted, accepted } from './accepted.ts';
import { type Memory, memory } from './memory.ts';
import { type Pickup, pickup } from './pickup.ts';
import { report } from './report.ts';
import { type Turns, turns } from './turns.ts';

export interface ScaleFigures {
  readonly machine: { readonly cores: number; readonly platform: string; readonly node: string };
  readonly isQuick: boolean;
  readonly pickup: Pickup;
  readonly accepted: readonly Accepted[];
  readonly turns: readonly Turns[];
  readonly memory: readonly Memory[];
}

const WORKERS = [1, 2, 4] as const;

export async function scale({ isJson, isQuick }: BenchOptions): Promise<void> {
  const server = await startPostgres();
  const note = (what: string) => void process.stderr.write(`${what}\n`);
  try {
    note('how soon a job is picked up');
    const picked = await pickup(server, isQuick);
    note('events that a gateway takes in');
    const taken = [await accepted(server, 'discord', isQuick), await accepted(server, 'slack', isQuick)];
    const worked: Turns[] = [];
    for (const workers of WORKERS) {
      note(`turns with ${workers} workers`);
      worked.push(await turns(server, workers, isQuick));
    }
    note('memory');
    const figures: ScaleFigures = {
      machine: { cores: cpus().length, platform: process.platform, node: process.version },
      isQuick,
      pickup: picked,
      accepted: taken,
      turns: worked,
      memory: await memory(server, isQuick),
    };
    process.stdout.write(isJson ? `${JSON.stringify(figures, undefined, 2)}\n` : report(figures));
  } finally {
    await server.close();
  }
}
