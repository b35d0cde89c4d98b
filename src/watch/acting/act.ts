/** Acting: reacts, and journals the turn that answers, so that whatever a crash leaves undone is done once by whoever takes over. */
import type { AskEvent, Conversation, Message, Outcome } from '../../chat/index.ts';
import { tooManyByBots } from '../deciding/allowed.ts';
import { eventFor, messagesOf, tellsLink } from './ask.ts';
import type { Case, EngineParts, Occasion } from '../case.ts';
import { cooldownOf, coolingOf } from '../deciding/cooldown.ts';
import { purseFor } from '../judge/purse.ts';
import { placeFor, sourceOf } from './place.ts';
import { lookSignal, type Rights } from '../deciding/rights.ts';
import type { StandingRule } from '../rulebook.ts';
import { broken } from '../trouble/trouble-kinds.ts';

export type ActParts = EngineParts & { readonly rights: Rights };

/** What nothing is to be done about, of all that was to be acted on together. */
export interface LeftOut {
  /** Of runs. */
  readonly ids: readonly string[];
  readonly why: Outcome;
}

/**
 * Acts on what has set a rule off, together. Where some of it is to be left out (the rule is cooling down for it, its message is gone,
 * other bots have set it off too often), nothing is done and this is given: the rest is to be acted on by itself.
 *
 * Whoever takes runs over begins anew: the store lets the same runs act again in the same cooldown, a reaction is there once, places
 * are found again, and a turn is journalled once.
 *
 * @throws {UserError} where something cannot be done; whatever fails on the way
 */
export async function act(
  cases: readonly [Case, ...Case[]],
  parts: ActParts,
  occasion: Occasion,
): Promise<LeftOut | undefined> {
  const { store } = parts;
  const ids = cases.map(({ run }) => run.id);
  const [{ standing }] = cases;
  const { then } = standing.rule;

  checkNames(standing, parts);
  const newest = messagesOf(cases)?.at(-1);
  const near = newest?.conversation ?? standing.madeIn;
  // A budget that is used up is no failure of the rule, as a turn without one would be.
  if (then.prompt !== undefined && near) await purseFor(standing, near, parts).strain();
  const acting = cases.map((one) => ({ id: one.run.id, cooldown: cooldownOf(one, one.message) }));
  const leftOut = (some: readonly string[]) =>
    some.length === 0 ? undefined : { ids: some, why: coolingOf(standing) };
  // Before anything is seen of it: else what is cooling down would have reacted, or opened a thread.
  const cooling = leftOut(await store.actFor(acting));
  if (cooling) return cooling;
  const byBots = cases.filter(({ run }) => run.isFromBot).length;
  // It is noted already that the rule acts for these: of several at the same time none is overlooked.
  const fault = byBots > 0 && newest && (await tooManyByBots(newest, parts, occasion.now, byBots));
  if (fault) return { ids, why: fault };

  if (then.react !== undefined && newest) await react(newest, then.react, parts, occasion);
  if (then.to === undefined) {
    await store.endRuns(ids, 'acted', { code: 'reacted', emoji: then.react! });
    return undefined;
  }
  const current = tellsLink(standing) ? await withLinks(cases, parts, occasion) : cases;
  if ('why' in current) return current;
  const event = await askedBy(current, then.to, parts, occasion);
  return leftOut(await store.askFor(acting, event));
}

/** Names in a rule that mean something in attache.yaml alone. */
function checkNames({ rule: { then } }: StandingRule, { schemas, webhooks }: ActParts): void {
  if (then.schema !== undefined && !Object.hasOwn(schemas, then.schema))
    throw broken({ code: 'noSchema', name: then.schema });
  if (typeof then.to === 'object' && 'webhook' in then.to && !webhooks.has(then.to.webhook))
    throw broken({ code: 'noWebhook', name: then.to.webhook });
}

async function react(
  message: Message,
  emoji: string,
  { adapters }: ActParts,
  occasion: Occasion,
): Promise<void> {
  const { conversation, id } = message;
  const acts = adapters.get(conversation.platform)?.acts;
  if (!acts) throw broken({ code: 'unconnected', platform: conversation.platform });
  await acts.react(conversation, id, emoji, lookSignal(occasion));
}

/** The newest message with its address, as it is now. Where it is gone, it is left out. */
async function withLinks(
  cases: readonly [Case, ...Case[]],
  { adapters }: ActParts,
  occasion: Occasion,
): Promise<readonly [Case, ...Case[]] | LeftOut> {
  const newest = messagesOf(cases)?.at(-1);
  if (!newest || newest.link !== undefined) return cases;
  const { conversation, id } = newest;
  const message = await adapters
    .get(conversation.platform)
    ?.acts?.message(conversation, id, lookSignal(occasion));
  const isNewest = (one: Case): boolean => one.message?.id === id;
  if (!message) return { ids: cases.filter(isNewest).map(({ run }) => run.id), why: { code: 'gone' } };
  const renewed = (one: Case): Case => (isNewest(one) ? { ...one, message } : one);
  const [first, ...others] = cases;
  return [renewed(first), ...others.map(renewed)];
}

/** Where it looks around: what is read for an answer is the channel's history, wherever in the channel the message stands. */
async function placeAround(
  { conversation }: Message,
  { rule }: StandingRule,
  { adapters }: ActParts,
  occasion: Occasion,
): Promise<Conversation> {
  const acts = adapters.get(conversation.platform)?.acts;
  return rule.then.read && acts ? acts.around(conversation, lookSignal(occasion)) : conversation;
}

async function askedBy(
  cases: readonly [Case, ...Case[]],
  to: Parameters<typeof placeFor>[0]['to'],
  parts: ActParts,
  occasion: Occasion,
): Promise<AskEvent> {
  const { rights, budgets } = parts;
  const [{ standing, run }] = cases;
  const message = messagesOf(cases)?.at(-1);
  const target = await placeFor({ standing, to, message, run: run.id }, parts, occasion);
  const source = message
    ? await placeAround(message, standing, parts, occasion)
    : await sourceOf(standing, target, parts, occasion);
  const author = await rights.author(standing, source, occasion);
  return eventFor({ cases, author, source, target, timeZone: budgets.timeZone, now: occasion.now });
}
