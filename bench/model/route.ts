/** How often the router picks what a person would, what that costs, and how long it takes; `node bench/model/route.ts` prints it. */
import { type Effort, EFFORTS, type Tier, TIERS } from '../../src/chat/index.ts';
import {
  type Catalog,
  createCatalog,
  createEstimates,
  createRouter,
  fitEffort,
  type ModelClient,
  type Route,
} from '../../src/model/index.ts';
import { quantile } from '../measure.ts';
import { table } from '../table.ts';
import { type Labelled, readSet, type Split, textOf } from './route-set.ts';

/** What a request holds where its label does not say: a question with a little history and the bot's instructions. */
const INPUT_TOKENS = 1500;
const CHARS_PER_TOKEN = 4;
const ROUNDS = 20;

/** Shares of the requests, from 0 to 1. */
export interface Rightness {
  readonly tier: number;
  readonly effort: number;
  readonly both: number;
  /** A tier or an effort below what is right; the rest of what is wrong is above. */
  readonly tooLow: number;
}

export interface SplitFigures {
  readonly requests: number;
  /** The small model is never asked. */
  readonly rules: Rightness;
  /** The small model would have been asked. */
  readonly unsure: number;
  /** The upper bound: a small model that always says what is best for the choice. */
  readonly oracle: Rightness;
  /** What needs no router: the same for every request. */
  readonly always: { readonly standardMedium: Rightness; readonly flagshipMedium: Rightness };
  /** Forecast dollars for a thousand requests, the calls to the small model included. */
  readonly usd: {
    readonly rules: number;
    readonly oracle: number;
    readonly flagshipMedium: number;
    /** The cheapest tier and effort of each label. */
    readonly cheapestRight: number;
  };
}

export interface RouteFigures {
  readonly splits: Readonly<Record<Split, SplitFigures>>;
  /** Microseconds for a decision by the rules. */
  readonly micros: { readonly median: number; readonly p99: number; readonly megabyte: number };
}

type Picked = Pick<Route, 'tier' | 'effort'>;

const never = new AbortController().signal;
const catalog = createCatalog({}, { model: 'auto', isAlone: false });
/** One model for everything: there the rules decide alone. */
const alone = createCatalog({}, { model: 'local', isAlone: true });
const estimates = createEstimates();

export async function routeFigures(): Promise<RouteFigures> {
  const [tuned, held] = [await figuresOf(readSet('tuned')), await figuresOf(readSet('held'))];
  return { splits: { tuned, held }, micros: await microsOf([...readSet('tuned'), ...readSet('held')]) };
}

async function figuresOf(set: readonly Labelled[]): Promise<SplitFigures> {
  const rules = await Promise.all(set.map((item) => routeOf(item, undefined)));
  const oracle = await Promise.all(set.map((item, index) => bestOf(item, rules[index]!)));
  const same = (picked: Picked): Rightness =>
    rightness(
      set,
      set.map(() => picked),
    );
  return {
    requests: set.length,
    rules: rightness(set, rules),
    unsure: rules.filter(({ asked }) => asked).length / set.length,
    oracle: rightness(set, oracle),
    always: {
      standardMedium: same({ tier: 'standard', effort: 'medium' }),
      flagshipMedium: same({ tier: 'flagship', effort: 'medium' }),
    },
    usd: {
      rules: usdOf(set, rules),
      oracle: usdOf(set, oracle),
      flagshipMedium: usdOf(
        set,
        set.map(() => ({ tier: 'flagship', effort: 'medium' })),
      ),
      cheapestRight: usdOf(
        set,
        set.map(({ tiers, efforts }) => ({ tier: tiers[0], effort: efforts[0] })),
      ),
    },
  };
}

/** The router's choice, where the small model says so; undefined: where it cannot answer, so that the rules' guess stands. */
async function routeOf(
  item: Labelled,
  difficulty: number | undefined,
): Promise<Route & { readonly asked: boolean }> {
  let asked = false;
  const client: Pick<ModelClient, 'stream'> = {
    async *stream() {
      asked = true;
      if (difficulty === undefined) throw new Error('There is no small model here.');
      yield { type: 'text', text: JSON.stringify({ difficulty, needs: [] }) };
      yield { type: 'done', reason: 'complete', usage: { ...NO_USAGE, inputTokens: 420, outputTokens: 20 } };
    },
  };
  const route = await createRouter({ catalog, client })(questionOf(item), never);
  return { ...route, asked };
}

const NO_USAGE = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 } as const;

async function bestOf(item: Labelled, byRules: Route & { readonly asked: boolean }): Promise<Route> {
  if (!byRules.asked) return byRules;
  const routes = await Promise.all([1, 2, 3, 4, 5].map((difficulty) => routeOf(item, difficulty)));
  return (
    routes.find(
      (route) => isIn(TIERS, route.tier, item.tiers) && isIn(EFFORTS, route.effort, item.efforts),
    ) ?? byRules
  );
}

