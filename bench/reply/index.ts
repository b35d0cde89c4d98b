/**
 * `npm run bench -- reply`: how fresh, whole and cheap answers are while they are written, beside the best schedule that
 * the platforms' limits permit and beside the Vercel Chat SDK, on the same streams and servers.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../main.ts';
import type { Best } from './best.ts';
import { bestOf, type Cell, play } from './cell.ts';
import { CELLS, LONGEST_STREAM, QUICK_CELLS } from './cells.ts';
import { type Crowd, crowds } from './crowd.ts';
import type { Figures } from './figures.ts';
import { report } from './report.ts';

export interface Measured {
  readonly cell: Cell;
  readonly best: Best;
  /** What full budgets permit once; `best` can go on like that. */
  readonly once: Best;
  readonly ours: Figures;
  readonly rival: Figures;
  /** Staleness against the best schedule's. */
  readonly oursByBest: number | undefined;
  readonly rivalByBest: number | undefined;
}

/** Milliseconds, characters and bytes. */
export interface ReplyFigures {
  readonly machine: { readonly cores: number; readonly platform: string; readonly node: string };
  readonly isQuick: boolean;
  readonly longestStreamSeconds: number;
  readonly cells: readonly Measured[];
  readonly crowds: readonly Crowd[];
}

/**
 * Cells that run at the same time may bring together so many tokens a second: two cores play twice as many, and each cell
 * has servers and processes of its own that wait for their limits most of the time.
 */
const TOKENS_AT_ONCE = 6000;
/** What the start of a process weighs beside that. */
const OVERHEAD = 500;
/** Many replies speak for seconds and then wait for minutes: they weigh no more than this. */
const MOST = 1500;

/** The rival has its own packages, which nobody needs who does not measure. */
async function installRival(): Promise<void> {
  const folder = join(import.meta.dirname, 'rival');
  if (existsSync(join(folder, 'node_modules', 'chat'))) return;
  process.stderr.write('installing the Chat SDK for the bench\n');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(npm, 'close');
  if (npm.exitCode !== 0) throw new Error(`npm ci failed in ${folder}`);
}

/** Runs all, those that last longest first, as many at a time as their weights allow. */
async function runAll<T>(
  tasks: readonly { readonly weight: number; readonly lasts: number; readonly run: () => Promise<T> }[],
): Promise<readonly T[]> {
  const results: T[] = [];
  const waiting = [...tasks.entries()].toSorted(([, a], [, b]) => b.lasts - a.lasts);
  let busy = 0;
  await new Promise<void>((resolve, reject) => {
    const next = (): void => {
      if (waiting.length === 0 && busy === 0) return resolve();
      while (true) {
        const fitting = waiting.findIndex(([, { weight }]) => busy === 0 || busy + weight <= TOKENS_AT_ONCE);
        if (fitting < 0) return;
        const [[index, { weight, run }]] = waiting.splice(fitting, 1) as [(typeof waiting)[number]];
        busy += weight;
        run().then((result) => {
          results[index] = result;
          busy -= weight;
          next();
        }, reject);
      }
    };
    next();
  });
  return results;
}

async function measured(cells: readonly Cell[]): Promise<readonly Measured[]> {
  const bests = cells.map((cell) => bestOf(cell, 'lasting'));
  let left = 2 * cells.length;
  const figures = await runAll(
    cells.flatMap((cell, index) =>
      (['ours', 'rival'] as const).map((side) => ({
        weight: Math.min(cell.load * cell.rate, MOST) + OVERHEAD,
        lasts: bests[index]!.lastsMs,
        run: async () => {
          const played = await play(cell, side, bests[index]!);
          process.stderr.write(`\r${--left} of ${2 * cells.length} to go `);
          return played;
        },
      })),
    ),
  );
  process.stderr.write('\r');
  return cells.map((cell, index) => {
    const best = bests[index]!;
    const [ours, rival] = [figures[2 * index]!, figures[2 * index + 1]!];
    const by = ({ stalenessMs }: Figures) =>
      stalenessMs === undefined ? undefined : stalenessMs / best.stalenessMs;
    return {
      cell,
      best,
      once: bestOf(cell, 'once'),
      ours,
      rival,
      oursByBest: by(ours),
      rivalByBest: by(rival),
    };
  });
}

export async function reply({ isJson, isQuick }: BenchOptions): Promise<void> {
  await installRival();
  const figures: ReplyFigures = {
    machine: { cores: cpus().length, platform: process.platform, node: process.version },
    isQuick,
    longestStreamSeconds: LONGEST_STREAM,
    crowds: await crowds(isQuick),
    cells: await measured(isQuick ? QUICK_CELLS : CELLS),
  };
  process.stdout.write(isJson ? `${JSON.stringify(figures, undefined, 2)}\n` : report(figures));
}
