/** How errands are ended or left, and the fence around them: only whoever is in their lane does anything about them. */
import type { Kysely, Transaction } from 'kysely';
import type { Lanes } from '../queue/lanes.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { TurnLost, type WorkStore } from './work.ts';

export function createErrands(
  step: Step,
  lanes: Pick<Lanes, 'isIn'>,
): Pick<WorkStore, 'finishErrand' | 'releaseErrand'> {
  return {
    finishErrand: (eventId) =>
      step(async (transaction) => {
        // It is done already: the answer to the last try was lost on its way from the database.
        if ((await laneOf(transaction, eventId)) === undefined) return;
        await fenceErrand(transaction, lanes, eventId);
        await dropErrand(transaction, eventId);
      }),

    releaseErrand: (eventId) =>
      step(async (transaction) => {
        const lane = await laneOf(transaction, eventId);
        if (lane === undefined || !(await lanes.isIn(transaction, lane))) return;
        await transaction
          .updateTable('errand')
          .set((errand) => ({ attempts: errand('attempts', '-', 1) }))
          .where('id', '=', eventId)
          .where('attempts', '>', 0)
          .execute();
      }),
  };
}

/** Throws `TurnLost` unless the errand is still to be done, and by this process. */
export async function fenceErrand(
  transaction: Transaction<Tables>,
  lanes: Pick<Lanes, 'isIn'>,
  eventId: string,
): Promise<void> {
  const lane = await laneOf(transaction, eventId);
  if (lane === undefined || !(await lanes.isIn(transaction, lane)))
    throw new TurnLost(`errand ${eventId} is no longer done by this process`);
}

async function laneOf(db: Kysely<Tables>, eventId: string): Promise<string | undefined> {
  const row = await db.selectFrom('errand').select('lane').where('id', '=', eventId).executeTakeFirst();
  return row?.lane;
}

/** Lets go of an errand, and of what is noted of its messages. */
export async function dropErrand(db: Kysely<Tables>, eventId: string): Promise<void> {
  await db.deleteFrom('errand').where('id', '=', eventId).execute();
  await db.deleteFrom('sending').where('owner', '=', eventId).execute();
}
