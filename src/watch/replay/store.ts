/**
 * The store of a replay: a temporary one, but for what the store does by the clock on the wall. Cooldowns, budgets and the guard
 * against circles go by the time of the history, and acts are noted instead of being journalled as turns.
 */
import { type AskEvent, conversationKey } from '../../chat/index.ts';
import type { Cooldown, NewRun, RunState, Store, TakenRun, Verdict } from '../../store/index.ts';
import { dateIn } from '../deciding/quiet.ts';
import type { ExpectedPrice } from '../command/price.ts';

/** What became of something that set the rule off. */
export interface NotedRun {
  readonly run: NewRun;
  verdict: Verdict | undefined;
  /** Dollars, of the question. */
  usd: number;
  state: RunState;
  outcome: string | undefined;
  /** When it was decided, in the time of the history. */
  endedAt: number | undefined;
  /** The act it is part of, counted from 1. */
  act: number | undefined;
}

export interface NotedAct {
  /** Undefined where it only reacts. */
  readonly event: AskEvent | undefined;
  readonly expected: ExpectedPrice | undefined;
  readonly at: number;
}

export interface ReplayStore {
  readonly store: Store;
  /** In the order in which they came. */
  readonly runs: readonly NotedRun[];
  readonly acts: readonly NotedAct[];
}

export interface ReplayStoreOptions {
  /** Milliseconds since 1970, in the time of the history. */
  readonly now: () => number;
  /** When days begin. */
  readonly timeZone: string;
  readonly usdPerDay: number | undefined;
  /** What an answer is expected to cost. */
  readonly priceOf: (event: AskEvent) => ExpectedPrice | undefined;
}

export function createReplayStore(
  inner: Store,
  { now, timeZone, usdPerDay, priceOf }: ReplayStoreOptions,
): ReplayStore {
  const runs = new Map<string, NotedRun>();
  const byId = new Map<string, NotedRun>();
  const acts: NotedAct[] = [];
  /** When each group that waits began to. */
  const begun = new Map<string, number>();
  const cooling = new Map<string, { readonly at: number; readonly ids: readonly string[] }>();
  const spent = new Map<string, number>();
  const setAside = new Map<string, number>();

  const today = byMinute(now, (at) => dateIn(at, timeZone));
  const usedToday = () =>
    (spent.get(today()) ?? 0) + [...setAside.values()].reduce((sum, usd) => sum + usd, 0);
  const spend = (usd: number) => spent.set(today(), (spent.get(today()) ?? 0) + usd);
  const noted = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? []);

  function capped(run: NewRun): NewRun {
    if (run.group === undefined || run.putOffMs === undefined) return run;
    const first = begun.get(run.group) ?? now();
    begun.set(run.group, first);
    return { ...run, dueAt: Math.min(run.dueAt, first + run.putOffMs) };
  }

  function noteTaken(taken: readonly TakenRun[]): readonly TakenRun[] {
    for (const run of taken) {
      const known = runs.get(run.trigger);
      if (known) byId.set(run.id, known);
      if (run.group !== undefined) begun.delete(run.group);
    }
    return taken;
  }

  function isCooling(ids: readonly string[], cooldown: Cooldown | undefined): boolean {
    if (!cooldown) return false;
    const last = cooling.get(cooldown.scope);
    return last !== undefined && !last.ids.some((id) => ids.includes(id)) && last.at > now() - cooldown.ms;
  }

  async function endRuns(
    ids: readonly string[],
    state: 'acted' | 'declined' | 'failed',
    outcome: string,
  ): Promise<void> {
    // That a rule is broken is told to nobody, and is no act.
    const isReaction = state === 'acted' && noted(ids).length > 0;
    if (isReaction) acts.push({ event: undefined, expected: undefined, at: now() });
    for (const one of noted(ids))
      Object.assign(one, { state, outcome, endedAt: now(), ...(isReaction && { act: acts.length }) });
    await inner.endRuns(ids, state, outcome);
  }

  const store: Store = {
    ...inner,
    addRuns(added) {
      for (const run of added)
        if (!runs.has(run.trigger) && !run.trigger.startsWith('broken:'))
          runs.set(run.trigger, {
            run,
            verdict: undefined,
            usd: 0,
            state: 'waiting',
            outcome: undefined,
            endedAt: undefined,
            act: undefined,
          });
      return inner.addRuns(added.map(capped));
    },
    takeRuns: async (of) => noteTaken(await inner.takeRuns(of)),
    async keepVerdicts(verdicts) {
      for (const { id, verdict, usd } of verdicts)
        for (const one of noted([id])) Object.assign(one, { verdict, usd: one.usd + usd });
      await inner.keepVerdicts(verdicts);
    },
    endRuns,
    isCooling: (_key, ids, cooldown) => Promise.resolve(isCooling(ids, cooldown)),
    actFor(ids, cooldown) {
      if (isCooling(ids, cooldown)) return Promise.resolve('cooling');
      if (cooldown) cooling.set(cooldown.scope, { at: now(), ids });
      return Promise.resolve('go');
    },
    async askFor(ids, event, cooldown) {
      if (isCooling(ids, cooldown)) return 'cooling';
      const expected = priceOf(event);
      const usd = expected?.usd ?? 0;
      if (usdPerDay !== undefined && usedToday() + usd > usdPerDay) {
        await endRuns(ids, 'failed', 'The budget of the rule has no room for the answer.');
        return 'asked';
      }
      spend(usd);
      acts.push({ event, expected, at: now() });
      for (const one of noted(ids)) Object.assign(one, { state: 'acted', endedAt: now(), act: acts.length });
      await inner.endRuns(ids, 'acted', 'It would have been answered.');
      return 'asked';
    },
    setOffByBots: (conversation, since) =>
      Promise.resolve(
        [...runs.values()].filter(
          ({ run, act, endedAt }) =>
            run.isFromBot &&
            act !== undefined &&
            endedAt !== undefined &&
            endedAt >= since &&
            run.conversation !== undefined &&
            conversationKey(run.conversation) === conversationKey(conversation),
        ).length,
      ),
    hasPosted: () => Promise.resolve(false),
    keepPosted: () => Promise.resolve(),
    used: (_, caps) => Promise.resolve(caps.map(usedToday)),
    reserve(drawer, { usd }, caps) {
      const used = caps.map(usedToday);
      const isReserved = caps.every(({ most, unit }, index) => unit !== 'usd' || used[index]! + usd <= most);
      if (isReserved) setAside.set(drawer.turn, usd);
      return Promise.resolve({ isReserved, used });
    },
    unreserve: (turn) => Promise.resolve(void setAside.delete(turn)),
    settleSpend(drawer, actual) {
      spend(actual?.usd ?? setAside.get(drawer.turn) ?? 0);
      setAside.delete(drawer.turn);
      return Promise.resolve();
    },
    addSpend: (_, { usd }) => Promise.resolve(void spend(usd)),
  };
  return {
    store,
    get runs() {
      return [...runs.values()];
    },
    acts,
  };
}

/** Looks up what changes with a minute at most once in it: formatting dates is slow. */
function byMinute<Value>(now: () => number, look: (at: number) => Value): () => Value {
  let known: { readonly minute: number; readonly value: Value } | undefined;
  return () => {
    const minute = Math.floor(now() / 60_000);
    if (known?.minute !== minute) known = { minute, value: look(now()) };
    return known.value;
  };
}
