/** A step of the work: a transaction, and what it sets off, which happens if and only if it is committed. */
import type { Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import type { Tables } from '../tables/schema.ts';
import type { News } from '../signals/signals.ts';
import type { Lane } from '../turns/work.ts';

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

/** What a step goes by, and what it sets off. */
export interface StepParts {
  /** When it began, in milliseconds since 1970: all that it notes bears this time. */
  readonly now: number;
  /** Has a lane looked at. */
  readonly wake: (awaited: Awaited) => void;
  readonly tell: (news: News) => void;
}

/**
 * Runs a step. What is to follow is collected, and dropped when the work throws.
 *
 * @param locks it runs after all other steps that name one of these, in whichever process
 */
export type Step = <T>(
  work: (transaction: Transaction<Tables>, parts: StepParts) => Promise<T>,
  locks?: readonly string[],
) => Promise<T>;

/** @param now the store's clock */
export function createStep(
  { locked }: Pick<Engine, 'locked'>,
  outlets: readonly Outlet[],
  now: () => number,
): Step {
  return async (work, locks = []) => {
    const lanes: Awaited[] = [];
    const news: News[] = [];
    const outcome = await locked(locks, async (transaction) => {
      const done = await work(transaction, {
        now: now(),
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
