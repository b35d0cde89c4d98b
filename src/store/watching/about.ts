/** What becomes of runs whose message is edited or deleted. */
import type { Kysely } from 'kysely';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { OPEN } from '../turns/turn.ts';
import { isAbout, UNDECIDED } from './row.ts';
import type { Watching } from './watching.ts';

export function createAbout(
  db: Kysely<Tables>,
  step: Step,
): Pick<Watching, 'waitingAbout' | 'changeCause' | 'cancelAbout'> {
  return {
    waitingAbout: (conversation, message) =>
      db
        .selectFrom('run')
        .select(['id', 'cause', 'key'])
        .where(isAbout(conversation, message))
        .where('state', 'in', UNDECIDED)
        .orderBy('came_at')
        .orderBy('id')
        .execute(),

    changeCause: (id, cause) =>
      step(async (transaction, { tell }) => {
        const changed = await transaction
          .updateTable('run')
          .set({ cause, verdict: null })
          .where('id', '=', id)
          .where('state', 'in', UNDECIDED)
          .returning(['holder', 'due_at'])
          .executeTakeFirst();
        if (!changed || changed.holder === null) return;
        // Whoever has it is deciding about something else, and loses it.
        await transaction
          .updateTable('run')
          .set((row) => ({ state: 'waiting', holder: null, attempts: row('attempts', '-', 1) }))
          .where('id', '=', id)
          .execute();
        tell({ type: 'due', at: changed.due_at });
      }),

    cancelAbout: (conversation, message) =>
      step(async (transaction) => {
        await transaction
          .updateTable('run')
          .set({
            state: 'cancelled',
            outcome: 'The message is gone.',
            cause: '',
            holder: null,
            ended_at: Date.now(),
          })
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
          .execute();
        return turns.map(({ id }) => id);
      }),
  };
}
