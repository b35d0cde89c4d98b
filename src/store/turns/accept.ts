/** How work comes in: journalled once, under whatever ids it arrives, and put into its lane. */
import type { Transaction } from 'kysely';
import type { AskEvent } from '../../chat/index.ts';
import type { Aliases } from '../kept/alias.ts';
import { insertTurn, type Placed, placeOf, see } from './begin.ts';
import { laneBeside } from '../queue/lanes.ts';
import { personKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { OPEN } from './turn.ts';
import type { Lane, Load, WorkStore } from './work.ts';

/** What is told at once comes before every answer. */
const FIRST = 0;

export function createAccepting(step: Step, aliases: Aliases): Pick<WorkStore, 'accept' | 'acceptErrand'> {
  /** What one person sets off beside the answers to questions takes one place at a time, however much it is. */
  const laneOf = (platform: string, kind: 'declined' | 'errands', author: string): Lane =>
    laneBeside(aliases, { platform, kind, of: author });

  return {
    accept: (event, admit) =>
      step(async (transaction, { now, wake }) => {
        const id = crypto.randomUUID();
        if (!(await see(transaction, idsOf(event), { turn: id, now }))) return undefined;
        const placed = placeOf(event);
        const { rank: admitted, declined } = admit(await loadOf(transaction, placed));
        const lane =
          declined === undefined
            ? placed.conversation
            : laneOf(event.message.conversation.platform, 'declined', placed.author);
        if (
          declined !== undefined &&
          event.type === 'message' &&
          (await isToBeTold(transaction, lane, placed.conversation))
        ) {
          await transaction.updateTable('seen').set({ turn: '' }).where('turn', '=', id).execute();
          return undefined;
        }
        const rank = declined === undefined ? admitted : FIRST;
        await insertTurn(transaction, event, { id, placed, lane, rank, declined, now });
        wake({ lane, rank });
        return { id, event, attempts: 0, pages: [] };
      }),

    acceptErrand: (errand, platform) =>
      step(async (transaction, { now, wake }) => {
        if (!(await see(transaction, [errand.eventId], { turn: '', now }))) return false;
        const lane = laneOf(platform, 'errands', personKey(platform, errand.author));
        await transaction
          .insertInto('errand')
          .values({
            id: errand.eventId,
            lane,
            event: JSON.stringify(errand),
            attempts: 0,
            received_at: Math.max(now, (await lastIn(transaction, lane)) + 1),
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

/** What people have asked and is open; not what was declined, which is over in a moment. */
async function loadOf(
  transaction: Transaction<Tables>,
  { conversation, author, workspace }: Placed,
): Promise<Load> {
  return transaction
    .selectFrom('turn')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('lane', '=', conversation).as('conversation'),
      fn.countAll<number>().filterWhere('author', '=', author).as('person'),
      fn.countAll<number>().filterWhere('workspace', '=', workspace).as('workspace'),
      fn.countAll<number>().as('everyone'),
    ])
    .where('state', 'in', OPEN)
    .where('declined', 'is', null)
    .where('rule', 'is', null)
    .executeTakeFirstOrThrow();
}
