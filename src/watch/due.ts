/** Doing what is due: takes runs, hands each rule its own, several rules at once and none in the way of another. */
import pLimit from 'p-limit';
import type { RuleKey, TakenRun } from '../store/index.ts';
import type { EngineParts } from './case.ts';
import type { Decide } from './deciding/decide.ts';
import { LIMITS } from './limits.ts';
import type { LiveRulebook } from './rulebook.ts';
import type { Schedule } from './schedule.ts';
import { kindOf } from './trouble/trouble-kinds.ts';

export interface Due {
  /** Does everything that is due at a time, in milliseconds since 1970. Resolves when that is done, or left. */
  run(now: number): Promise<void>;
  /** From now on does what is due, as soon as it is. */
  begin(): void;
  /** Takes nothing more. Resolves when what was taken is done, or left. */
  stop(): Promise<void>;
}

export interface DueParts extends Pick<EngineParts, 'store' | 'clock' | 'now' | 'log'> {
  readonly rulebook: Pick<LiveRulebook, 'find' | 'elsewhere' | 'reload' | 'settled'>;
}

/** What this process has taken of a rule. */
interface InHand {
  /** Taken while others of the same rule were decided on. */
  waiting: TakenRun[];
  deciding: number;
  over: Promise<void>;
}

export function createDue(
  { rulebook, store, clock, now, log }: DueParts,
  schedule: Schedule,
  decide: Decide,
): Due {
  const stopping = new AbortController();
  const few = pLimit(LIMITS.rulesAtOnce);
  const inHand = new Map<RuleKey, InHand>();
  let wake = Promise.withResolvers<void>();
  let looping: Promise<void> | undefined;

  const countOf = ({ waiting, deciding }: InHand): number => waiting.length + deciding;
  const wakeUp = () => wake.resolve();

  /** Lets go of what is still held of runs that could not be decided on: one was lost, or the database was away. */
  async function leave(key: RuleKey, runs: readonly TakenRun[], error: unknown, at: number): Promise<void> {
    const isFailed = kindOf(error) !== 'lost' && !stopping.signal.aborted;
    if (isFailed) log.error({ err: error, rule: key }, 'a rule could not be decided on');
    for (const { id, dueAt } of runs)
      await store
        .putOff(id, isFailed ? at + LIMITS.retryMs : dueAt, { code: 'interrupted' }, isFailed)
        .catch(() => undefined);
  }

  /**
   * What of these runs is to be decided on here. Those of a rule that other processes have, and this one does not, are left to them:
   * all but what none of them has taken for too long.
   */
  async function oursOf(key: RuleKey, runs: readonly TakenRun[], at: number): Promise<readonly TakenRun[]> {
    if (rulebook.find(key)) return runs;
    // It may have been made a moment ago.
    await rulebook.reload();
    if (!rulebook.elsewhere().includes(key)) return runs;
    const isForgotten = ({ dueAt }: TakenRun) => dueAt <= at - LIMITS.elsewhereMs;
    for (const { id, dueAt } of runs.filter((run) => !isForgotten(run)))
      await store.putOff(id, dueAt, { code: 'interrupted' });
    return runs.filter(isForgotten);
  }

  /** Decides on what there is of a rule until there is nothing more: what comes meanwhile is decided on together. */
  async function work(key: RuleKey, own: InHand, at: () => number): Promise<void> {
    while (own.waiting.length > 0) {
      const runs = own.waiting.splice(0);
      own.deciding = runs.length;
      try {
        stopping.signal.throwIfAborted();
        await few(async () => {
          const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(LIMITS.decideMs)]);
          await decide(key, await oursOf(key, runs, at()), { now: at(), signal });
        });
      } catch (error) {
        await leave(key, runs, error, at());
      }
      own.deciding = 0;
      wakeUp();
    }
    inHand.delete(key);
  }

  function hand(runs: readonly TakenRun[], at: () => number): void {
    for (const [key, ofRule] of Map.groupBy(runs, (run) => run.key)) {
      const own = inHand.get(key);
      if (own) own.waiting.push(...ofRule);
      else {
        const begun: InHand = { waiting: [...ofRule], deciding: 0, over: Promise.resolve() };
        inHand.set(key, begun);
        begun.over = work(key, begun, at);
      }
    }
  }

  /** Rules of which this process has enough in hand. */
  const fullHands = (): readonly RuleKey[] =>
    [...inHand].filter(([, own]) => countOf(own) >= LIMITS.inHandOfRule).map(([key]) => key);

  /** Takes what is due while there is room for it; whether there was anything. */
  async function take(at: number, clockNow: () => number): Promise<boolean> {
    await rulebook.settled();
    for (let taken = 0; ;) {
      const room = LIMITS.inHand - [...inHand.values()].reduce((sum, own) => sum + countOf(own), 0);
      if (room <= 0 || stopping.signal.aborted) return taken > 0;
      const most = Math.min(room, LIMITS.taken);
      const elsewhere = rulebook.elsewhere();
      let runs = await store.takeRuns({ now: at, most, besides: [...fullHands(), ...elsewhere] });
      if (runs.length === 0 && elsewhere.length > 0)
        runs = await store.takeRuns({ now: at - LIMITS.elsewhereMs, most, besides: fullHands() });
      if (runs.length === 0) return taken > 0;
      taken += runs.length;
      hand(runs, clockNow);
    }
  }

  const allOver = () => Promise.all([...inHand.values()].map(({ over }) => over));

  /** Milliseconds until there may be something to do. */
  async function pauseMs(next: number | undefined): Promise<number> {
    const due = Math.min(
      (await store.nextDue([...fullHands(), ...rulebook.elsewhere()])) ?? Infinity,
      next ?? Infinity,
    );
    // What is due and was not taken has no room here: whoever makes room says so.
    const least = due <= now() ? LIMITS.againMs : 0;
    return Math.max(least, Math.min(due - now(), LIMITS.pollMs));
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      wake = Promise.withResolvers();
      let pause: number = LIMITS.againMs;
      try {
        const next = await schedule.run(now());
        await take(now(), now);
        pause = await pauseMs(next);
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ err: error }, 'what is due could not be looked up');
      }
      const over = new AbortController();
      const slept = clock
        .sleep(pause, AbortSignal.any([stopping.signal, over.signal]))
        .catch(() => undefined);
      await Promise.race([wake.promise, slept]);
      over.abort();
    }
  }

  const stopHearing = store.hear(({ type }) => {
    if (type === 'due' || type === 'rules' || type === 'unsure') wakeUp();
  });

  return {
    async run(at) {
      await schedule.run(at);
      while (await take(at, () => at)) await allOver();
    },
    begin() {
      looping ??= loop();
    },
    async stop() {
      stopping.abort();
      stopHearing();
      await looping;
      await allOver();
    },
  };
}
