/** Deciding on runs of one rule that are due: what may not be acted on is left, the rest is judged in one go, and acted on. */
import pLimit from 'p-limit';
import type { Outcome } from '../../chat/index.ts';
import type { RuleKey, TakenRun } from '../../store/index.ts';
import { act } from '../acting/act.ts';
import { allowed } from './allowed.ts';
import type { Case, EngineParts, Occasion } from '../case.ts';
import { causeOf } from '../cause.ts';
import { LIMITS } from '../limits.ts';
import { createRights } from './rights.ts';
import { standingNow, whyStill } from './still.ts';
import { tellBroken } from '../trouble/tell.ts';
import type { Trouble } from '../trouble/trouble.ts';
import { togetherBy } from './together.ts';
import { createVerdicts } from './verdicts.ts';

/** Never rejects but for the store: what goes wrong for one run holds no other up. */
export type Decide = (key: RuleKey, runs: readonly TakenRun[], occasion: Occasion) => Promise<void>;

export function createDecide(parts: EngineParts, trouble: Trouble): Decide {
  const { rulebook, store, log } = parts;
  const rights = createRights(parts);
  const wanted = createVerdicts(parts, trouble);

  /** Does something about cases, and looks after what goes wrong: then undefined. */
  async function safely<T>(
    cases: readonly Case[],
    occasion: Occasion,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const runs = cases.map(({ run }) => run);
      await trouble.happened(cases[0]!.standing.key, runs, error, occasion);
      return undefined;
    }
  }

  const decline = (cases: readonly Case[], why: Outcome): Promise<void> =>
    store.endRuns(
      cases.map(({ run }) => run.id),
      'declined',
      why,
    );

  /**
   * Looks at one run, and ends or puts it off unless it goes on.
   *
   * @param group the runs of its group that were taken with it
   */
  const look = async (found: Case, group: readonly TakenRun[], occasion: Occasion) =>
    safely([found], occasion, async () => {
      const finding = await allowed(found, group, { ...parts, rights }, occasion);
      if (finding.kind === 'go') return finding;
      if (finding.kind === 'later') await store.putOff(found.run.id, finding.at, finding.why);
      else await decline([found], finding.why);
      return undefined;
    });

  async function actTogether(cases: readonly [Case, ...Case[]], occasion: Occasion): Promise<void> {
    const leftOut = await safely(cases, occasion, async () => {
      // It may have broken while it was decided on: what it acted on before this.
      const still = whyStill(rulebook.find(cases[0].standing.key));
      if (still === undefined) return act(cases, { ...parts, rights }, occasion);
      await decline(cases, still);
      return undefined;
    });
    if (!leftOut) return;
    const isLeftOut = ({ run }: Case) => leftOut.ids.includes(run.id);
    const gone = cases.filter(isLeftOut);
    await safely(gone, occasion, () => decline(gone, leftOut.why));
    const [first, ...others] = cases.filter((one) => !isLeftOut(one));
    if (first) await actTogether([first, ...others], occasion);
  }

  return async (key, runs, occasion) => {
    const standing = await standingNow(key, rulebook);
    const still = whyStill(standing);
    const cases: Case[] = [];
    for (const run of runs) {
      const cause = causeOf(run);
      if (cause?.kind === 'broken')
        await tellBroken(run, key, cause.sentence, parts, occasion).catch((error: unknown) =>
          trouble.happened(key, [run], error, occasion),
        );
      else if (still !== undefined) await store.endRuns([run.id], 'declined', still);
      else if (!cause) await store.endRuns([run.id], 'failed', { code: 'causeUnreadable' });
      else
        cases.push({
          run,
          standing: standing!,
          cause,
          message: 'message' in cause ? cause.message : undefined,
        });
    }
    if (!standing || cases.length === 0) return;
    const few = pLimit(LIMITS.looksAtOnce);
    const groups = Map.groupBy(runs, ({ group, id }) => group ?? id);
    const looked = await Promise.all(
      cases.map((found) => few(() => look(found, groups.get(found.run.group ?? found.run.id)!, occasion))),
    );
    const acting = await wanted(
      standing,
      looked.filter((going) => going !== undefined),
      occasion,
    );
    for (const [first, ...others] of Map.groupBy(acting, togetherBy).values())
      if (first) await actTogether([first, ...others], occasion);
    log.debug({ rule: key, runs: runs.length, acting: acting.length }, 'a rule was decided on');
  };
}
