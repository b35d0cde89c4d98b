/**
 * `npm run bench -- model`: what our client costs beside the bare SDK, how near estimates are, how much of a thread the prompt
 * cache gives back, and how well the router chooses.
 */
import type { BenchOptions } from '../main.ts';
import { type EstimateError, estimateErrors } from './estimates.ts';
import { type Large, largeQuestion } from './large.ts';
import { type LongAnswer, type Overhead, overheads } from './overhead.ts';
import { report } from './report.ts';
import { routeFigures, type RouteFigures } from './route.ts';
import { type CachedThread, cachedThread } from './thread.ts';

export interface ModelFigures {
  readonly overheads: readonly Overhead[];
  readonly longAnswer: LongAnswer;
  readonly large: Large;
  readonly estimates: readonly EstimateError[];
  readonly thread: CachedThread;
  readonly route: RouteFigures;
}

export async function model({ isJson, isQuick }: BenchOptions): Promise<void> {
  const figures: ModelFigures = {
    ...(await overheads(isQuick)),
    large: await largeQuestion(isQuick),
    estimates: estimateErrors(),
    thread: await cachedThread(),
    route: await routeFigures(),
  };
  process.stdout.write(isJson ? `${JSON.stringify(figures, undefined, 2)}\n` : report(figures));
}
