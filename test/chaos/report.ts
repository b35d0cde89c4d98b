/** What came of the runs, for people and as one object. Pure. */
import { quantile } from '../../bench/measure.ts';
import { table } from '../../bench/table.ts';
import type { CellResult } from './cell.ts';

const sum = (cells: readonly CellResult[], of: (cell: CellResult) => number): number =>
  cells.reduce((all, cell) => all + of(cell), 0);

/** Milliseconds; undefined where nothing had to recover. */
export function recoveryOf(values: readonly number[]) {
  if (values.length === 0) return undefined;
  return {
    times: values.length,
    p50Ms: Math.round(quantile(values, 0.5)),
    maxMs: Math.round(Math.max(...values)),
  };
}

export function summary(cells: readonly CellResult[]) {
  return {
    turns: sum(cells, ({ turns }) => turns),
    answered: sum(cells, ({ answered }) => answered),
    told: sum(cells, ({ told }) => told),
    lost: sum(cells, ({ lost }) => lost),
    doubled: sum(cells, ({ doubled }) => doubled),
    outOfOrder: sum(cells, ({ outOfOrder }) => outOfOrder),
    wrongCharacters: sum(cells, ({ wrongCharacters }) => wrongCharacters),
    unsettled: sum(cells, ({ unsettled }) => unsettled),
    rules: {
      setOff: sum(cells, ({ rules }) => rules.setOff),
      acted: sum(cells, ({ rules }) => rules.acted),
      lost: sum(cells, ({ rules }) => rules.lost),
      doubled: sum(cells, ({ rules }) => rules.doubled),
    },
    recovery: recoveryOf(cells.flatMap(({ recoveryMs }) => recoveryMs)),
    seed: cells[0]?.seed,
    cells: cells.map(({ recoveryMs, ...cell }) => ({ ...cell, recovery: recoveryOf(recoveryMs) })),
  };
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);

export function report(cells: readonly CellResult[]): string {
  const rows = cells.map((cell) => {
    const recovery = recoveryOf(cell.recoveryMs);
    const { turns, answered, told, lost, doubled, outOfOrder, wrongCharacters, unsettled, rules } = cell;
    return [
      `${cell.platform} · ${cell.store}`,
      ...[turns, answered, told, lost, doubled, outOfOrder, wrongCharacters, unsettled].map(String),
      ...[rules.setOff, rules.acted, rules.lost, rules.doubled].map(String),
      String(recovery?.times ?? 0),
      seconds(recovery?.p50Ms),
      seconds(recovery?.maxMs),
      String(cell.crashes),
      `${Math.round(cell.seconds)} s`,
    ];
  });
  const head = [
    'cell',
    'turns',
    'answered',
    'told',
    'lost',
    'doubled',
    'out of order',
    'characters wrong',
    'unsettled',
    'rules set off',
    'acted',
    'lost',
    'doubled',
    'recoveries',
    'p50',
    'max',
    'crashes',
    'took',
  ];
  const told = cells.flatMap(({ sentences }) => Object.entries(sentences));
  const said = Map.groupBy(told, ([sentence]) => sentence);
  return [
    table(head, rows),
    ...(said.size === 0 ? [] : ['', 'TOLD IN PLACE OF AN ANSWER']),
    ...[...said].map(
      ([sentence, times]) => `${times.reduce((all, [, count]) => all + count, 0)} × ${sentence}`,
    ),
    ...cells.flatMap(({ platform, store, seed, faults, refused, folder }) => [
      ...(faults.length === 0 ? [] : ['', `${platform} · ${store}, seed ${seed}: what is wrong`]),
      ...faults,
      ...(refused.length === 0 ? [] : ['', `${platform} · ${store}: what the platform refused`]),
      ...[
        ...Map.groupBy(
          refused.map((line) => line.replaceAll(/\d{5,}/g, 'n')),
          (line) => line,
        ),
      ].map(([line, times]) => `${times.length} × ${line}`),
      ...(folder === undefined ? [] : [`What the processes said is in ${folder}`]),
    ]),
    '',
  ].join('\n');
}
