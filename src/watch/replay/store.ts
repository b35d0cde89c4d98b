/** The store of a replay: a real one that goes by the time of the history, in which acts are noted instead of being answered by turns. */
import { type AskEvent, UserError } from '../../chat/index.ts';
import { type BudgetRules, createPurse, payerOf } from '../../handler/index.ts';
import type { NewRun, Store, ToldRun } from '../../store/index.ts';
import type { ExpectedPrice } from '../command/price.ts';

/** What became of something that set the rule off. */
export interface NotedRun extends ToldRun {
  /** The message that it is about; undefined of a schedule. */
  readonly message: string | undefined;
  /** The act it is part of, counted from 1. */
  readonly act: number | undefined;
}

export interface NotedAct {
  /** Undefined where it only reacts. */
  readonly event: AskEvent | undefined;
  readonly expected: ExpectedPrice | undefined;
  readonly at: number;
}

export interface Noted {
  /** In the order in which they came. */
  readonly runs: readonly NotedRun[];
  readonly acts: readonly NotedAct[];
}

export interface ReplayStore {
  readonly store: Store;
  /** What has set the rule off so far, and what was done. */
  counts(): { readonly triggers: number; readonly acts: number };
  /** What became of everything that set a rule off. */
  noted(key: string): Promise<Noted>;
}

/** @param priceOf what an answer is expected to cost */
export function createReplayStore(
  inner: Store,
  budgets: BudgetRules,
  priceOf: (event: AskEvent) => ExpectedPrice | undefined,
): ReplayStore {
  /** By what set it off. */
  const added = new Map<string, NewRun>();
  const acts: (NotedAct & { readonly ids: readonly string[] })[] = [];

  /** When something is due next: looked up once, until something changes what waits. */
  let due: Promise<number | undefined> | undefined;
  const nextDue = () => (due ??= inner.nextDue());
  const changing = async <T>(change: () => Promise<T>): Promise<T> => {
    try {
      return await change();
    } finally {
      due = undefined;
    }
  };

  /** Spends what an answer is expected to cost; false where a budget has no room for it. */
  async function spend(event: AskEvent, expected: ExpectedPrice | undefined): Promise<boolean> {
    // Where no model answers, nothing is set aside either.
    if (!expected) return true;
    const { inputTokens, outputTokens, usd = 0 } = expected;
    const amount = { usd, tokens: inputTokens + outputTokens };
    const purse = createPurse(payerOf({ id: event.eventId, event }), { store: inner, budgets });
    try {
      await purse.reserve(amount);
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
    await purse.settle(amount);
    return true;
  }

  return {
    store: {
      ...inner,

      addRuns(runs) {
        for (const run of runs) if (!added.has(run.trigger)) added.set(run.trigger, run);
        return changing(() => inner.addRuns(runs));
      },

      nextDue,
      putOff: (...of) => changing(() => inner.putOff(...of)),
      async takeRuns(of) {
        const next = await nextDue();
        return next === undefined || next > of.now ? [] : changing(() => inner.takeRuns(of));
      },

      async endRuns(ids, state, outcome, isBlameless) {
        await inner.endRuns(ids, state, outcome, isBlameless);
        if (state === 'acted') acts.push({ ids, event: undefined, expected: undefined, at: inner.now() });
      },

      // That the rule is not cooling down was found out in the same moment of the history: see `actFor`.
      async askFor(runs, event) {
        const ids = runs.map(({ id }) => id);
        const expected = priceOf(event);
        if (await spend(event, expected)) {
          await inner.endRuns(ids, 'acted', 'It would have been answered.');
          acts.push({ ids, event, expected, at: inner.now() });
        } else await inner.endRuns(ids, 'failed', 'The budget of the rule has no room for the answer.');
        return [];
      },
    },

    counts: () => ({ triggers: added.size, acts: acts.length }),

    async noted(key) {
      const told = new Map((await inner.latestRuns(key, added.size)).map((run) => [run.trigger, run]));
      const runs = [...added.values()].flatMap(({ trigger, message }) => {
        const run = told.get(trigger);
        // That a rule is broken is told to nobody, and is no act.
        return run && !trigger.startsWith('broken:') ? [{ ...run, message }] : [];
      });
      const ids = new Set(runs.map(({ id }) => id));
      const own = acts.filter((act) => act.ids.some((id) => ids.has(id)));
      const places = new Map(own.flatMap((act, index) => act.ids.map((id) => [id, index + 1] as const)));
      return { runs: runs.map((run) => ({ ...run, act: places.get(run.id) })), acts: own };
    },
  };
}
