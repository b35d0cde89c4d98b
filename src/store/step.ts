/** A step of the work: a transaction, and what it sets off, which happens if and only if it is committed. */
import type { Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import type { News } from './signals.ts';
import type { Lane } from './work.ts';

/** A lane in which something waits. */
export interface Awaited {
  readonly lane: Lane;
  /** See `Admission`. */
  readonly rank: number;
  /** It need not be looked at before so many milliseconds have passed. */
  readonly inMs?: number;
}

export interface Effects {
  readonly lanes: readonly Awaited[];
  readonly news: readonly News[];
}

/** Whoever is to know what a step has set off. */
export interface Outlet {
  /** As a part of the transaction. */
  within?(transaction: Transaction<Tables>, effects: Effects): Promise<void>;
  /** Once it is committed. */
  after?(effects: Effects): void;
}

export interface Follow {
  /** Has a lane looked at. */
  readonly wake: (awaited: Awaited) => void;
  readonly tell: (news: News) => void;
}

/** Runs a step. What is to follow is collected, and dropped when the work throws. */
export type Step = <T>(work: (transaction: Transaction<Tables>, follow: Follow) => Promise<T>) => Promise<T>;

export function createStep({ db }: Pick<Engine, 'db'>, outlets: readonly Outlet[]): Step {
  return async (work) => {
    const lanes: Awaited[] = [];
    const news: News[] = [];
    const outcome = await db.transaction().execute(async (transaction) => {
      const done = await work(transaction, {
        wake: (awaited) => void lanes.push(awaited),
        tell: (one) => void news.push(one),
      });
      for (const outlet of outlets) await outlet.within?.(transaction, { lanes, news });
      return done;
    });
    for (const outlet of outlets) outlet.after?.({ lanes, news });
    return outcome;
  };
}
