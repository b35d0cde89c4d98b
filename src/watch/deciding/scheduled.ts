/** Whether a time of a schedule is to be acted on: for a place that its author still belongs to, and not all too often. */
import type { CodedOutcome } from '../../chat/index.ts';
import { occurrencesOf } from '../../rules/index.ts';
import type { EngineParts, Occasion } from '../case.ts';
import { LIMITS } from '../limits.ts';
import type { Rights } from './rights.ts';
import type { StandingRule } from '../rulebook.ts';
import { broken } from '../trouble/trouble-kinds.ts';

/**
 * Why nothing is done at a time of a schedule; undefined where it is.
 *
 * @param quietEnd when the quiet hours end that it falls into
 * @throws {UserError} `watch-broken` where its author may not have it act any more
 */
export async function scheduleFault(
  standing: StandingRule,
  quietEnd: number | undefined,
  { store, rights, budgets }: Pick<EngineParts, 'store' | 'budgets'> & { readonly rights: Rights },
  occasion: Occasion,
): Promise<CodedOutcome | undefined> {
  const { key, rule, madeIn } = standing;
  const { when } = rule;
  if (when.on !== 'schedule') return { code: 'unscheduled' };
  const timeZone = when.timeZone ?? budgets.timeZone;
  // Of all times in the same quiet hours the last one waits for their end: else they would come in a heap.
  if (quietEnd !== undefined && occurrencesOf({ ...when, timeZone }, occasion.now, 1, quietEnd).length > 0)
    return { code: 'againInQuietHours' };
  const before = await store.latestRuns(key, LIMITS.lookedBack);
  const open = before.filter(({ state }) => state === 'asking').length;
  if (open >= LIMITS.unansweredTimes) return { code: 'answersToCome', times: open };
  const fault = madeIn && (await rights.lacking(standing, madeIn, [], occasion));
  if (fault) throw broken(fault.why);
  return undefined;
}
