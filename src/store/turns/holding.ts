/** Which turns this process holds, and the fence around them: what another process has taken over is not written any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Selectable, Transaction } from 'kysely';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import type { Tables, TurnTable } from '../tables/schema.ts';
import { TurnLost } from './work.ts';

export interface Holding {
  /** The id of this run of the process. */
  readonly holder: string;
  /** The row of a turn, locked until the end of the transaction: what is looked up from then on is as it stays. */
  locked(transaction: Transaction<Tables>, turnId: string): Promise<Selectable<TurnTable> | undefined>;
  /**
   * The row of a turn, locked until the end of the transaction. Throws `TurnLost` unless this process holds it, or was the last
   * one to.
   */
  held(transaction: Transaction<Tables>, turnId: string): Promise<Selectable<TurnTable>>;
  /** A turn is worked on here from now on, to answer this revision of its question. */
  begin(turn: { readonly id: string; readonly revision: number }): void;
  /** The revision that is being answered; undefined where a turn is not worked on here. */
  revisionOf(turnId: string): number | undefined;
  end(turnId: string): void;
  /** Whether no turn is worked on here. */
  isIdle(): boolean;
  /** From now on nobody knows whether the turns that are worked on here are still held. */
  doubt(): void;
  /** It has been looked up whether a turn is held (`again`). */
  settle(turnId: string): void;
  /** Resolves when all that was doubted has been looked up, or will not be. */
  settled(): Promise<void>;
}

export function createHolding({ pool }: Pick<Engine, 'pool'>, holder: string): Holding {
  const revisions = new Map<string, number>();
  const doubted = new Set<string>();
  let settled = Promise.withResolvers<void>();
  settled.resolve();
  const locked: Holding['locked'] = (transaction, turnId) =>
    transaction
      .selectFrom('turn')
      .selectAll()
      .where('id', '=', turnId)
      // SQLite has one connection: nothing else can change it meanwhile.
      .$if(pool !== undefined, (query) => query.forUpdate())
      .executeTakeFirst();
  const settle = (turnId: string) => {
    doubted.delete(turnId);
    if (doubted.size === 0) settled.resolve();
  };
  const end = (turnId: string) => {
    revisions.delete(turnId);
    settle(turnId);
  };
  return {
    holder,
    locked,
    begin({ id, revision }) {
      revisions.set(id, revision);
      settle(id);
    },
    revisionOf: (turnId) => revisions.get(turnId),
    end,
    isIdle: () => revisions.size === 0,
    settle,
    doubt() {
      // Those who wait already go on waiting for the same.
      if (doubted.size === 0 && revisions.size > 0) settled = Promise.withResolvers();
      for (const id of revisions.keys()) doubted.add(id);
    },
    settled: () => Promise.race([settled.promise, sleep(LIMITS.lookUpMs, undefined, { ref: false })]),
    async held(transaction, turnId) {
      const row = await locked(transaction, turnId);
      if (row?.holder === holder) return row;
      throw new TurnLost(`turn ${turnId} is no longer held by this process`);
    },
  };
}

/**
 * The same methods, which take the id of a turn: one that is lost is not worked on here any more. Whoever works on it hears it before
 * this process is sure again of what it holds: they may have to stop what waits to be written.
 */
export function endingLost<Methods extends object>(methods: Methods, { end }: Pick<Holding, 'end'>): Methods {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (turnId: string, ...args: readonly unknown[]) => {
      try {
        return await method.call(methods, turnId, ...args);
      } catch (error) {
        if (error instanceof TurnLost) setImmediate(end, turnId);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(wrapped) as Methods;
}
