/** Deciding on runs of one rule that are due: what may not be acted on is left, the rest is judged in one go, and acted on. */
import pLimit from 'p-limit';
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
import { createVerdicts, type Going } from './verdicts.ts';

/** Never rejects but for the store: what goes wrong for one run holds no other up. */
export type Decide = (key: RuleKey, runs: readonly TakenRun[], occasion: Occasion) => Promise<void>;

export function createDecide(parts: EngineParts, trouble: Trouble): Decide {
  const { rulebook, store, log } = parts;
  const rights = createRights(parts);
  const wanted = createVerdicts(parts, trouble);

  /** Looks at one run, and ends or puts it off unless it goes on. */
  async function look(found: Case, occasion: Occasion): Promise<readonly Going[]> {
    const { run, standing } = found;
    try {
      const finding = await allowed(found, { ...parts, rights }, occasion);
      if (finding.kind === 'go') return [finding];
      if (finding.kind === 'later') await store.putOff(run.id, finding.at, finding.why);
      else await store.endRuns([run.id], 'declined', finding.why);
    } catch (error) {
      await trouble.happened(standing.key, [run], error, occasion);
    }
    return [];
  }

  async function actTogether(cases: readonly [Case, ...Case[]], occasion: Occasion): Promise<void> {
    try {
      // It may have broken while it was decided on: what it acted on before this.
      const still = whyStill(rulebook.find(cases[0].standing.key));
      if (still !== undefined)
        return await store.endRuns(
          cases.map(({ run }) => run.id),
          'declined',
          still,
        );
      await act(cases, { ...parts, rights }, occasion);
    } catch (error) {
      const [{ standing }] = cases;
      await trouble.happened(
        standing.key,
        cases.map(({ run }) => run),
        error,
        occasion,
      );
    }
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
      else if (!cause) await store.endRuns([run.id], 'failed', 'What set it off can no longer be read.');
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
    const going = (await Promise.all(cases.map((found) => few(() => look(found, occasion))))).flat();
    const acting = await wanted(standing, going, occasion);
    for (const [first, ...others] of Map.groupBy(acting, ({ run }) => run.group ?? run.id).values())
      if (first) await actTogether([first, ...others], occasion);
    log.debug({ rule: key, runs: runs.length, acting: acting.length }, 'a rule was decided on');
  };
}
