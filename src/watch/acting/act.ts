/** Acting: reacts, and journals the turn that answers, so that whatever a crash leaves undone is done once by whoever takes over. */
import type { AskEvent, Conversation, Message } from '../../chat/index.ts';
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

/**
 * Acts on what has set a rule off, together. A rule that is cooling down does nothing.
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
): Promise<void> {
  const { store } = parts;
  const ids = cases.map(({ run }) => run.id);
  const [{ standing }] = cases;
  const { then } = standing.rule;
  const decline = (why: string) => store.endRuns(ids, 'declined', why);

  checkNames(standing, parts);
  const newest = messagesOf(cases)?.at(-1);
  const near = newest?.conversation ?? standing.madeIn;
  // A budget that is used up is no failure of the rule, as a turn without one would be.
  if (then.prompt !== undefined && near) await purseFor(standing, near, parts).strain();
  const cooldown = cooldownOf(cases[0], newest);
  // Before anything is seen of it: else what is cooling down would have reacted, or opened a thread.
  const cooling = () => decline(coolingOf(standing));
  if ((await store.actFor(ids, cooldown)) === 'cooling') return cooling();
  const byBots = cases.filter(({ run }) => run.isFromBot).length;
  // It is noted already that the rule acts for these: of several at the same time none is overlooked.
  const fault = byBots > 0 && newest && (await tooManyByBots(newest, parts, occasion.now, byBots));
  if (fault) return decline(fault);

  if (then.react !== undefined && newest) await react(newest, then.react, parts, occasion);
  if (then.to === undefined) return store.endRuns(ids, 'acted', `I reacted with ${then.react}.`);
  const current = tellsLink(standing) ? await withLinks(cases, parts, occasion) : cases;
  if (!current) return decline('The message is gone.');
  const event = await askedBy(current, then.to, parts, occasion);
  if ((await store.askFor(ids, event, cooldown)) === 'cooling') await cooling();
}

/** Names in a rule that mean something in attache.yaml alone. */
function checkNames({ rule: { then } }: StandingRule, { schemas, webhooks }: ActParts): void {
  if (then.schema !== undefined && !Object.hasOwn(schemas, then.schema))
    throw broken(`There is no schema “${then.schema}”.`, 'Add it under "schemas" in attache.yaml.');
  if (typeof then.to === 'object' && 'webhook' in then.to && !webhooks.has(then.to.webhook))
    throw broken(`There is no webhook “${then.to.webhook}”.`, 'Add it under "webhooks" in attache.yaml.');
}

async function react(
  message: Message,
  emoji: string,
  { adapters }: ActParts,
  occasion: Occasion,
): Promise<void> {
  const { conversation, id } = message;
  const acts = adapters.get(conversation.platform)?.acts;
  if (!acts) throw broken(`I am not connected to ${conversation.platform}.`);
  await acts.react(conversation, id, emoji, lookSignal(occasion));
}

/** The newest message with its address, as it is now; undefined where it is gone. */
async function withLinks(
  cases: readonly [Case, ...Case[]],
  { adapters }: ActParts,
  occasion: Occasion,
): Promise<readonly [Case, ...Case[]] | undefined> {
  const newest = messagesOf(cases)?.at(-1);
  if (!newest || newest.link !== undefined) return cases;
  const { conversation, id } = newest;
  const message = await adapters
    .get(conversation.platform)
    ?.acts?.message(conversation, id, lookSignal(occasion));
  if (!message) return undefined;
  const renewed = (one: Case): Case => (one.message?.id === id ? { ...one, message } : one);
  const [first, ...others] = cases;
  return [renewed(first), ...others.map(renewed)];
}

/** Where it looks around: what is read for an answer is the channel's history, wherever in the channel the message stands. */
function placeAround(message: Message, { rule }: StandingRule): Conversation {
  if (!rule.then.read) return message.conversation;
  const { thread: _, ...channel } = message.conversation;
  return { ...channel, kind: 'channel' };
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
  const source = message ? placeAround(message, standing) : await sourceOf(standing, target, parts, occasion);
  const author = await rights.author(standing, source, occasion);
  return eventFor({ cases, author, source, target, timeZone: budgets.timeZone, now: occasion.now });
}
