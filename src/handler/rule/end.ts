/** What becomes of a turn that a rule has asked for: only what is complete, and says something, is posted. */
import { outcomeFor, type RuleAsk, UserError } from '../../chat/index.ts';
import type { ComposedView } from '../../reply/index.ts';
import type { Ending } from '../answering.ts';
import type { RuleEnd } from '../onlooker.ts';
import { saysNothing } from './guard.ts';
import { type Matter, matterOf } from './matter.ts';

/** An answer that is to be posted, or how the turn ends without one. */
export type Fate =
  | { readonly isPosted: true; readonly view: ComposedView }
  | { readonly isPosted: false; readonly end: RuleEnd };

const unposted = (end: Omit<RuleEnd, 'isBroken'>): Fate => ({
  isPosted: false,
  end: { isBroken: false, ...end },
});

/** What was said has led to it that there is no answer. */
const dueTo = (code: 'refused' | 'filtered' | 'lengthUsedUp'): Fate =>
  unposted({ outcome: 'failed', why: { code }, isBlameless: true });

export function fateOf(
  view: ComposedView,
  ending: Ending | undefined,
  { say, unnamed }: Pick<RuleAsk, 'say' | 'unnamed'>,
): Fate {
  if (ending?.kind === 'stopped') return unposted({ outcome: 'stopped' });
  if (ending?.kind === 'failed')
    return { isPosted: false, end: failedWith(ending.error, unnamed?.includes('source')) };
  if (ending === undefined) return unposted({ outcome: 'failed', why: { code: 'brokenOff' } });
  if (ending.isRefused) return dueTo('refused');
  if (ending.reason === 'filtered') return dueTo('filtered');
  const isEmpty = view.markdown.trim() === '' && view.files.length === 0;
  if (isEmpty && ending.reason === 'length') return dueTo('lengthUsedUp');
  // The words of the rule itself are posted whatever they say.
  const isSilent = say === undefined && (isEmpty || (view.markdown !== '' && saysNothing(view.markdown)));
  return isSilent ? unposted({ outcome: 'silent' }) : { isPosted: true, view: quietly(view) };
}

/**
 * A turn that went wrong, as it is told.
 *
 * @param isUnnamed it went wrong in a place that the rule does not name: see `RuleAsk`
 */
export function failedWith(error: unknown, isUnnamed = false): RuleEnd {
  const matter = matterOf(error);
  const why = outcomeFor(error);
  if (HINDRANCES.has(matter) || (isUnnamed && (matter === 'place' || matter === 'person')))
    return { outcome: 'hindered', why, isBroken: false };
  return {
    outcome: 'failed',
    why,
    isBroken: isLasting(error, matter),
    ...(matter === 'message' && { isBlameless: true }),
  };
}

/** What was done for an answer is of interest while somebody waits for it. */
const quietly = ({ plan: _plan, ...view }: ComposedView): ComposedView => ({ ...view, steps: [] });

/** What hinders every rule, and is over when a day is, or when somebody has looked after the bot itself. */
const HINDRANCES: ReadonlySet<Matter> = new Set(['outage', 'budget']);

/** What goes wrong until somebody changes the rule or what it needs. */
const LASTING: ReadonlySet<Matter> = new Set(['place', 'model']);

/** A price, and what one model or one answer has led to: the next may be another. */
const PASSING = /^(?:too-dear|model-.*|.*-size)$/;

/** Bugs are tried again; what a person can act on goes wrong until one does, but for what may be otherwise with another message. */
const isLasting = (error: unknown, matter: Matter): boolean =>
  LASTING.has(matter) || (matter === 'other' && error instanceof UserError && !PASSING.test(error.code));
