/** How work comes in: journalled once, under whatever ids it arrives, and put into its lane. */
import type { Transaction } from 'kysely';
import { type AskEvent, conversationKey } from '../chat/index.ts';
import type { Aliases } from './alias.ts';
import { personKey } from './owners.ts';
import type { Tables } from './schema.ts';
import type { Step } from './step.ts';
import { OPEN } from './turn.ts';
import type { Lane, Load, WorkStore } from './work.ts';

/** What is told at once comes before every answer. */
const FIRST = 0;

/** So much of an alias tells people apart: the names of lanes are short. */
const NAME_LENGTH = 32;

export function createAccepting(step: Step, { alias }: Aliases): Pick<WorkStore, 'accept' | 'acceptErrand'> {
  /** What one person sets off beside the answers to questions takes one place at a time, however much it is. */
  const laneOf = (platform: string, kind: 'declined' | 'errands', author: string): Lane =>
    `${platform}:${kind}:${alias(author).slice(0, NAME_LENGTH)}`;

  return {
    accept: (event, admit) =>
      step(async (transaction, { wake }) => {
        const id = crypto.randomUUID();
        if (!(await see(transaction, idsOf(event), id))) return undefined;
        const { message, target } = event;
        const { platform } = message.conversation;
        const placed = {
          lane: conversationKey(target.conversation),
          author: personKey(platform, { id: target.userId }),
          workspace: `${platform}:${message.conversation.workspace}`,
        };
        const { rank: admitted, declined } = admit(await loadOf(transaction, placed));
        const lane = declined === undefined ? placed.lane : laneOf(platform, 'declined', placed.author);
        if (
          declined !== undefined &&
          event.type === 'message' &&
          (await isToBeTold(transaction, lane, placed.lane))
        ) {
          await transaction.updateTable('seen').set({ turn: '' }).where('turn', '=', id).execute();
          return undefined;
        }
        const rank = declined === undefined ? admitted : FIRST;
        await transaction
          .insertInto('turn')
          .values({
            ...placed,
            id,
            conversation: placed.lane,
            asker: personKey(platform, message.author),
            follows: event.type === 'message' && !target.private ? 1 : 0,
            forgotten: 0,
            event: JSON.stringify(event),
            state: 'received',
            attempts: 0,
            received_at: Date.now(),
            lane,
            message: message.id,
            asked_at: message.sentAt,
            rank,
            declined,
            stopped: 0,
            revision: 0,
          })
          .execute();
        wake({ lane, rank });
        return { id, event, attempts: 0, pages: [] };
      }),

    acceptErrand: (errand, platform) =>
      step(async (transaction, { wake }) => {
        if (!(await see(transaction, [errand.eventId], ''))) return false;
        const lane = laneOf(platform, 'errands', personKey(platform, errand.author));
        await transaction
          .insertInto('errand')
          .values({
            id: errand.eventId,
            lane,
            event: JSON.stringify(errand),
            attempts: 0,
            received_at: Math.max(Date.now(), (await lastIn(transaction, lane)) + 1),
          })
          .execute();
        wake({ lane, rank: FIRST });
        return true;
      }),
  };
}

const idsOf = (event: AskEvent): readonly string[] =>
  event.type === 'message' ? [event.eventId, ...event.aliases] : [event.eventId];

/**
 * Whether a person is still to be told that they were declined in a conversation: one sentence is enough. A command shows that it was
 * heard, so each gets its own.
 */
async function isToBeTold(
  transaction: Transaction<Tables>,
  lane: Lane,
  conversation: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('turn')
    .select('id')
    .where('lane', '=', lane)
    .where('state', 'in', OPEN)
    .where('conversation', '=', conversation)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the last errand of a lane came: those of the same millisecond are done in their order as well. */
async function lastIn(transaction: Transaction<Tables>, lane: Lane): Promise<number> {
  const row = await transaction
    .selectFrom('errand')
    .select(({ fn }) => fn.max('received_at').as('last'))
    .where('lane', '=', lane)
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Notes the ids of an event for a turn; false when one of them is known, also to a process that notes it at this moment. */
async function see(transaction: Transaction<Tables>, ids: readonly string[], turn: string): Promise<boolean> {
  // Always in the same order, so that no two processes wait for each other.
  const keys = [...new Set(ids)].sort();
  const noted = await transaction
    .insertInto('seen')
    .values(keys.map((key) => ({ key, turn, at: Date.now() })))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .execute();
  if (noted.length === keys.length) return true;
  const inVain = noted.map(({ key }) => key);
  if (inVain.length > 0) await transaction.deleteFrom('seen').where('key', 'in', inVain).execute();
  return false;
}

/** What is open; not what was declined, which is over in a moment. */
async function loadOf(
  transaction: Transaction<Tables>,
  { lane, author, workspace }: { readonly lane: Lane; readonly author: string; readonly workspace: string },
): Promise<Load> {
  return transaction
    .selectFrom('turn')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('lane', '=', lane).as('conversation'),
      fn.countAll<number>().filterWhere('author', '=', author).as('person'),
      fn.countAll<number>().filterWhere('workspace', '=', workspace).as('workspace'),
      fn.countAll<number>().as('everyone'),
    ])
    .where('state', 'in', OPEN)
    .where('declined', 'is', null)
    .executeTakeFirstOrThrow();
}
