/** What was used: of which model, by whom, by which rule, on which day, and request by request. */
import { type Expression, type Kysely, sql } from 'kysely';
import { dateOf } from './days.ts';
import type { Tables } from '../tables/schema.ts';
import { pause, type Slice, slicesOf, tookIn, type UsageOf } from './took.ts';
import type { TokenCounts } from '../turns/turn.ts';
import type { RuleKey } from '../watching/watching.ts';
import { namesOf } from './usage-names.ts';
import { summed } from './usage-sum.ts';

/** What was used of one model, whatever it was asked for. */
export interface ModelUsage {
  readonly model: string;
  /** Those it gave itself: none where it only chose, judged or summed up for others. */
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What preparing the files took that it was shown is in it. Undefined where the price of a request is not known. */
  readonly usd: number | undefined;
}

/** What one person's questions, or one rule with their rights, have used of one model on one day. */
export interface DayUsage extends ModelUsage {
  /** The key of the person; undefined where they are forgotten. */
  readonly person: string | undefined;
  /** Undefined where the person has asked. */
  readonly rule: RuleKey | undefined;
  /** As this machine's clock has it: `2026-11-22`. */
  readonly day: string;
  /** About so many messages a rule has asked its question, whatever the answer. */
  readonly questions: number;
  /** Dollars, as far as prices are known. */
  readonly knownUsd: number;
}

/** One request, or the preparation of files. */
export interface UsageRow extends TokenCounts {
  /** When what it was for was over, in milliseconds since 1970. */
  readonly at: number;
  /** The key of the conversation; of a rule, that of the channel about which it asks. */
  readonly conversation: string;
  /** Undefined where they are forgotten. */
  readonly person: string | undefined;
  /** The rule that has asked. */
  readonly rule: RuleKey | undefined;
  /** Undefined where files were prepared. */
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** What it was for: `answer`, `judge` …, or `files`. */
  readonly purpose: string;
  readonly estimated: boolean;
  readonly usd: number | undefined;
}

