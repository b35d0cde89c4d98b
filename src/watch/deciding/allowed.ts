/** Whether a run may go on to what costs: pause, loops, quiet hours, what has become of its message, and the rights of its author. */
import type { CodedOutcome, Message, Outcome, Right } from '../../chat/index.ts';
import type { TakenRun } from '../../store/index.ts';
import { type Case, conversationOf, type EngineParts, isBeside, type Occasion, placeOf } from '../case.ts';
import { cooldownOf, coolingOf } from './cooldown.ts';
import { LIMITS } from '../limits.ts';
import { repeatsUs } from './loops.ts';
import { quietUntil } from './quiet.ts';
import { lookSignal, type Rights } from './rights.ts';
import { scheduleFault } from './scheduled.ts';
import { broken } from '../trouble/trouble-kinds.ts';
import { whyNotUnanswered } from './unanswered.ts';

/** What was found out, cheapest first. */
export type Finding =
  | { readonly kind: 'go'; readonly found: Case; readonly reasons: readonly Outcome[] }
  /** It is not to be acted on. */
  | { readonly kind: 'left'; readonly why: Outcome }
  | { readonly kind: 'later'; readonly at: number; readonly why: Outcome };

const left = (why: Outcome): Finding => ({ kind: 'left', why });
const later = (at: number, why: Outcome): Finding => ({ kind: 'later', at, why });

/**
 * Looks at a run.
 *
 * @param group those that are acted on together with it, itself among them: a rule does not wait for what it is about to do
 * @throws {UserError} `watch-broken` where the rule cannot do what it was made for, and whatever a platform says
 */
export async function allowed(
  { run, standing, cause, message: first }: Case,
  group: readonly Pick<TakenRun, 'id'>[],
  parts: EngineParts & { readonly rights: Rights },
  occasion: Occasion,
): Promise<Finding> {
  const { store, budgets, rights } = parts;
  const { rule } = standing;
  const { now } = occasion;
  if ((cause.kind === 'message' || cause.kind === 'edit') && cause.isAsked && isBeside(rule))
    return left({ code: 'asked' });
  if (run.isFromBot && first) {
    if (await repeatsUs(first.text, now, store)) return left({ code: 'repeated' });
    const fault = await tooManyByBots(first, parts, now);
    if (fault !== undefined) return left(fault);
  }
  const { quiet } = rule.limits;
  const quietEnd = quiet && quietUntil(quiet, now, budgets.timeZone);
  if (quietEnd !== undefined && quiet?.then === 'skip') return left({ code: 'inQuietHours' });
  if (cause.kind === 'schedule') {
    const fault = await scheduleFault(standing, quietEnd, parts, occasion);
    if (fault !== undefined) return left(fault);
  }
  if (quietEnd !== undefined) return later(quietEnd, { code: 'quietHours' });
  if (cause.kind === 'schedule') return go({ run, standing, cause, message: undefined }, []);
  // What is gathered with others may be taken with them, before its own time.
  if (rule.when.on === 'unanswered' && first && now < first.sentAt + rule.when.after)
    return later(first.sentAt + rule.when.after, { code: 'mayBeAnswered' });

  const looked = await messageNow({ run, standing, cause, message: first }, parts, occasion);
  if ('code' in looked) return left(looked);
  const { message, reasons } = looked;
  const conversation = conversationOf({ cause, message })!;
  const sight = { kind: cause.kind, conversation, message };
  const miss = standing.checks(
    cause.kind === 'reaction' ? { ...sight, emoji: cause.emoji, names: cause.names, by: cause.by } : sight,
  );
  if (miss !== undefined) return left(message.editedAt === undefined ? miss : { code: 'edited', why: miss });
  if (cause.kind === 'edit' && (message.editedAt ?? 0) > run.at) return left({ code: 'editedAgain' });
  const fault = await rights.lacking(standing, conversation, neededAt(standing.rule), occasion);
  if (fault?.isBroken) throw broken(fault.why);
  if (fault) return left(fault.why);
  // What would be left for that after the question need not be asked.
  const cooldown = cooldownOf({ standing, run }, message);
  const own = group.map(({ id }) => id);
  if (cooldown && (await store.isCooling(standing.key, own, cooldown))) return left(coolingOf(standing));
  return go({ run, standing, cause, message }, reasons);
}

const go = (found: Case, reasons: readonly Outcome[]): Finding => ({ kind: 'go', found, reasons });

/**
 * Why a run that another bot has set off is not acted on; undefined where it may be.
 *
 * @param own runs of those that are counted, for which this is asked
 */
export async function tooManyByBots(
  message: Message,
  { store }: Pick<EngineParts, 'store'>,
  now: number,
  own = 0,
): Promise<CodedOutcome | undefined> {
  const times = (await store.setOffByBots(placeOf(message), now - LIMITS.botsMs)) - own;
  return times < LIMITS.actsForBots ? undefined : { code: 'circle', times, ms: LIMITS.botsMs };
}

/** The message as it is to be judged, or why it is not. */
async function messageNow(
  { run, cause, message, standing }: Case,
  { adapters }: Pick<EngineParts, 'adapters'>,
  occasion: Occasion,
): Promise<CodedOutcome | { readonly message: Message; readonly reasons: readonly Outcome[] }> {
  const conversation = conversationOf({ cause, message });
  const adapter = conversation && adapters.get(conversation.platform);
  if (!adapter?.acts) return { code: 'disconnected' };
  const signal = lookSignal(occasion);
  const read = async (id: string) => (await adapter.acts!.message(conversation!, id, signal)) ?? GONE;
  if (cause.kind === 'reaction') {
    const there = await read(cause.messageId);
    if ('code' in there) return there;
    return there.fromUs ? { code: 'ownMessage' } : { message: there, reasons: [] };
  }
  if (!message) return GONE;
  if (cause.kind !== 'unanswered') {
    // What has waited for long may have been edited or deleted while nobody listened.
    const isOld = !cause.isMissed && occasion.now - run.at > LIMITS.lateMs;
    const known = isOld ? await read(message.id) : message;
    return 'code' in known ? known : { message: known, reasons: [] };
  }
  const there = await read(message.id);
  if ('code' in there) return there;
  const answered = await whyNotUnanswered(there, adapter, occasion.now, signal);
  if (answered) return answered;
  const { when } = standing.rule;
  const waited = when.on === 'unanswered' ? [{ code: 'unanswered', ms: when.after } as const] : [];
  return { message: there, reasons: waited };
}

const GONE = { code: 'gone' } as const;

/** What the author of a rule must be allowed to do where it is set off. */
function neededAt(rule: Case['standing']['rule']): readonly Right[] {
  return [
    'read',
    ...(isBeside(rule) ? (['write'] as const) : []),
    ...(rule.then.react === undefined ? [] : (['react'] as const)),
  ];
}
