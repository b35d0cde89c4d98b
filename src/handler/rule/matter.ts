/** Whose matter it is that something went wrong for a rule. Here alone it is told by the codes of errors. */
import { isTimeout, RateLimited, Unconfirmed, UserError } from '../../chat/index.ts';

export type Matter =
  /** Of a platform, a model or whoever runs the bot: away, overburdened, out of credit, or our key is not taken. */
  | 'outage'
  /** A budget is used up. */
  | 'budget'
  /** Of the place: the bot may not do there what it was about to. */
  | 'place'
  /** Of whoever wrote the message: they take nothing from the bot, have deleted it, or are gone themselves. */
  | 'person'
  /** Of what the message says and brings: it is refused, too much, or has brought processes down. */
  | 'message'
  /** Of the model that the rule names: there is none, or it cannot be asked. */
  | 'model'
  /** Of something else that a person can act on, or of nobody: a bug, a torn connection. */
  | 'other';

/** What platforms, models and media say for a while. */
const AWAY = /(?:^|-)(?:unreachable|busy|silent|cut|unsure|slow|stalled|quota)$/;
/** A key is revoked, or has expired, until somebody gives the bot another. */
const KEY =
  /^(?:model-auth|discord-token|slack-(?:invalid-auth|not-authed|account-inactive|token-(?:revoked|expired)))$/;

const MATTERS: readonly (readonly [Matter, RegExp])[] = [
  ['outage', new RegExp(`${AWAY.source}|${KEY.source}`)],
  ['budget', /^budget$/],
  [
    'place',
    /^discord-(?:permission|channel-kind|threads|archived|locked)$|^slack-(?:not-in-channel|channel-not-found|is-archived|thread-locked|restricted-action.*)$/,
  ],
  [
    'person',
    /-(?:gone|(?:message|thread)-not-found|dm-closed)$|^discord-(?:blocked|member|reactions)$|^slack-(?:user-.*|cannot-dm-bot|too-many-.*)$/,
  ],
  ['message', /^(?:model-(?:policy|bad-image|too-long)|refused|not-extracted|too-long|gave-up)$/],
  ['model', /^model-(?:unknown|dialect)$/],
];

export function matterOf(error: unknown): Matter {
  if (error instanceof RateLimited || error instanceof Unconfirmed || isTimeout(error)) return 'outage';
  if (!(error instanceof UserError)) return 'other';
  return MATTERS.find(([, codes]) => codes.test(error.code))?.[0] ?? 'other';
}
