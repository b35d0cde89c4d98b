/** What becomes of a turn that a rule has asked for: only what is complete, and says something, is posted. */
import { sentenceFor, Unconfirmed, UserError } from '../../chat/index.ts';
import type { ComposedView } from '../../reply/index.ts';
import type { Ending } from '../answering.ts';
import type { RuleEnd } from '../onlooker.ts';
import { saysNothing } from './guard.ts';

/** An answer that is to be posted, or how the turn ends without one. */
export type Fate =
  | { readonly isPosted: true; readonly view: ComposedView }
  | { readonly isPosted: false; readonly end: RuleEnd };

const UNSAID = {
  refused: 'The model did not want to answer.',
  filtered: 'The provider’s content rules stopped the answer.',
  length: 'The model used its whole output limit before the first word.',
  broken: 'The answer broke off.',
} as const;

const unposted = (outcome: RuleEnd['outcome'], why?: string, isBroken = false): Fate => ({
  isPosted: false,
  end: { outcome, isBroken, ...(why !== undefined && { why }) },
});

/** @param isSaid the words are the rule's own: they are posted whatever they say */
export function fateOf(
  view: ComposedView,
  ending: Ending | undefined,
  { isSaid }: { readonly isSaid: boolean },
): Fate {
  if (ending?.kind === 'stopped') return unposted('stopped');
  if (ending?.kind === 'failed') return { isPosted: false, end: failedWith(ending.error) };
  if (ending === undefined) return unposted('failed', UNSAID.broken);
  if (ending.isRefused) return unposted('failed', UNSAID.refused);
  if (ending.reason === 'filtered') return unposted('failed', UNSAID.filtered);
  const isEmpty = view.markdown.trim() === '' && view.files.length === 0;
  if (isEmpty && ending.reason === 'length') return unposted('failed', UNSAID.length);
  if (!isSaid && (isEmpty || (view.markdown !== '' && saysNothing(view.markdown)))) return unposted('silent');
  return { isPosted: true, view: quietly(view) };
}

/** A turn that went wrong, as it is told. */
export const failedWith = (error: unknown): RuleEnd => ({
  outcome: isHindrance(error) ? 'hindered' : 'failed',
  why: sentenceFor(error),
  isBroken: !isPassing(error),
});

/** What was done for an answer is of interest while somebody waits for it. */
const quietly = ({ plan: _plan, ...view }: ComposedView): ComposedView => ({ ...view, steps: [] });

/** What may go well the next time, or with another message, though nobody changes anything. */
const PASSING: ReadonlySet<string> = new Set([
  'budget',
  'too-dear',
  'busy',
  'gave-up',
  'slow',
  'refused',
  'not-extracted',
  'too-long',
]);

/** Whoever is asked next may be right; which model a rule names does not change by itself. */
const LASTING: ReadonlySet<string> = new Set(['model-unknown', 'model-dialect']);

/** Of platforms: a person or a message may be gone, and a network may be away, while all else goes well. */
const PASSING_KINDS = /-(?:gone|(?:message|thread)-not-found|dm-closed|busy|unreachable|size)$/;

/** Bugs and networks are tried again; what a person can act on goes wrong until one does, but for these. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof UserError) || error instanceof Unconfirmed) return true;
  const { code } = error;
  if (LASTING.has(code)) return false;
  return PASSING.has(code) || code.startsWith('model-') || PASSING_KINDS.test(code);
}

/** What hinders every rule, and is over when a day is, or when somebody has looked after the bot itself. */
const isHindrance = (error: unknown): boolean =>
  error instanceof UserError && /^(?:budget|busy|model-(?:busy|unreachable|silent|quota))$/.test(error.code);