export interface UsageStore {
  /** By model, the most used one first. */
  usage(of: UsageOf): Promise<readonly ModelUsage[]>;
  /** By person, rule, model and day, in no order. */
  usageByDay(of: UsageOf): Promise<readonly DayUsage[]>;
  /** Request by request, the latest first, `most` at the most. */
  usageRows(of: UsageOf & { readonly most: number }): Promise<readonly UsageRow[]>;
  /** What people were called when they last asked, or made a rule; those are left out of whom nothing is kept. The file of rules is called as it is. */
  namesOf(people: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Dollars: below, a difference of sums is an error of adding in binary. */
const ROUNDING = 1e-9;

export function createUsage(db: Kysely<Tables>): UsageStore {
  async function usageByDay(of: UsageOf): Promise<readonly DayUsage[]> {
    const days: DayUsage[] = [];
    for (const slices of Map.groupBy(await slicesOf(db, of), ({ from }) => dateOf(from)).values()) {
      const rows: DayUsage[] = [];
      for (const slice of slices) {
        rows.push(...(await sumsIn(db, of, slice)));
        await pause();
      }
      days.push(...summed(rows, ({ person, rule, model }) => JSON.stringify([person, rule, model])));
    }
    return days;
  }

  return {
    usageByDay,

    async usage(of) {
      return summed(await usageByDay(of), ({ model }) => model)
        .map(({ model, answers, inputTokens, outputTokens, usd }) => ({
          model,
          answers,
          inputTokens,
          outputTokens,
          usd,
        }))
        .sort((a, b) => b.answers - a.answers || b.inputTokens - a.inputTokens);
    },

    async usageRows({ most, ...of }) {
      const rows: UsageRow[] = [];
      for (const slice of (await slicesOf(db, of)).toReversed()) {
        if (rows.length >= most) break;
        rows.push(...(await rowsIn(db, of, slice)));
        await pause();
      }
      return rows.slice(0, most);
    },

    namesOf: (people) => namesOf(db, people),
  };
}

async function sumsIn(db: Kysely<Tables>, of: UsageOf, slice: Slice): Promise<readonly DayUsage[]> {
  const answers = db
    .selectFrom(tookIn(db, of, slice))
    .select(({ lit, ref }) => [
      'person',
      'rule',
      'model',
      'answers',
      'questions',
      lit(0).as('input'),
      lit(0).as('output'),
      filesUsd(ref('took.usd'), ref('took.id')).as('usd'),
      lit(0).as('unpriced'),
    ]);
  const calls = db
    .selectFrom(tookIn(db, of, slice))
    .innerJoin('call', 'call.turn', 'took.id')
    .select(({ lit, fn, case: when }) => [
      'took.person as person',
      'took.rule as rule',
      'call.model as model',
      lit(0).as('answers'),
      lit(0).as('questions'),
      'call.input_tokens as input',
      'call.output_tokens as output',
      fn.coalesce('call.cost_usd', lit(0)).as('usd'),
      when().when('call.cost_usd', 'is', null).then(lit(1)).else(lit(0)).end().as('unpriced'),
    ]);
  const rows = await db
    .selectFrom(answers.unionAll(calls as never).as('part'))
    .select(({ fn }) => [
      'person',
      'rule',
      'model',
      fn.sum<number>('answers').as('answers'),
      fn.sum<number>('questions').as('questions'),
      fn.sum<number>('input').as('inputTokens'),
      fn.sum<number>('output').as('outputTokens'),
      fn.sum<number>('usd').as('knownUsd'),
      fn.sum<number>('unpriced').as('unpriced'),
    ])
    .groupBy(['person', 'rule', 'model'])
    .execute();
  const day = dateOf(slice.from);
  return rows.map(({ person, rule, unpriced, ...counts }) => ({
    ...counts,
    person: person ?? undefined,
    rule: rule ?? undefined,
    day,
    usd: unpriced > 0 ? undefined : counts.knownUsd,
  }));
}

async function rowsIn(db: Kysely<Tables>, of: UsageOf, slice: Slice): Promise<readonly UsageRow[]> {
  const files = db
    .selectFrom(tookIn(db, of, slice))
    .where((row) => row(filesUsd(row.ref('took.usd'), row.ref('took.id')), '>', ROUNDING))
    .select((row) => [
      ...ABOUT,
      // After all requests.
      row.lit(1e9).as('position'),
      row.val('files').as('purpose'),
      sql<string | null>`NULL`.as('model'),
      sql<string | null>`NULL`.as('effort'),
      row.lit(0).as('inputTokens'),
      row.lit(0).as('cachedInputTokens'),
      row.lit(0).as('cacheWriteTokens'),
      row.lit(0).as('outputTokens'),
      row.lit(0).as('reasoningTokens'),
      row.lit(0).as('estimated'),
      filesUsd(row.ref('took.usd'), row.ref('took.id')).as('usd'),
    ]);
  const calls = db
    .selectFrom(tookIn(db, of, slice))
    .innerJoin('call', 'call.turn', 'took.id')
    .select([
      ...ABOUT,
      'call.position',
      'call.purpose',
      'call.model',
      'call.effort',
      'call.input_tokens as inputTokens',
      'call.cached_input_tokens as cachedInputTokens',
      'call.cache_write_tokens as cacheWriteTokens',
      'call.output_tokens as outputTokens',
      'call.reasoning_tokens as reasoningTokens',
      'call.estimated',
      'call.cost_usd as usd',
    ]);
  const rows = await db
    .selectFrom(calls.unionAll(files as never).as('row'))
    .select(['at', 'conversation', 'person', 'rule', 'purpose', 'model', 'effort', 'estimated', 'usd'])
    .select(['inputTokens', 'cachedInputTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'])
    .orderBy('at', 'desc')
    .orderBy('id')
    .orderBy('position', 'desc')
    .execute();
  return rows.map(({ person, rule, model, effort, estimated, usd, ...row }) => ({
    ...row,
    person: person ?? undefined,
    rule: rule ?? undefined,
    model: model ?? undefined,
    effort: effort ?? undefined,
    estimated: estimated === 1,
    usd: usd ?? undefined,
  }));
}

/** What a row tells of what it was for. */
const ABOUT = [
  'took.id as id',
  'took.at as at',
  'took.conversation as conversation',
  'took.person as person',
  'took.rule as rule',
] as const;

/** The part of a price that is not that of its requests: the preparation of files. 0 where that is less, or not known. */
function filesUsd(usd: Expression<number | null>, id: Expression<string>) {
  const rest = sql<number>`${usd} - (SELECT COALESCE(SUM(call.cost_usd), 0) FROM call WHERE call.turn = ${id})`;
  return sql<number>`CASE WHEN ${rest} > 0 THEN ${rest} ELSE 0 END`;
}
