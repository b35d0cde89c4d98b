/** The figures as tables for people. Pure. */
import { table } from '../table.ts';
import type { ModelFigures } from './index.ts';
import { routeReport } from './route.ts';

/** What we want to reach. */
const TARGETS = { overhead: 1.05, cached: 0.9 } as const;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
const mark = (isReached: boolean): string => (isReached ? '✓' : '✗');

export function report({ overheads, longAnswer, large, estimates, thread, route }: ModelFigures): string {
  const share = thread.cachedTokens / thread.cacheableTokens;
  return `${[
    'OUR CLIENT BESIDE THE BARE SDK',
    table(
      ['processor time for an answer', 'ours ms', 'bare ms', '÷'],
      overheads.map(({ what, oursMs, bareMs, ratio }) => [
        what,
        oursMs.toFixed(1),
        bareMs.toFixed(1),
        `${ratio.toFixed(2)} ${mark(ratio <= TARGETS.overhead)}`,
      ]),
    ),
    `Heap above what was there while ${longAnswer.tokens.toLocaleString('en')} tokens stream: ours ${megabytes(longAnswer.oursBytes)}, bare ${megabytes(longAnswer.bareBytes)}`,
    '',
    `A QUESTION WITH ${large.tokens.toLocaleString('en')} TOKENS BEFORE IT`,
    table(
      ['', 'first word ms', 'again ms', 'memory at its peak'],
      (['ours', 'bare'] as const).map((side) => [
        side,
        large[side].firstMs.toFixed(0),
        large[side].againMs.toFixed(0),
        megabytes(large[side].peakBytes),
      ]),
    ),
    '',
    'ESTIMATES: DISTANCE FROM THE COUNTS OF A MADE-UP PROVIDER',
    table(
      ['', 'requests', 'median', '95 % below'],
      estimates.map(({ what, requests, median, p95 }) => [
        what,
        String(requests),
        percent(median),
        percent(p95),
      ]),
    ),
    '',
    `A THREAD OF ${thread.turns} QUESTIONS WITH MEDIA`,
    `${percent(share)} ${mark(share >= TARGETS.cached)} of what can be cached is found in the cache: ${thread.cachedTokens.toLocaleString('en')} of ${thread.cacheableTokens.toLocaleString('en')} tokens (${thread.inputTokens.toLocaleString('en')} in all).`,
    '',
    'THE ROUTER',
    routeReport(route),
  ].join('\n')}\n`;
}
