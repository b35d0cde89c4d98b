/** What people change about a turn that is not over: it is to stop, or something else is asked. */
import { dropFiles } from './composed.ts';
import type { Engine } from '../engine/engine.ts';
import type { Holding } from './holding.ts';
import type { Step } from '../engine/step.ts';
import { changeable, stopTurn } from './stop.ts';
import type { WorkStore } from './work.ts';

export function createChanging(
  step: Step,
  { locked }: Pick<Holding, 'locked'>,
  { wipe }: Pick<Engine, 'wipe'>,
): Pick<WorkStore, 'revise' | 'stop'> {
  return {
    revise: (turnId, event) =>
      step(async (transaction, { tell }) => {
        const row = await changeable(transaction, turnId, { locked });
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
      const { isStopped, isForgotten } = await step((transaction, { now, tell }) =>
        stopTurn(transaction, turnId, { locked, now, tell }),
      );
      if (isForgotten) await wipe();
      return isStopped;
    },
  };
}
