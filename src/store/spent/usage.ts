/** What was used: of which model, by whom, on which day, and request by request. */
import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import { dateOf, daysBetween } from './days.ts';
import { RULE_FILE } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import { eventOf, type TokenCounts } from '../turns/turn.ts';
import { summed } from './usage-sum.ts';

/** What questions have used of one model, whatever it was asked for. */
export interface ModelUsage {
  readonly model: string;
  /** Those it gave itself: none where it only chose, judged or summed up for others. */
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** What preparing the files of its answers took is in it. Undefined where the price of a request is not known. */
  readonly usd: number | undefined;
}

/** What one person's questions have used of one model on one day. */
export interface DayUsage extends ModelUsage {
  /** The key of the person; undefined where they are forgotten. */
  readonly person: string | undefined;
  /** As this machine's clock has it: `2026-11-22`. */
  readonly day: string;
  /** Dollars, as far as prices are known. */
  readonly knownUsd: number;
}

/** One request, or the preparation of the files of an answer. */
export interface UsageRow extends TokenCounts {
  /** When its answer was finished, in milliseconds since 1970. */
  readonly at: number;
  /** The key of the conversation. */
  readonly conversation: string;
  /** Undefined where they are forgotten. */
  readonly person: string | undefined;
  /** Undefined where files were prepared. */
  readonly model: string | undefined;
  readonly effort: string | undefined;
  /** What it was for: `answer`, `judge` …, or `files`. */
  readonly purpose: string;
  readonly estimated: boolean;
  readonly usd: number | undefined;
}

export interface UsageOf {
  /** The key of a person; everybody where left out. */
  readonly author?: string;
  /** Milliseconds since 1970: what was answered from then on. */
  readonly since: number;
}

