/** How a turn begins: its event is noted under whatever ids it arrives, and its question is written into the journal. */
import type { Transaction } from 'kysely';
import { type AskEvent, conversationKey, type RuleAsk } from '../../chat/index.ts';
import { channelKey, personKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { Declined, Lane } from './work.ts';

/** Notes the ids of an event for a turn; false when one of them is known, also to a process that notes it at this moment. */
export async function see(
  transaction: Transaction<Tables>,
  ids: readonly string[],
  { turn, now: at }: { readonly turn: string; readonly now: number },
): Promise<boolean> {
  // Always in the same order, so that no two processes wait for each other.
  const keys = [...new Set(ids)].sort();
  const noted = await transaction
    .insertInto('seen')
    .values(keys.map((key) => ({ key, turn, at })))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .execute();
  if (noted.length === keys.length) return true;
  const inVain = noted.map(({ key }) => key);
  if (inVain.length > 0) await transaction.deleteFrom('seen').where('key', 'in', inVain).execute();
  return false;
}

/** Where a question belongs, and whose it is. */
export interface Placed {
  /** The key of the conversation in which it is answered. */
  readonly conversation: string;
  readonly author: string;
  readonly workspace: string;
}

export function placeOf(event: AskEvent): Placed {
  const { message, target } = event;
  const { platform, workspace } = message.conversation;
  return {
    conversation: conversationKey(target.conversation),
    // What a rule asks is its author's, whoever is answered, and on whichever platform.
    author: ruleOf(event)?.payer ?? personKey(platform, { id: target.userId }),
    workspace: `${platform}:${workspace}`,
  };
}

/** The rule that asks, where one does. */
const ruleOf = (event: AskEvent): RuleAsk | undefined => (event.type === 'command' ? event.rule : undefined);

/** Writes a turn that nobody has begun to work on. */
export async function insertTurn(
  transaction: Transaction<Tables>,
  event: AskEvent,
  at: {
    readonly id: string;
    readonly placed: Placed;
    readonly lane: Lane;
    readonly rank: number;
    readonly declined?: Declined | undefined;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): Promise<void> {
  const { message, target } = event;
  const rule = ruleOf(event);
  const { placed, now, ...row } = at;
  await transaction
    .insertInto('turn')
    .values({
      ...placed,
      ...row,
      asker: rule?.payer ?? personKey(message.conversation.platform, message.author),
      follows: event.type === 'message' && !target.private ? 1 : 0,
      forgotten: 0,
      event: JSON.stringify(event),
      state: 'received',
      attempts: 0,
      received_at: now,
      message: message.id,
      asked_at: message.sentAt,
      stopped: 0,
      revision: 0,
      rule: rule?.key ?? null,
      source: rule ? channelKey(message.conversation) : null,
    })
    .execute();
}
