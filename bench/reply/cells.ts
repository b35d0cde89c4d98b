/** Which cells are measured: not every combination, for some answers would last a quarter of an hour. */
import type { Cell, Layout } from './cell.ts';
import type { Platform } from './stage.ts';
import type { Content } from './streams.ts';

/** Streams that last longer than this, in seconds, are left out: 40,000 characters at 10 tokens a second take a thousand. */
export const LONGEST_STREAM = 60;

const PLACES: readonly (readonly [Platform, Layout])[] = [
  ['discord', 'one channel'],
  ['discord', 'a channel each'],
  ['slack', 'threads'],
];

type Shape = readonly [content: Content, length: number, rate: number];

/** Alone: every length and rate whose stream is short enough. */
const ALONE: readonly Shape[] = [
  ['prose', 200, 10],
  ['prose', 200, 50],
  ['prose', 200, 200],
  ['prose', 1500, 10],
  ['prose', 1500, 50],
  ['prose', 1500, 200],
  ['prose', 8000, 50],
  ['prose', 8000, 200],
  ['prose', 40_000, 200],
  ['code', 1500, 50],
  ['code', 8000, 200],
  ['code', 40_000, 200],
  ['table', 1500, 50],
  ['table', 8000, 200],
  ['table', 40_000, 200],
  ['cjk', 1500, 50],
  ['cjk', 8000, 200],
];

const TEN: readonly Shape[] = [
  ['prose', 200, 50],
  ['prose', 1500, 10],
  ['prose', 1500, 50],
  ['prose', 8000, 200],
  ['code', 1500, 50],
  ['table', 1500, 50],
  ['cjk', 1500, 50],
];

/** In one channel fifty long answers would need Discord's leave for minutes: there only the first two. */
const FIFTY: readonly Shape[] = [
  ['prose', 200, 50],
  ['prose', 1500, 50],
  ['prose', 1500, 10],
  ['prose', 8000, 50],
];

const cellsOf = (load: number, shapes: readonly Shape[], places = PLACES): Cell[] =>
  places.flatMap(([platform, layout]) =>
    shapes.map(([content, length, rate]) => ({ platform, layout, content, length, rate, load })),
  );

/** Of one reply the layout makes no difference. */
const SINGLE = PLACES.filter(([, layout]) => layout !== 'a channel each');
const CROWDED = PLACES.filter(([, layout]) => layout === 'one channel');
const SPREAD = PLACES.filter(([, layout]) => layout !== 'one channel');

export const CELLS: readonly Cell[] = [
  ...cellsOf(1, ALONE, SINGLE),
  ...cellsOf(10, TEN),
  ...cellsOf(50, FIFTY.slice(0, 2), CROWDED),
  ...cellsOf(50, FIFTY, SPREAD),
];

export const QUICK_CELLS: readonly Cell[] = [
  ...cellsOf(
    1,
    [
      ['prose', 1500, 50],
      ['table', 1500, 50],
    ],
    SINGLE,
  ),
  ...cellsOf(10, [['prose', 1500, 50]]),
];