export interface UsageStore {
  /** By model, the most used one first. */
  usage(of: UsageOf): Promise<readonly ModelUsage[]>;
  /** By person, model and day, in no order. */
  usageByDay(of: UsageOf): Promise<readonly DayUsage[]>;
  /** Request by request, the latest first, `most` at the most. */
  usageRows(of: UsageOf & { readonly most: number }): Promise<readonly UsageRow[]>;
  /** What people were called when they last asked; those are left out of whom nothing is kept. The file of rules is called as it is. */
  namesOf(people: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Dollars: below, a difference of sums is an error of adding in binary. */
const ROUNDING = 1e-9;

export function createUsage(db: Kysely<Tables>): UsageStore {
  const answered = ({ author, since }: UsageOf) => {
    const turns = db
      .selectFrom('turn')
      .where('turn.finished_at', '>=', since)
      .where('turn.model', 'is not', null);
    return author === undefined ? turns : turns.where('turn.author', '=', author);
  };

  /** By person, model and step of time, of which `step` gives the number. */
  const byStep = async (of: UsageOf, step: RawBuilder<number>) => {
    const answers = answered(of).select((row) => [
      'turn.author as person',
      'turn.model as model',
      step.as('step'),
      row.lit(1).as('answers'),
      row.lit(0).as('input'),
      row.lit(0).as('output'),
      filesUsd(row).as('usd'),
      row.lit(0).as('unpriced'),
    ]);
    const calls = answered(of)
      .innerJoin('call', 'call.turn', 'turn.id')
      .select((row) => [
        'turn.author as person',
        'call.model as model',
        step.as('step'),
        row.lit(0).as('answers'),
        'call.input_tokens as input',
        'call.output_tokens as output',
        row.fn.coalesce('call.cost_usd', row.lit(0)).as('usd'),
        row.case().when('call.cost_usd', 'is', null).then(row.lit(1)).else(row.lit(0)).end().as('unpriced'),
      ]);
    const rows = await db
      .selectFrom(answers.unionAll(calls as never).as('part'))
      .select(({ fn }) => [
        'person',
        'model',
        'step',
        fn.sum<number>('answers').as('answers'),
        fn.sum<number>('input').as('inputTokens'),
        fn.sum<number>('output').as('outputTokens'),
        fn.sum<number>('usd').as('knownUsd'),
        fn.sum<number>('unpriced').as('unpriced'),
      ])
      .groupBy(['person', 'model', 'step'])
      .execute();
    return rows.map(({ person, model, unpriced, ...counts }) => ({
      ...counts,
      person: person ?? undefined,
      model: model!,
      usd: unpriced > 0 ? undefined : counts.knownUsd,
    }));
  };

  return {
    async usage(of) {
      const rows = await byStep(of, sql`0`);
      return summed(rows, ({ model }) => model)
        .map(({ model, answers, inputTokens, outputTokens, usd }) => ({
          model,
          answers,
          inputTokens,
          outputTokens,
          usd,
        }))
        .sort((a, b) => b.answers - a.answers || b.inputTokens - a.inputTokens);
    },

    async usageByDay(of) {
      const ends = await answered(of)
        .select(({ fn }) => [fn.min('finished_at').as('first'), fn.max('finished_at').as('last')])
        .executeTakeFirst();
      if (!ends?.first || !ends.last) return [];
      const days = daysBetween(ends.first, ends.last);
      const passed = days
        .slice(1)
        .map((begin) => sql`(CASE WHEN turn.finished_at >= ${begin} THEN 1 ELSE 0 END)`);
      const rows = await byStep(of, passed.length === 0 ? sql`0` : sql`(${sql.join(passed, sql` + `)})`);
      return rows.map(({ step, ...row }) => ({ ...row, day: dateOf(days[step]!) }));
    },

    async usageRows({ most, ...of }) {
      // Each answer has one row at least.
      const latest = answered(of).selectAll('turn').orderBy('turn.finished_at', 'desc').limit(most);
      const files = db
        .selectFrom(latest.as('turn'))
        .where((row) => row(filesUsd(row), '>', ROUNDING))
        .select((row) => [
          ...ABOUT,
          // After all requests of the answer.
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
          filesUsd(row).as('usd'),
        ]);
      const calls = db
        .selectFrom(latest.as('turn'))
        .innerJoin('call', 'call.turn', 'turn.id')
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
        .select(['at', 'conversation', 'person', 'purpose', 'model', 'effort', 'estimated', 'usd'])
        .select(['inputTokens', 'cachedInputTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'])
        .orderBy('at', 'desc')
        .orderBy('turn')
        .orderBy('position', 'desc')
        .limit(most)
        .execute();
      return rows.map(({ at, person, model, effort, estimated, usd, ...row }) => ({
        ...row,
        at: at!,
        person: person ?? undefined,
        model: model ?? undefined,
        effort: effort ?? undefined,
        estimated: estimated === 1,
        usd: usd ?? undefined,
      }));
    },

    async namesOf(people) {
      const names = new Map<string, string>();
      for (const person of new Set(people)) {
        if (person.endsWith(`:${RULE_FILE}`)) {
          names.set(person, RULE_FILE);
          continue;
        }
        const found = await db
          .selectFrom('turn')
          .where('author', '=', person)
          .whereRef('asker', '=', 'author')
          .where('event', '!=', '')
          .select('event')
          .orderBy('received_at', 'desc')
          .limit(1)
          .executeTakeFirst();
        const name = found && eventOf(found.event)?.message.author.name;
        if (name) names.set(person, name);
      }
      return names;
    },
  };
}

/** What a row tells of its answer. */
const ABOUT = [
  'turn.id as turn',
  'turn.finished_at as at',
  'turn.conversation as conversation',
  'turn.author as person',
] as const;

type TurnRow = ExpressionBuilder<Tables, 'turn'>;

/** The part of an answer's price that is not that of its requests: the preparation of its files. */
const filesUsd = (row: TurnRow) =>
  positive(
    sql<number>`${row.ref('turn.cost_usd')} - (
      SELECT COALESCE(SUM(call.cost_usd), 0) FROM call WHERE call.turn = ${row.ref('turn.id')}
    )`,
  );

/** 0 for what is less, or not known. */
const positive = (value: RawBuilder<number>) => sql<number>`CASE WHEN ${value} > 0 THEN ${value} ELSE 0 END`;
