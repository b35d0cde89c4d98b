/** What questions draw on budgets: set aside while they are worked on, and what they took when they are over. */
import { randomUUID } from 'node:crypto';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import { again } from '../engine/retry.ts';
import type { Tables } from '../tables/schema.ts';

/** Who draws: aliases (see `Aliases`), so that forgetting a person does not give them a new budget. */
export interface Drawer {
  readonly turn: string;
  readonly person: string;
  readonly channel: string;
  readonly workspace: string;
  /** The key of the rule that asks, where one does. */
  readonly rule?: string | undefined;
}

export interface Spending {
  readonly usd: number;
  readonly tokens: number;
}

/** The most that may be spent since a time (milliseconds since 1970), dollars or tokens. */
export interface BudgetCap {
  readonly of: 'person' | 'channel' | 'workspace' | 'everyone' | 'rule';
  readonly unit: 'usd' | 'tokens';
  readonly most: number;
  readonly since: number;
}

/** What is used of each cap, in their order, without what the turn itself has set aside. */
export type Used = readonly number[];

export interface SpendStore {
  used(drawer: Drawer, caps: readonly BudgetCap[]): Promise<Used>;
  /**
   * Sets aside what a turn is expected to take, in the place of what it had set aside before, unless a cap has no room for
   * it: looked up and noted in one transaction, so that many turns at once cannot take the same room.
   *
   * @returns whether it was set aside, and what others had used of each cap
   */
  reserve(
    drawer: Drawer,
    expected: Spending,
    caps: readonly BudgetCap[],
  ): Promise<{ readonly isReserved: boolean; readonly used: Used }>;
  /** Gives back what a turn has set aside. */
  unreserve(turn: string): Promise<void>;
  /** Notes what a turn took in the end. Undefined: what it had set aside. */
  settleSpend(drawer: Drawer, actual: Spending | undefined): Promise<void>;
  /** Notes what a run of a turn took that will be run again: what the turn has set aside stays. */
  addSpend(drawer: Drawer, actual: Spending): Promise<void>;
}

/** Dollars are added in binary: three dimes are not to be more than thirty cents. */
const ROUNDING = 1e-9;

/**
 * @param now the store's clock
 * @param signal ends the patience with a database that is away
 */
export function createSpend(
  { db, locked }: Engine,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): SpendStore {
  return {
    used: (drawer, caps) => usedOf(db, drawer, caps, now()),

    reserve: (drawer, expected, caps) =>
      locked(caps.map(lockOf(drawer)), async (transaction) => {
        const at = now();
        const used = await usedOf(transaction, drawer, caps, at);
        const isReserved = caps.every(({ unit, most }, index) => {
          const more = expected[unit];
          return more === 0 || used[index]! + more <= most + ROUNDING;
        });
        if (isReserved) {
          await setAside(transaction, drawer.turn);
          await write(transaction, drawer, { ...expected, settled: 0, at });
        }
        return { isReserved, used };
      }),

    async unreserve(turn) {
      await unreserve(db, turn);
    },

    async settleSpend(drawer, actual) {
      if (actual && (actual.usd > 0 || actual.tokens > 0))
        await write(db, drawer, { ...actual, settled: 1, at: now() });
      else if (actual) await unreserve(db, drawer.turn);
      else await db.updateTable('spend').set({ settled: 1 }).where('turn', '=', drawer.turn).execute();
    },

    addSpend(drawer, actual) {
      // One name however often it is tried.
      const turn = randomUUID();
      return again(() => write(db, { ...drawer, turn }, { ...actual, settled: 1, at: now() }), {
        patienceMs: LIMITS.keepMs,
        signal,
      });
    },
  };
}

/** What an earlier run of a turn took, before something else was asked in it, counts beside what this one takes. */
async function setAside(db: Kysely<Tables>, turn: string): Promise<void> {
  await db
    .updateTable('spend')
    .set({ turn: randomUUID() })
    .where('turn', '=', turn)
    .where('settled', '=', 1)
    .execute();
}

/** Held while the room under a cap is looked up and taken. */
const lockOf =
  (drawer: Drawer) =>
  ({ of }: BudgetCap): string =>
    `spend:${of}:${ownerOf(drawer, of)}`;

/** Whose spending a cap is about. What a person asks is no rule's. */
type Owner = Exclude<BudgetCap['of'], 'everyone'>;
const ownerOf = (drawer: Drawer, of: BudgetCap['of']): string =>
  of === 'everyone' ? '' : (drawer[of] ?? '');

/** What was set aside counts from then on, also where it is settled in the next period. */
async function write(
  db: Kysely<Tables>,
  drawer: Drawer,
  { usd, tokens, settled, at }: Spending & { readonly settled: 0 | 1; readonly at: number },
): Promise<void> {
  const row = { usd, tokens, settled };
  await db
    .insertInto('spend')
    .values({ ...drawer, rule: drawer.rule ?? null, ...row, at })
    .onConflict((conflict) => conflict.column('turn').doUpdateSet(settled ? row : { ...row, at }))
    .execute();
}

async function usedOf(
  db: Kysely<Tables>,
  drawer: Drawer,
  caps: readonly BudgetCap[],
  now: number,
): Promise<Used> {
  const used: number[] = [];
  for (const { of, unit, since } of caps) {
    const { sum } = await db
      .selectFrom('spend')
      .select(({ fn }) => fn.coalesce(fn.sum<number>(unit), sql.lit(0)).as('sum'))
      .where('at', '>=', since)
      .$if(of !== 'everyone', (query) => query.where(of as Owner, '=', ownerOf(drawer, of)))
      .where((row) => row.or([row('settled', '=', 1), isOpen(row, drawer.turn, now)]))
      .executeTakeFirstOrThrow();
    used.push(Number(sum));
  }
  return used;
}

/** What another turn has set aside. A turn that never came back does not hold it for ever. */
const isOpen = (row: ExpressionBuilder<Tables, 'spend'>, turn: string, now: number) =>
  row.and([row('turn', '!=', turn), row('at', '>', now - LIMITS.reservedMs)]);

/** Gives back what a turn has set aside; what was settled stays. */
export async function unreserve(db: Kysely<Tables>, turn: string): Promise<void> {
  await db.deleteFrom('spend').where('turn', '=', turn).where('settled', '=', 0).execute();
}

/** Lets go of what no budget asks for any more at a time. */
export async function pruneSpend(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .deleteFrom('spend')
    .where((row) =>
      row.or([
        row('at', '<', now - LIMITS.spendMs),
        row.and([row('settled', '=', 0), row('at', '<=', now - LIMITS.reservedMs)]),
      ]),
    )
    .execute();
}
