/** The figures as tables for people. Pure. */
import { table } from '../table.ts';
import type { ScaleFigures } from './index.ts';
import type { Spread } from './numbers.ts';

const both = ({ p50, p99 }: Spread): string => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? '–' : `${Math.round(bytes / 1_000_000)} MB`;
const count = (value: number): string => value.toLocaleString('en');

export function report({ machine, pickup, accepted, turns, memory }: ScaleFigures): string {
  return `${[
    `On ${machine.cores} cores, with PostgreSQL, the platforms and the model on the same machine: more workers share the same cores.`,
    '',
    'TURNS, A MODEL THAT ANSWERS AT ONCE',
    table(
      ['workers', 'event to request p50 / p99 ms', 'requests a second', 'answers a second', 'processor ms'],
      turns.map(({ workers, eventToRequestMs, requestsPerSecond, turnsPerSecond, cpuMs }) => [
        String(workers),
        both(eventToRequestMs),
        String(requestsPerSecond),
        String(turnsPerSecond),
        cpuMs === undefined ? '–' : cpuMs.toFixed(1),
      ]),
    ),
    `The first figure at ${turns[0]?.pace} questions a second, the others with all at once. Discord takes 50 writes a second of a bot.`,
    '',
    'EVENTS THAT A GATEWAY TAKES IN',
    table(
      ['', 'a second', 'processor ms', 'bare inserts', '÷', 'bare echoes', '÷', 'acknowledged p50 / p99 ms'],
      accepted.map(
        ({ platform, perSecond, insertsPerSecond, echoesPerSecond, acknowledgedMs, events, cpuMs }) => [
          `${platform}, ${count(events)} at once`,
          count(perSecond),
          cpuMs === undefined ? '–' : cpuMs.toFixed(1),
          count(insertsPerSecond),
          (insertsPerSecond / perSecond).toFixed(1),
          count(echoesPerSecond),
          (echoesPerSecond / perSecond).toFixed(1),
          acknowledgedMs ? both(acknowledgedMs) : '–',
        ],
      ),
    ),
    '',
    'HOW SOON WORK IS PICKED UP',
    table(
      ['', 'p50 / p99 ms'],
      [
        ['a turn, from the begin of journalling until it is taken', both(pickup.oursMs)],
        ['a turn, from when it is journalled until it is taken', both(pickup.afterAcceptMs)],
        ['a bare job of graphile-worker, from adding it until it runs', both(pickup.bareMs)],
      ],
    ),
    '',
    'MEMORY OF ONE PROCESS',
    table(
      ['servers', 'conversations', 'at rest', 'at its peak', 'answers after'],
      memory.map(({ guilds, conversations, restBytes, peakBytes, readyMs }) => [
        count(guilds),
        count(conversations),
        megabytes(restBytes),
        megabytes(peakBytes),
        `${(readyMs / 1000).toFixed(1)} s`,
      ]),
    ),
  ].join('\n')}\n`;
}
