/** What becomes of runs whose message is edited or deleted. */
import { randomUUID } from 'node:crypto';
import { sql, type SqlBool, type Transaction } from 'kysely';
import { type Conversation, writtenOutcome } from '../../chat/index.ts';
import type { Engine } from '../engine/engine.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step, StepParts } from '../engine/step.ts';
import type { Holding } from '../turns/holding.ts';
import { stoppable, stopTurn } from '../turns/stop.ts';
import { OPEN } from '../turns/turn.ts';
import { isAbout, UNDECIDED } from './row.ts';
import type { Watching } from './watching.ts';

/** A run that may be decided on, also anew: it is answered with others, and the message of one of them may be deleted. */
const isOpen = sql<SqlBool>`(run.state IN (${sql.join(UNDECIDED)}) OR (run.state = 'asking' AND run.cause <> ''))`;

export function createAbout(
  { db, wipe }: Pick<Engine, 'db' | 'wipe'>,
  step: Step,
  { locked }: Pick<Holding, 'locked'>,
): Pick<Watching, 'waitingAbout' | 'changeCause' | 'cancelAbout'> {
  return {
    waitingAbout: (conversation, message) =>
      db
        .selectFrom('run')
        .select(['id', 'cause', 'key'])
        .where(isAbout(conversation, message))
        .where(isOpen)
        .orderBy('came_at')
        .orderBy('id')
        .execute(),

    changeCause: (id, cause) =>
      step(async (transaction, { tell }) => {
        const changed = await transaction
          .updateTable('run')
          .set({ cause, verdict: null })
          .where('id', '=', id)
          .where(isOpen)
          .returning(['state', 'holder', 'due_at'])
          .executeTakeFirst();
        if (changed?.state !== 'judging' || changed.holder === null) return;
        // Whoever has it is deciding about something else, and loses it.
        await transaction
          .updateTable('run')
          .set((row) => ({ state: 'waiting', holder: null, attempts: row('attempts', '-', 1) }))
          .where('id', '=', id)
          .execute();
        tell({ type: 'due', at: changed.due_at });
      }),

    async cancelAbout(conversation, message) {
      const isForgotten = await step(async (transaction, parts) => {
        await transaction
          .updateTable('run')
          .set({ ...gone(parts), holder: null })
          .where(isAbout(conversation, message))
          .where('state', 'in', UNDECIDED)
          .execute();
        const turns = await transaction
          .selectFrom('run')
          .innerJoin('turn', 'turn.id', 'run.turn')
          .select('turn.id')
          .distinct()
          .where(isAbout(conversation, message))
          .where('turn.state', 'in', OPEN)
          // Always in the same order, so that no two processes wait for each other.
          .orderBy('turn.id')
          .execute();
        let isAnyForgotten = false;
        for (const { id } of turns) {
          if (!(await stoppable(transaction, id, { locked }))) continue;
          // Before it is stopped: what its runs were about is forgotten then.
          await askAnew(transaction, id, { conversation, message }, parts);
          const stopped = await stopTurn(transaction, id, { ...parts, locked });
          isAnyForgotten ||= stopped.isForgotten;
        }
        return isAnyForgotten;
      });
      if (isForgotten) await wipe();
    },
  };
}

const gone = ({ now }: Pick<StepParts, 'now'>) =>
  ({ state: 'cancelled', outcome: writtenOutcome({ code: 'gone' }), cause: '', ended_at: now }) as const;

/**
 * Ends the runs of a turn whose message is gone. The others wait as if they had not been asked for yet, due at once and together; under
 * new names, so that what they are asked for is another turn.
 */
async function askAnew(
  transaction: Transaction<Tables>,
  turn: string,
  { conversation, message }: { readonly conversation: Conversation; readonly message: string },
  { now, tell }: Pick<StepParts, 'now' | 'tell'>,
): Promise<void> {
  const about = isAbout(conversation, message);
  await transaction.updateTable('run').set(gone({ now })).where('turn', '=', turn).where(about).execute();
  const left = await transaction
    .selectFrom('run')
    .select('id')
    .where('turn', '=', turn)
    .where('state', '=', 'asking')
    // Of what somebody wanted forgotten nothing is left that could be asked.
    .where('cause', '!=', '')
    .execute();
  for (const { id } of left)
    await transaction
      .updateTable('run')
      .set((row) => ({
        id: randomUUID(),
        state: 'waiting',
        turn: null,
        shares: 1,
        holder: null,
        due_at: now,
        batch: turn,
        put_off_ms: null,
        acted_at: null,
        scope: null,
        attempts: row('attempts', '-', 1),
      }))
      .where('id', '=', id)
      .execute();
  // What it took so far is told of those that are left with it.
  await transaction
    .updateTable('run')
    .set({
      shares: (from) =>
        from
          .selectFrom('run as own')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('own.turn', '=', turn),
    })
    .where('turn', '=', turn)
    .execute();
  if (left.length > 0) tell({ type: 'due', at: now });
}
