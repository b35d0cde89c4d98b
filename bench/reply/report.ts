/** The figures as tables for people. Pure. */
import { table } from '../table.ts';
import type { Cell } from './cell.ts';
import type { Figures } from './figures.ts';
import type { Measured, ReplyFigures } from './index.ts';

/** What we want to reach. */
const TARGETS = { byBest: 1.25 } as const;

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : (ms / 1000).toFixed(2));
const ratio = (value: number | undefined, target?: number): string =>
  value === undefined
    ? '–'
    : `${value.toFixed(2)}${target === undefined ? '' : value <= target ? ' ✓' : ' ✗'}`;
const nameOf = ({ content, length, rate, load }: Cell): string => `${load} × ${length} ${content}, ${rate}/s`;

/** Lost and doubled characters: `0`, `120`, `120+30`. */
const broken = ({ lost, doubled }: Figures): string => (doubled > 0 ? `${lost}+${doubled}` : String(lost));

/** Replies that failed, and with a `+` those that were not over in time, where there are any. */
function undone({ failures, unfinished }: Figures): string {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return [failed > 0 ? String(failed) : '', unfinished > 0 ? `+${unfinished}` : ''].join('');
}

function row({ cell, best, once, ours, rival, oursByBest, rivalByBest }: Measured): readonly string[] {
  const side = (figures: Figures, byBest: number | undefined, target?: number) => [
    String(figures.calls),
    String(figures.tooMany),
    broken(figures),
    undone(figures),
    seconds(figures.firstTextMs?.mean),
    seconds(figures.stalenessMs),
    ratio(byBest, target),
  ];
  return [
    nameOf(cell),
    String(best.writes),
    seconds(best.firstTextMs),
    seconds(best.stalenessMs),
    seconds(once.stalenessMs),
    ...side(ours, oursByBest, TARGETS.byBest),
    ...side(rival, rivalByBest),
  ];
}

const SIDE = ['429', 'lost', 'failed', 'first', 'stale', '÷'];
const HEAD = ['', 'best', 'first', 'stale', 'once', 'ours', ...SIDE, 'rival', ...SIDE];

const TITLES = {
  'one channel': 'DISCORD, ALL IN ONE CHANNEL',
  'a channel each': 'DISCORD, A CHANNEL EACH',
  threads: 'SLACK, THREADS',
} as const satisfies Record<Cell['layout'], string>;

function summary(cells: readonly Measured[]): string {
  const sum = (of: (figures: Figures) => number) =>
    (['ours', 'rival'] as const).map((side) => cells.reduce((total, cell) => total + of(cell[side]), 0));
  const [tooMany, lost, doubled] = [
    sum((figures) => figures.tooMany),
    sum(({ lost: characters }) => characters),
    sum(({ doubled: characters }) => characters),
  ] as const;
  const reached = cells.filter(({ oursByBest = Infinity }) => oursByBest <= TARGETS.byBest).length;
  const ahead = cells.filter(
    ({ ours, rival }) =>
      ours.lost + ours.missing < rival.lost + rival.missing ||
      (ours.lost + ours.missing === rival.lost + rival.missing &&
        (ours.stalenessMs ?? Infinity) <= (rival.stalenessMs ?? Infinity)),
  ).length;
  return [
    `429s: ours ${tooMany[0]}, rival ${tooMany[1]} · characters lost: ours ${lost[0]}, rival ${lost[1]} · doubled: ours ${doubled[0]}, rival ${doubled[1]}`,
    `Staleness within ${TARGETS.byBest} of the best schedule in ${reached} of ${cells.length} cells · more complete than the rival, or as complete and fresher, in ${ahead}`,
  ].join('\n');
}

export function report({ machine, longestStreamSeconds, cells, crowds }: ReplyFigures): string {
  const tables = Object.entries(TITLES).flatMap(([layout, title]) => {
    const own = cells.filter(({ cell }) => cell.layout === layout);
    return own.length === 0 ? [] : [title, table(HEAD, own.map(row)), ''];
  });
  return `${[
    `${machine.cores} cores, ${machine.platform}, node ${machine.node}`,
    `Replies at once × characters, tokens a second; streams over ${longestStreamSeconds} s are left out.`,
    'best: writes of the best schedule that could go on for ever; once: staleness of one that spends all it may at once; ours,',
    'rival: calls. Characters lost + doubled. Replies that failed + were not over in time. First text and staleness in seconds, on average.',
    `÷: staleness against the best schedule's (≤ ${TARGETS.byBest}).`,
    '',
    ...tables,
    summary(cells),
    '',
    `${crowds[0]?.replies} REPLIES OPEN IN ONE PROCESS`,
    table(
      ['', 'CPU ms per 1,000 tokens', 'bare undici', '÷', 'kB per reply', 'requests'],
      crowds.map(({ platform, cpuMs, bareMs, bytes, requests }) => [
        platform,
        cpuMs.toFixed(1),
        bareMs.toFixed(1),
        ratio(cpuMs / bareMs),
        (bytes / 1000).toFixed(0),
        String(requests),
      ]),
    ),
  ].join('\n')}\n`;
}
