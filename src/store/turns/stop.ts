/** How a turn is stopped that is not over: at once where nobody has seen anything of it, else by whoever works on it. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import { endUnanswered } from './finish.ts';
import type { Holding } from './holding.ts';
import type { Tables, TurnTable } from '../tables/schema.ts';
import { TEXT } from './sendings.ts';
import type { StepParts } from '../engine/step.ts';
import { eventOf } from './turn.ts';

export interface Stopped {
  /** There was something to stop that was not being stopped already. */
  readonly isStopped: boolean;
  /** Something that was to be forgotten is gone by that: see `wipe`. */
  readonly isForgotten: boolean;
}

/** As a part of a transaction. See `WorkStore.stop`. */
export async function stopTurn(
  transaction: Transaction<Tables>,
  turnId: string,
  { locked, now, tell }: Pick<Holding, 'locked'> & Pick<StepParts, 'now' | 'tell'>,
): Promise<Stopped> {
  const row = await stoppable(transaction, turnId, { locked });
  if (!row) return { isStopped: false, isForgotten: false };
  await transaction.updateTable('turn').set({ stopped: 1 }).where('id', '=', turnId).execute();
  const isShown = row.rule === null && eventOf(row.event)?.type === 'command';
  const isOver = !isShown && (await isUnseen(transaction, row));
  if (!isOver) tell({ type: 'stop', turn: turnId });
  return {
    isStopped: true,
    isForgotten: isOver && (await endUnanswered(transaction, turnId, { state: 'cancelled', now })),
  };
}

/** The turn, where there is something to stop that is not being stopped already: its answer is not complete. */
export async function stoppable(
  transaction: Transaction<Tables>,
  turnId: string,
  { locked }: Pick<Holding, 'locked'>,
): Promise<Selectable<TurnTable> | undefined> {
  const row = await changeable(transaction, turnId, { locked });
  return row?.composed === null ? row : undefined;
}

/** The turn, where it can still be changed: it is not over, not being stopped, and not all of its text stands. */
export async function changeable(
  transaction: Transaction<Tables>,
  turnId: string,
  { locked }: Pick<Holding, 'locked'>,
): Promise<Selectable<TurnTable> | undefined> {
  const row = await locked(transaction, turnId);
  if (!row || row.finished_at !== null || row.stopped === 1) return undefined;
  return (await partsOf(transaction, turnId)).includes(TEXT) ? undefined : row;
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
