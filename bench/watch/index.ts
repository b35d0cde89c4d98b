/**
 * `npm run bench -- watch`: how many messages go through a hundred rules, what a message that nobody wants waits longer, and what the
 * questions of the ready-made rules cost on a day.
 */
import type { BenchOptions } from '../main.ts';
import { type DayCost, dayCost } from './cost.ts';
import { type Delay, delays } from './delay.ts';
import { report } from './report.ts';
import { type Throughput, throughputs } from './throughput.ts';

export interface WatchFigures {
  readonly throughputs: readonly Throughput[];
  readonly delays: readonly Delay[];
  readonly day: DayCost;
}

export async function watch({ isJson, isQuick }: BenchOptions): Promise<void> {
  const figures: WatchFigures = {
    throughputs: await throughputs(isQuick),
    delays: await delays(isQuick),
    day: await dayCost(isQuick),
  };
  process.stdout.write(isJson ? `${JSON.stringify(figures, undefined, 2)}\n` : report(figures));
}
