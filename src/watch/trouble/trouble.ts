/** What is done when something goes wrong for a rule: tried again, noted, or the rule paused, of which its author hears once. */
import { isTimeout, type Outcome, outcomeFor } from '../../chat/index.ts';
import type { RuleEnd } from '../../handler/index.ts';
import type { NewRun, Pause, RuleKey, TakenRun } from '../../store/index.ts';
import { type EngineParts, isAnywhere, type Occasion } from '../case.ts';
import { runAboutNothing } from '../cause.ts';
import { LIMITS } from '../limits.ts';
import { kindOf, mayPass, pauseOf } from './trouble-kinds.ts';

export interface Trouble {
  /** Sees to it that runs of a rule, which have failed together, are over or come again. */
  happened(key: RuleKey, runs: readonly TakenRun[], error: unknown, occasion: Occasion): Promise<void>;
  /** The turn of a run has failed. */
  ended(key: RuleKey, end: RuleEnd): Promise<void>;
  /** Has authors told which of their rules are broken: each pause once, whoever notices it and however often. */
  announce(): Promise<void>;
}

export function createTrouble({
  rulebook,
  store,
  now,
  log,
}: Pick<EngineParts, 'rulebook' | 'store' | 'now' | 'log'>): Trouble {
  /** Pauses a rule; the pause itself is what tells its author: see `announce`. */
  async function breakRule(key: RuleKey, sentence: Outcome): Promise<void> {
    if (await store.pause({ key, why: 'broken', sentence, at: now() }))
      log.warn({ rule: key }, 'a rule is broken and paused');
    await rulebook.reload();
    await announce();
  }

  async function announce(): Promise<void> {
    const recent = now() - LIMITS.tellBrokenMs;
    const runs = rulebook
      .all()
      .flatMap(({ key, pause }) =>
        pause?.why === 'broken' && pause.at > recent ? [tellingOf(key, pause)] : [],
      );
    if (runs.length > 0) await store.addRuns(runs);
  }

  /** What fails again and again is paused, whatever it is. */
  async function failed(key: RuleKey, times: number, why: Outcome): Promise<void> {
    if (times < LIMITS.failuresInARow) return;
    await breakRule(key, { code: 'failedInARow', times, why });
  }

  /** The process ends: whoever takes the runs over begins anew, at once. */
  async function leave(runs: readonly TakenRun[]): Promise<void> {
    for (const { id, dueAt } of runs) await store.putOff(id, dueAt, { code: 'restarted' });
  }

  return {
    async happened(key, runs, error, occasion) {
      if (occasion.signal.aborted && !isTimeout(occasion.signal.reason)) return leave(runs);
      const kind = kindOf(error);
      if (kind === 'lost') return;
      log.warn({ err: error, rule: key, kind }, 'a rule could not act');
      const why = outcomeFor(error);
      const ids = runs.map(({ id }) => id);
      if (kind === 'budget' || kind === 'person' || (kind === 'place' && isAnywhere(rulebook.find(key))))
        return store.endRuns(ids, 'declined', why);
      if (kind === 'broken') {
        await store.endRuns(ids, 'failed', why);
        return breakRule(key, why);
      }
      const again = mayPass(kind) ? runs.filter(({ attempts }) => attempts + 1 < LIMITS.attempts) : [];
      for (const { id, attempts } of again) {
        const pauseMs = pauseOf(error) ?? LIMITS.retryMs * LIMITS.retryFactor ** attempts;
        await store.putOff(id, occasion.now + pauseMs, why, true);
      }
      const over = runs.filter((run) => !again.includes(run));
      if (over.length === 0) return;
      const overIds = over.map(({ id }) => id);
      if (kind === 'away')
        return store.endRuns(overIds, 'declined', { code: 'tried', times: LIMITS.attempts, why });
      if (kind === 'message') return store.endRuns(overIds, 'failed', why, true);
      await store.endRuns(overIds, 'failed', why);
      await failed(key, await store.failuresInARow(key), why);
    },

    async ended(key, { why = { code: 'failed' }, isBroken, isBlameless }) {
      if (isBlameless) return;
      if (isBroken) return breakRule(key, why);
      // The turn that has failed is not over yet.
      await failed(key, (await store.failuresInARow(key)) + 1, why);
    },

    announce,
  };
}

/** What has an author told of a pause: the same run, whoever makes it. */
function tellingOf(key: RuleKey, { at, sentence }: Pick<Pause, 'at' | 'sentence'>): NewRun {
  return runAboutNothing(key, `broken:${at}`, at, { kind: 'broken', sentence });
}
