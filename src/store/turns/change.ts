/** What people change about a turn that is not over: it is to stop, or something else is asked. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { dropFiles } from './composed.ts';
import type { Engine } from '../engine/engine.ts';
import { endUnanswered } from './finish.ts';
import type { Holding } from './holding.ts';
import type { Tables, TurnTable } from '../tables/schema.ts';
import { TEXT } from './sendings.ts';
import type { Step } from '../engine/step.ts';
import { eventOf } from './turn.ts';
import type { WorkStore } from './work.ts';

export function createChanging(
  step: Step,
  { locked }: Pick<Holding, 'locked'>,
  { wipe }: Pick<Engine, 'wipe'>,
): Pick<WorkStore, 'revise' | 'stop'> {
  /** The turn, where it can still be changed: it is not over, not being stopped, and not all of its text stands. */
  const changeable = async (
    transaction: Transaction<Tables>,
    turnId: string,
  ): Promise<Selectable<TurnTable> | undefined> => {
    const row = await locked(transaction, turnId);
    if (!row || row.finished_at !== null || row.stopped === 1) return undefined;
    return (await partsOf(transaction, turnId)).includes(TEXT) ? undefined : row;
  };

  return {
    revise: (turnId, event) =>
      step(async (transaction, { tell }) => {
        const row = await changeable(transaction, turnId);
        if (!row) return;
        await transaction
          .updateTable('turn')
          .set({
            event: JSON.stringify(event),
            revision: row.revision + 1,
            composed: null,
            settled: null,
            asked_usd: null,
          })
          .where('id', '=', turnId)
          .execute();
        await dropFiles(transaction, turnId);
        await transaction.deleteFrom('answer').where('turn', '=', turnId).execute();
        tell({ type: 'revised', turn: turnId });
      }),

    async stop(turnId) {
      const { isStopped, isForgotten } = await step(async (transaction, { tell }) => {
        const row = await changeable(transaction, turnId);
        if (!row || row.composed !== null) return { isStopped: false, isForgotten: false };
        await transaction.updateTable('turn').set({ stopped: 1 }).where('id', '=', turnId).execute();
        const isShown = row.rule === null && eventOf(row.event)?.type === 'command';
        const isOver = !isShown && (await isUnseen(transaction, row));
        if (!isOver) tell({ type: 'stop', turn: turnId });
        return {
          isStopped: true,
          isForgotten: isOver && (await endUnanswered(transaction, turnId, 'cancelled')),
        };
      });
      if (isForgotten) await wipe();
      return isStopped;
    },
  };
}

async function partsOf(db: Kysely<Tables>, owner: string): Promise<readonly string[]> {
  const sendings = await db.selectFrom('sending').select('part').where('owner', '=', owner).execute();
  return sendings.map(({ part }) => part);
}

/** Nobody works on it, and nothing of it was sent or may have been. */
async function isUnseen(
  db: Kysely<Tables>,
  { id, holder }: Pick<TurnTable, 'id' | 'holder'>,
): Promise<boolean> {
  if (holder !== null || (await partsOf(db, id)).length > 0) return false;
  const page = await db.selectFrom('page').select('page').where('turn', '=', id).executeTakeFirst();
  return page === undefined;
}
