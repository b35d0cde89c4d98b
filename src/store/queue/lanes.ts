/** Which lanes something waits in, and who is in them. */
import type { Kysely, Transaction } from 'kysely';
import type { Aliases } from '../kept/alias.ts';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import type { Awaited, Step } from '../engine/step.ts';
import { OPEN } from '../turns/turn.ts';
import type { Lane } from '../turns/work.ts';

export interface Lanes {
  /**
   * Enters a lane in which something waits, and gives the id of that; undefined when there is nothing, or when another process is
   * in it: that one looks again when it leaves.
   */
  enter(lane: Lane): Promise<string | undefined>;
  /**
   * Leaves it again, and has it looked at where something waits: a little later, when that is what waited `before`.
   */
  leave(lane: Lane, before: string): Promise<void>;
  /** Whether this process is in a lane, and stays there until the end of the transaction. */
  isIn(transaction: Transaction<Tables>, lane: Lane): Promise<boolean>;
}

/** Lanes of one process, which is in all of them. */
export function createOwnLanes(db: Kysely<Tables>, step: Step): Lanes {
  return {
    enter: async (lane) => (await nextIn(db, lane))?.id,
    leave: (lane, before) =>
      step(async (transaction, { wake }) => {
        const awaited = await awaitedIn(transaction, lane, before);
        if (awaited) wake(awaited);
      }),
    isIn: () => Promise.resolve(true),
  };
}

/** What is to be looked at in a lane after what waited `before` has been. */
export async function awaitedIn(
  db: Kysely<Tables>,
  lane: Lane,
  before: string,
): Promise<Awaited | undefined> {
  const next = await nextIn(db, lane);
  return next && { lane, rank: next.rank, ...(next.id === before && { inMs: LIMITS.againMs }) };
}

/** What would be taken next. */
export async function nextIn(
  db: Kysely<Tables>,
  lane: Lane,
): Promise<{ readonly id: string; readonly rank: number } | undefined> {
  const turn = await nextTurn(db, lane);
  if (turn) return turn;
  const errand = await nextErrand(db, lane);
  return errand && { id: errand.id, rank: 0 };
}

/** The errand that would be taken next. */
export const nextErrand = (db: Kysely<Tables>, lane: Lane) =>
  db
    .selectFrom('errand')
    .select('id')
    .where('lane', '=', lane)
    .orderBy('received_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();

/** The turn that would be taken next. */
export const nextTurn = (db: Kysely<Tables>, lane: Lane) =>
  db
    .selectFrom('turn')
    .select(['id', 'rank'])
    .where('lane', '=', lane)
    .where('state', 'in', OPEN)
    // What is running was interrupted.
    .orderBy('state', 'desc')
    .orderBy('asked_at')
    .orderBy('received_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();

/** Every lane in which something waits, with the least rank of that. */
export async function awaitedLanes(db: Kysely<Tables>): Promise<readonly Awaited[]> {
  const turns = await db
    .selectFrom('turn')
    .select(({ fn }) => ['lane', fn.min('rank').as('rank')])
    .where('state', 'in', OPEN)
    .groupBy('lane')
    .orderBy('rank')
    .orderBy(({ fn }) => fn.min('received_at'))
    .execute();
  const errands = await db.selectFrom('errand').select('lane').orderBy('received_at').execute();
  return [...errands.map(({ lane }) => ({ lane, rank: 0 })), ...turns];
}

/** So much of an alias tells lanes apart: their names are short. */
const NAME_LENGTH = 32;

/** A lane beside the conversations of a platform: for everything of a kind that belongs to `of`. */
export const laneBeside = (
  { alias }: Aliases,
  {
    platform,
    kind,
    of,
  }: { readonly platform: string; readonly kind: 'declined' | 'errands' | 'rules'; readonly of: string },
): Lane => `${platform}:${kind}:${alias(of).slice(0, NAME_LENGTH)}`;

/** @example platformOf('slack:T1:C1') // 'slack' */
export const platformOf = (lane: Lane): string => lane.slice(0, lane.indexOf(':'));
