/** Which rule stands under a key at this moment, and why nothing is done for one that does not. */
import type { CodedOutcome } from '../../chat/index.ts';
import type { RuleKey } from '../../store/index.ts';
import type { Rulebook, StandingRule } from '../rulebook.ts';

/** The rule as it stands: another process may have made or resumed it a moment ago. */
export async function standingNow(
  key: RuleKey,
  rulebook: Pick<Rulebook, 'find' | 'reload'>,
): Promise<StandingRule | undefined> {
  const known = rulebook.find(key);
  if (known && !known.pause) return known;
  await rulebook.reload();
  return rulebook.find(key);
}

/** Why nothing is done for a rule at all; undefined where it stands. */
export function whyStill(standing: StandingRule | undefined): CodedOutcome | undefined {
  if (!standing) return { code: 'ruleGone' };
  return standing.pause && { code: 'paused', why: standing.pause.sentence };
}
