/** Whether a run may go on to what costs: pause, loops, quiet hours, what has become of its message, and the rights of its author. */
import type { Message, Right } from '../../chat/index.ts';
import { spelled } from '../../rules/index.ts';
import { type Case, conversationOf, type EngineParts, isBeside, type Occasion, placeOf } from '../case.ts';
import { cooldownOf, coolingOf } from './cooldown.ts';
import { LIMITS } from '../limits.ts';
import { repeatsUs } from './loops.ts';
import { quietUntil } from './quiet.ts';
import { lookSignal, type Rights } from './rights.ts';
import { scheduleFault } from './scheduled.ts';
import { broken } from '../trouble/trouble-kinds.ts';
import { isAnswered } from './unanswered.ts';

/** What was found out, cheapest first. Sentences are for people. */
export type Finding =
  | { readonly kind: 'go'; readonly found: Case; readonly reasons: readonly string[] }
  /** It is not to be acted on. */
  | { readonly kind: 'left'; readonly why: string }
  | { readonly kind: 'later'; readonly at: number; readonly why: string };

const left = (why: string): Finding => ({ kind: 'left', why });
const later = (at: number, why: string): Finding => ({ kind: 'later', at, why });

/**
 * Looks at a run.
 *
 * @throws {UserError} `watch-broken` where the rule cannot do what it was made for, and whatever a platform says
 */
export async function allowed(
  { run, standing, cause, message: first }: Case,
  parts: EngineParts & { readonly rights: Rights },
  occasion: Occasion,
): Promise<Finding> {
  const { store, budgets, rights } = parts;
  const { rule } = standing;
  const { now } = occasion;
  if ((cause.kind === 'message' || cause.kind === 'edit') && cause.isAsked && isBeside(rule))
    return left('I was asked by this message myself, and answer it.');
  if (run.isFromBot && first) {
    if (await repeatsUs(first.text, now, store)) return left('A bot repeats what I had posted.');
    const fault = await tooManyByBots(first, parts, now);
    if (fault !== undefined) return left(fault);
  }
  const { quiet } = rule.limits;
  const quietEnd = quiet && quietUntil(quiet, now, budgets.timeZone);
  if (quietEnd !== undefined && quiet?.then === 'skip') return left('It came in the quiet hours.');
  if (cause.kind === 'schedule') {
    const fault = await scheduleFault(standing, quietEnd, parts, occasion);
    if (fault !== undefined) return left(fault);
  }
  if (quietEnd !== undefined) return later(quietEnd, 'It waits for the end of the quiet hours.');
  if (cause.kind === 'schedule') return go({ run, standing, cause, message: undefined }, []);
  // What is gathered with others may be taken with them, before its own time.
  if (rule.when.on === 'unanswered' && first && now < first.sentAt + rule.when.after)
    return later(first.sentAt + rule.when.after, 'It may still be answered.');

  const looked = await messageNow({ run, standing, cause, message: first }, parts, occasion);
  if (typeof looked === 'string') return left(looked);
  const { message, reasons } = looked;
  const conversation = conversationOf({ cause, message })!;
  const sight = { kind: cause.kind, conversation, message };
  const miss = standing.checks(
    cause.kind === 'reaction' ? { ...sight, emoji: cause.emoji, by: cause.by } : sight,
  );
  if (miss !== undefined)
    return left(message.editedAt === undefined ? miss : `It was edited, and no longer sets it off: ${miss}`);
  if (cause.kind === 'edit' && (message.editedAt ?? 0) > run.at)
    return left('It was edited again, and that is looked at instead.');
  const fault = await rights.lacking(standing, conversation, neededAt(standing.rule), occasion);
  if (fault?.isBroken) throw broken(fault.sentence);
  if (fault) return left(fault.sentence);
  // What would be left for that after the question need not be asked.
  const cooldown = cooldownOf({ standing, run }, message);
  if (cooldown && (await store.isCooling(standing.key, [run.id], cooldown))) return left(coolingOf(standing));
  return go({ run, standing, cause, message }, reasons);
}

const go = (found: Case, reasons: readonly string[]): Finding => ({ kind: 'go', found, reasons });

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
): Promise<string | undefined> {
  const acts = (await store.setOffByBots(placeOf(message), now - LIMITS.botsMs)) - own;
  return acts < LIMITS.actsForBots
    ? undefined
    : `Bots have set rules off here ${acts} times in ${LIMITS.botsMs / 60_000} minutes: that may be a circle.`;
}

/** The message as it is to be judged, or a sentence why it is not. */
async function messageNow(
  { run, cause, message, standing }: Case,
  { adapters }: Pick<EngineParts, 'adapters'>,
  occasion: Occasion,
): Promise<string | { readonly message: Message; readonly reasons: readonly string[] }> {
  const conversation = conversationOf({ cause, message });
  const adapter = conversation && adapters.get(conversation.platform);
  if (!adapter?.acts) return 'I am no longer connected where it happened.';
  const signal = lookSignal(occasion);
  const read = async (id: string) => (await adapter.acts!.message(conversation!, id, signal)) ?? GONE;
  if (cause.kind === 'reaction') {
    const there = await read(cause.messageId);
    if (typeof there === 'string') return there;
    return there.fromUs ? 'It is a message of mine.' : { message: there, reasons: [] };
  }
  if (!message) return GONE;
  if (cause.kind !== 'unanswered') {
    // What has waited for long may have been edited or deleted while nobody listened.
    const isOld = !cause.isMissed && occasion.now - run.at > LIMITS.lateMs;
    const known = isOld ? await read(message.id) : message;
    return typeof known === 'string' ? known : { message: known, reasons: [] };
  }
  const there = await read(message.id);
  if (typeof there === 'string') return there;
  if (await isAnswered(there, adapter, occasion.now, signal)) return 'Somebody has answered it.';
  const { when } = standing.rule;
  const after = when.on === 'unanswered' ? [`Nobody had answered after ${spelled(when.after)}.`] : [];
  return { message: there, reasons: after };
}

const GONE = 'The message is gone.';

/** What the author of a rule must be allowed to do where it is set off. */
function neededAt(rule: Case['standing']['rule']): readonly Right[] {
  return [
    'read',
    ...(isBeside(rule) ? (['write'] as const) : []),
    ...(rule.then.react === undefined ? [] : (['react'] as const)),
  ];
}