/** People and the bot take turns; a single message is a person's. */
const takenInTurns = (texts: readonly string[]) =>
  texts.map((text, index) => ({ text, fromUs: texts.length > 1 && (texts.length - index) % 2 === 1 }));

const questionOf = (item: Labelled) => ({
  text: textOf(item),
  attachments: item.files ?? [],
  before: takenInTurns(item.before ?? []),
  strain: 0,
});

function isIn<T extends string>(order: readonly T[], value: T, [least, most]: readonly [T, T]): boolean {
  const at = order.indexOf(value);
  return at >= order.indexOf(least) && at <= order.indexOf(most);
}

function rightness(set: readonly Labelled[], picked: readonly Picked[]): Rightness {
  const share = (is: (item: Labelled, picked: Picked) => boolean): number =>
    set.filter((item, index) => is(item, picked[index]!)).length / set.length;
  const tier = (item: Labelled, { tier }: Picked): boolean => isIn(TIERS, tier, item.tiers);
  const effort = (item: Labelled, { effort }: Picked): boolean => isIn(EFFORTS, effort, item.efforts);
  return {
    tier: share(tier),
    effort: share(effort),
    both: share((item, one) => tier(item, one) && effort(item, one)),
    tooLow: share(
      (item, one) =>
        TIERS.indexOf(one.tier) < TIERS.indexOf(item.tiers[0]) ||
        EFFORTS.indexOf(one.effort) < EFFORTS.indexOf(item.efforts[0]),
    ),
  };
}

function usdOf(set: readonly Labelled[], picked: readonly (Picked & Partial<Route>)[]): number {
  const all = set.map((item, index) => {
    const { tier, effort, calls = [] } = picked[index]!;
    const found = calls.reduce((sum, { usd = 0 }) => sum + usd, 0);
    return (
      found +
      forecast(tier, effort, INPUT_TOKENS + (item.inputTokens ?? (item.pasted?.chars ?? 0) / CHARS_PER_TOKEN))
    );
  });
  return (all.reduce((sum, usd) => sum + usd, 0) / set.length) * 1000;
}

function forecast(tier: Tier, effort: Effort, inputTokens: number): number {
  const model = catalog.find(catalog.tiers[tier].model);
  const { usd } = estimates.forecast(model, fitEffort(model, effort), inputTokens);
  if (usd === undefined) throw new Error(`No price is known for ${model.id}.`);
  return usd;
}

async function microsOf(set: readonly Labelled[]): Promise<RouteFigures['micros']> {
  const questions = set.map(questionOf);
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const question of questions) {
      const micros = await microsFor(alone, question);
      // The first round compiles what the others run.
      if (round > 0) took.push(micros);
    }
  const text = 'why does it fail? `"('.repeat(50_000);
  const megabyte = await microsFor(alone, {
    text,
    attachments: [],
    before: takenInTurns([text, text]),
    strain: 0,
  });
  return { median: quantile(took, 0.5), p99: quantile(took, 0.99), megabyte };
}

async function microsFor(within: Catalog, question: ReturnType<typeof questionOf>): Promise<number> {
  const client: Pick<ModelClient, 'stream'> = {
    stream: () => {
      throw new Error('Where there is one model, none is asked.');
    },
  };
  const route = createRouter({ catalog: within, client });
  const began = performance.now();
  await route(question, never);
  return (performance.now() - began) * 1000;
}

/** The figures as tables. */
export function routeReport({ splits, micros }: RouteFigures): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const row = (name: string, { tier, effort, both, tooLow }: Rightness): readonly string[] => [
    name,
    ...[tier, effort, both, tooLow].map(percent),
  ];
  const parts = (Object.entries(splits) as [Split, SplitFigures][]).map(([name, figures]) => {
    const { requests, rules, oracle, always, unsure, usd } = figures;
    const dollars = Object.entries(usd).map(([who, sum]) => `${who} $${sum.toFixed(2)}`);
    return [
      `${name}: ${requests} requests, of which the rules are unsure of ${percent(unsure)}`,
      table(
        ['', 'tier right', 'effort right', 'both', 'too low'],
        [
          row('rules alone', rules),
          row('with a small model that is always right (upper bound)', oracle),
          row('always standard, medium', always.standardMedium),
          row('always flagship, medium', always.flagshipMedium),
        ],
      ),
      `forecast for 1,000 requests: ${dollars.join(' · ')}`,
    ].join('\n');
  });
  const times = Object.entries(micros).map(([what, value]) => `${what} ${Math.round(value)} µs`);
  return [...parts, `time for a decision: ${times.join(' · ')}`].join('\n\n');
}

if (import.meta.main) console.log(routeReport(await routeFigures()));
