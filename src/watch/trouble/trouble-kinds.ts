/** What kinds of things go wrong while a rule acts. */
import { RateLimited, UserError } from '../../chat/index.ts';
import { TurnLost } from '../../store/index.ts';

export type TroubleKind =
  /** Another process has taken the run over. */
  | 'lost'
  /** It may go well a little later. */
  | 'passing'
  /** The same, and what is away is told: it is no fault of the rule's. */
  | 'away'
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

/** How platforms, models and media say that they are away, or overburdened, for a while: the ends of their codes. */
const AWAY = /(?:^|-)(?:unreachable|busy|silent|cut|unsure|slow|stalled|quota)$/;
/** A model that there is not, whatever it is asked. */
const NO_MODEL = 'model-unknown';

export function kindOf(error: unknown): TroubleKind {
  if (error instanceof TurnLost) return 'lost';
  if (error instanceof RateLimited) return 'away';
  if (!(error instanceof UserError)) return 'passing';
  if (error.code === BROKEN || error.code === NO_MODEL) return 'broken';
  if (error.code === 'budget') return 'budget';
  return AWAY.test(error.code) ? 'away' : 'failed';
}

/** Whether it is worth another try. */
export const mayPass = (kind: TroubleKind): boolean => kind === 'passing' || kind === 'away';

/** How long a platform wants to be left alone, in milliseconds; undefined where it has not said. */
export const pauseOf = (error: unknown): number | undefined =>
  error instanceof RateLimited ? error.retryAfterMs : undefined;

/** One sentence of what went wrong, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return error.hint ? `${error.message} ${error.hint}` : error.message;
  if (error instanceof RateLimited) return 'The platform wants me to do less for the moment.';
  return 'Something went wrong on my side; the details are in my log.';
}
