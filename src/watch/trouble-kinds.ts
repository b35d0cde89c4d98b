/** What kinds of things go wrong while a rule acts. */
import { RateLimited, UserError } from '../chat/index.ts';
import { TurnLost } from '../store/index.ts';

export type TroubleKind =
  /** Another process has taken the run over. */
  | 'lost'
  /** It may go well a little later. */
  | 'passing'
  /** What the rule may spend is spent. */
  | 'budget'
  /** It goes wrong again and again, until somebody changes the rule or what it needs. */
  | 'broken'
  /** It went wrong with this message; with the next it may not. */
  | 'failed';

const BROKEN = 'watch-broken';

/** The rule cannot do what it was made for: it is to be paused. */
export const broken = (sentence: string, hint?: string, options?: ErrorOptions): UserError =>
  new UserError(BROKEN, sentence, hint, options);

/** How platforms and models say that they are away for a while: the ends of their codes. */
const PASSING = /-(unreachable|busy|silent|cut|unsure)$/;
/** A model that there is not, whatever it is asked. */
const NO_MODEL = 'model-unknown';

export function kindOf(error: unknown): TroubleKind {
  if (error instanceof TurnLost) return 'lost';
  if (!(error instanceof UserError)) return 'passing';
  if (error.code === BROKEN || error.code === NO_MODEL) return 'broken';
  if (error.code === 'budget') return 'budget';
  return PASSING.test(error.code) ? 'passing' : 'failed';
}

/** How long a platform wants to be left alone, in milliseconds; undefined where it has not said. */
export const pauseOf = (error: unknown): number | undefined =>
  error instanceof RateLimited ? error.retryAfterMs : undefined;

/** One sentence of what went wrong, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.hint ? `${error.message} ${error.hint}` : error.message;
  return 'Something went wrong on my side; the details are in my log.';
}
