/** What kinds of things go wrong while a rule acts. */
import { type Outcome, OutcomeError, RateLimited, UserError } from '../../chat/index.ts';
import { matterOf } from '../../handler/index.ts';
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
  /** The place does not let it; with others it may go well. */
  | 'place'
  /** Whoever wrote the message does not let it, or it is gone. */
  | 'person'
  /** It went wrong by what the message says and brings. */
  | 'message'
  /** It goes wrong again and again, until somebody changes the rule or what it needs. */
  | 'broken'
  /** It went wrong this time; the next time it may not. */
  | 'failed';

const BROKEN = 'watch-broken';

/** The rule cannot do what it was made for: it is to be paused. */
export const broken = (why: Outcome, options?: ErrorOptions): OutcomeError =>
  new OutcomeError(BROKEN, why, options);

const KINDS = {
  outage: 'away',
  budget: 'budget',
  place: 'place',
  person: 'person',
  message: 'message',
  model: 'broken',
  other: 'failed',
} as const;

export function kindOf(error: unknown): TroubleKind {
  if (error instanceof TurnLost) return 'lost';
  if (error instanceof UserError && error.code === BROKEN) return 'broken';
  const kind = KINDS[matterOf(error)];
  return kind === 'failed' && !(error instanceof UserError) ? 'passing' : kind;
}

/** Whether it is worth another try. */
export const mayPass = (kind: TroubleKind): boolean => kind === 'passing' || kind === 'away';

/** Whether somebody has said no, who will again. */
export const isRefused = (kind: TroubleKind): boolean =>
  kind === 'place' || kind === 'person' || kind === 'failed';

/** How long a platform wants to be left alone, in milliseconds; undefined where it has not said. */
export const pauseOf = (error: unknown): number | undefined =>
  error instanceof RateLimited ? error.retryAfterMs : undefined;
