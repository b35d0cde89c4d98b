/** What is found out about runs that were taken, and how they end where no turn answers. */
import type { Kysely } from 'kysely';
import { writtenOutcome } from '../../chat/index.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import type { RunHolding } from './hold.ts';
import type { Watching } from './watching.ts';

export function createDeciding(
  db: Kysely<Tables>,
  step: Step,
  holding: RunHolding,
): Pick<Watching, 'keepVerdicts' | 'putOff' | 'endRuns' | 'noteOutcome'> {
  const { holder, given, note } = holding;
  return {
    keepVerdicts: (verdicts) => {
      const byId = new Map(verdicts.map((verdict) => [verdict.id, verdict]));
      return note(
        [...byId.keys()],
        async (transaction, runs) => {
          for (const run of runs) {
            const { verdict, usd } = byId.get(run.id)!;
            const json = JSON.stringify(verdict);
            // It is kept already: the answer to the last try was lost on its way from the database.
            if (run.verdict === json) continue;
            await transaction
              .updateTable('run')
              .set({ verdict: json, usd: run.usd + usd })
              .where('id', '=', run.id)
              .execute();
          }
        },
        { isKept: true },
      );
    },

    async putOff(id, dueAt, reason, isAttempt = false) {
      try {
        await step(async (transaction, { tell }) => {
          const left = await transaction
            .updateTable('run')
            .set((row) => ({
              state: 'waiting',
              due_at: dueAt,
              outcome: writtenOutcome(reason),
              holder: null,
              attempts: row('attempts', '-', isAttempt ? 0 : 1),
            }))
            .where('id', '=', id)
            .where('holder', '=', holder)
            .where('state', '=', 'judging')
            .returning('id')
            .executeTakeFirst();
          if (left) tell({ type: 'due', at: dueAt });
        });
      } catch (error) {
        holding.isUnsure = true;
        throw error;
      } finally {
        given.delete(id);
      }
    },

    async endRuns(ids, state, outcome, isBlameless = false) {
      await note(ids, async (transaction, runs, { now }) => {
        await transaction
          .updateTable('run')
          .set((row) => ({
            state,
            outcome: writtenOutcome(outcome),
            blameless: isBlameless ? 1 : null,
            cause: '',
            ended_at: now,
            ...(state === 'acted' && { acted_at: row.fn.coalesce('acted_at', row.val(now)) }),
          }))
          .where(
            'id',
            'in',
            runs.map(({ id }) => id),
          )
          .where('state', '=', 'judging')
          .execute();
      });
      for (const id of ids) given.delete(id);
    },

    async noteOutcome(id, outcome, isBlameless = false) {
      await db
        .updateTable('run')
        .set({ outcome: writtenOutcome(outcome), blameless: isBlameless ? 1 : null })
        .where('state', '=', 'asking')
        .where('turn', '=', (from) => from.selectFrom('run').select('turn').where('id', '=', id))
        .execute();
    },
  };
}
