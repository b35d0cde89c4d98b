/** The figures as tables for people. Pure. */
import { table } from '../table.ts';
import type { WatchFigures } from './index.ts';

const count = (value: number): string => Math.round(value).toLocaleString('en');
const dollars = (usd: number): string => `$${usd.toFixed(usd < 1 ? 4 : 2)}`;

export function report({ throughputs, delays, day }: WatchFigures): string {
  const [plain, looking] = delays;
  const sum = (of: (one: (typeof day.rules)[number]) => number, costs: typeof day.rules) =>
    costs.reduce((total, one) => total + of(one), 0);
  const total = (what: string, costs: typeof day.rules): readonly string[] => [
    what,
    count(sum(({ triggers }) => triggers, costs)),
    count(sum(({ acts }) => acts, costs)),
    count(sum(({ calls }) => calls, costs)),
    count(sum(({ tokens }) => tokens, costs)),
    dollars(sum(({ usd }) => usd, costs)),
  ];
  const usdOf = (costs: typeof day.rules) => sum(({ usd }) => usd, costs);
  return `${[
    'MESSAGES A SECOND THROUGH A HUNDRED RULES THAT NONE OF THEM SETS OFF, ON ONE CORE',
    table(
      ['rules', 'ours', 'only looked at', 'JSON parsed', 'parsed ÷ ours'],
      throughputs.map(({ what, ours, touched, parsed }) => [
        what,
        count(ours),
        count(touched),
        count(parsed),
        (parsed / ours).toFixed(2),
      ]),
    ),
    '',
    'INTAKE OF A MESSAGE THAT NOBODY WANTS, MICROSECONDS',
    table(
      ['', 'p50', 'p99'],
      [
        ...delays.map(({ what, p50, p99 }) => [what, p50.toFixed(1), p99.toFixed(1)]),
        ['added', (looking!.p50 - plain!.p50).toFixed(1), (looking!.p99 - plain!.p99).toFixed(1)],
      ],
    ),
    '',
    `THE QUESTIONS OF THE READY-MADE RULES ON A DAY OF ${count(day.messages)} MESSAGES`,
    table(
      ['rule', 'triggers', 'acts', 'calls', 'tokens', 'price'],
      [
        ...day.rules.map(({ rule, triggers, acts, calls, tokens, usd }) => [
          rule,
          count(triggers),
          count(acts),
          count(calls),
          count(tokens),
          dollars(usd),
        ]),
        total('all', day.rules),
        total('all, with a batch window of a minute', day.patient),
        [
          'a call for each message and rule',
          '',
          '',
          count(day.naive.calls),
          count(day.naive.tokens),
          dollars(day.naive.usd),
        ],
      ],
    ),
    `The naive way costs ${(day.naive.usd / usdOf(day.rules)).toFixed(1)} times as much, and ${(day.naive.usd / usdOf(day.patient)).toFixed(1)} times as much as with a minute of patience.`,
  ].join('\n')}\n`;
}
