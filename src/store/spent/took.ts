/** Who took something of models: the turns that were answered, and the questions of rules, in the order in which they were over. */
import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import { nextDay } from './days.ts';

export interface UsageOf {
  /** The key of a person; everybody where left out. */
  readonly author?: string;
  /** Milliseconds since 1970: what was over from then on. */
  readonly since: number;
}

/** A part of a day of this machine's clock, in milliseconds since 1970: before `to`. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

const turnsOf = (db: Kysely<Tables>, author: string | undefined) =>
  db
    .selectFrom('turn')
    .where('turn.model', 'is not', null)
    .$if(author !== undefined, (query) => query.where('turn.author', '=', author!));

const judgingsOf = (db: Kysely<Tables>, author: string | undefined) =>
  db.selectFrom('judging').$if(author !== undefined, (query) => query.where('judging.author', '=', author!));

/** The rows of a slice, turns and judgings alike; the requests of each are in `call`, under its id. */
export const tookIn = (db: Kysely<Tables>, { author }: UsageOf, { from, to }: Slice) =>
  turnsOf(db, author)
    .where('turn.finished_at', '>=', from)
    .where('turn.finished_at', '<', to)
    .select([
      'turn.id as id',
      sql<number>`turn.finished_at`.as('at'),
      sql<string>`COALESCE(turn.source, turn.conversation)`.as('conversation'),
      'turn.author as person',
      'turn.rule as rule',
      sql<string>`turn.model`.as('model'),
      'turn.cost_usd as usd',
      sql<number>`1`.as('answers'),
      sql<number>`0`.as('questions'),
    ])
    .unionAll(
      judgingsOf(db, author)
        .where('judging.at', '>=', from)
        .where('judging.at', '<', to)
        .select([
          'judging.id as id',
          'judging.at as at',
          'judging.conversation as conversation',
          'judging.author as person',
          sql<string | null>`judging.rule`.as('rule'),
          'judging.model as model',
          'judging.cost_usd as usd',
          sql<number>`0`.as('answers'),
          'judging.questions as questions',
        ]),
    )
    .as('took');

/**
 * Cuts the time since when something was used into slices, the first one first: each is looked up by itself, so that a month of
 * a busy bot holds nothing else up. Days on which nothing was used are left out.
 */
export async function slicesOf(db: Kysely<Tables>, { author, since }: UsageOf): Promise<readonly Slice[]> {
  const slices: Slice[] = [];
  /** When the row was over that is so many rows after the first one from a time on. */
  const timeOf = async (from: number, after: number): Promise<number> => {
    const turn = await turnsOf(db, author)
      .where('turn.finished_at', '>=', from)
      .select('turn.finished_at as at')
      .orderBy('turn.finished_at')
      .limit(1)
      .offset(after)
      .executeTakeFirst();
    const judging = await judgingsOf(db, author)
      .where('judging.at', '>=', from)
      .select('judging.at as at')
      .orderBy('judging.at')
      .limit(1)
      .offset(after)
      .executeTakeFirst();
    return Math.min(turn?.at ?? Infinity, judging?.at ?? Infinity);
  };
  for (let at = since; ;) {
    const from = await timeOf(at, 0);
    if (from === Infinity) return slices;
    // Of more that were over in the same millisecond, none is left out.
    const to = Math.max(from + 1, Math.min(nextDay(from), await timeOf(from, LIMITS.usageAtOnce)));
    slices.push({ from, to });
    at = to;
    await pause();
  }
}

/** Lets everything else that waits go first: SQLite answers at once, and leaves it no gap. */
export const pause = (): Promise<unknown> => setImmediate();
