/** How turns end: their answer is complete, it is written, or the turn is left. */
import type { Transaction } from 'kysely';
import { dropFiles, keepFiles } from './composed.ts';
import { addCost } from '../spent/cost.ts';
import type { Engine } from '../engine/engine.ts';
import { blank } from '../kept/forget.ts';
import type { Holding } from './holding.ts';
import { LIMITS } from '../limits.ts';
import type { Tables } from '../tables/schema.ts';
import { TEXT } from './sendings.ts';
import { unreserve } from '../spent/spend.ts';
import type { Step } from '../engine/step.ts';
import type { Answer, Terms } from './turn.ts';
import type { WorkStore } from './work.ts';

export function createFinishing(
  step: Step,
  { holder, held, locked, revisionOf, end }: Holding,
  { wipe }: Pick<Engine, 'wipe'>,
): Pick<WorkStore, 'compose' | 'written' | 'finish' | 'release'> {
  /** Whether the question is no longer the one that is being answered. */
  const isRevised = ({ id, revision }: { readonly id: string; readonly revision: number }) =>
    (revisionOf(id) ?? revision) !== revision;

  return {
    compose: (turnId, { view, files }, { cost, answer, terms }) =>
      step(async (transaction) => {
        const row = await held(transaction, turnId);
        // Nobody presses Stop on what a rule says: what it was about is gone, and may be answered anew without that.
        const isWithdrawn = row.rule !== null && row.stopped === 1;
        if (isRevised(row) || isWithdrawn) return false;
        // It is kept already: the answer to the last try was lost on its way from the database.
        if (row.finished_at !== null || row.composed !== null) return true;
        await transaction
          .updateTable('turn')
          .set({ composed: JSON.stringify({ ...view, files: undefined }) })
          .where('id', '=', turnId)
          .execute();
        await keepFiles(transaction, turnId, files);
        if (cost) await addCost(transaction, turnId, cost);
        await keepAnswer(transaction, turnId, answer, terms);
        return true;
      }),

    written: (turnId) =>
      step(async (transaction, { now }) => {
        const row = await held(transaction, turnId);
        if (isRevised(row)) return false;
        await transaction
          .insertInto('sending')
          .values({ owner: turnId, part: TEXT, key: '', at: now, arrived: 1 })
          .onConflict((conflict) => conflict.columns(['owner', 'part']).doNothing())
          .execute();
        return true;
      }),

    async finish(turnId, state, cost, answer, terms) {
      const { isOver, isForgotten } = await step(async (transaction, { now }) => {
        const row = await held(transaction, turnId);
        if (row.finished_at !== null) return { isOver: true, isForgotten: false };
        if (isRevised(row)) return { isOver: false, isForgotten: false };
        await transaction
          .updateTable('turn')
          .set({ state, finished_at: now, composed: null })
          .where('id', '=', turnId)
          .execute();
        if (cost) await addCost(transaction, turnId, cost);
        await keepAnswer(transaction, turnId, answer, terms);
        if (row.composed !== null) await dropFiles(transaction, turnId);
        await transaction.deleteFrom('sending').where('owner', '=', turnId).execute();
        await unreserve(transaction, turnId);
        const isToGo = row.forgotten === 1 || row.rule !== null;
        return { isOver: true, isForgotten: isToGo && (await blank(transaction, turnId)) };
      });
      if (isOver) end(turnId);
      if (isForgotten) await wipe();
      return isOver;
    },

    async release(turnId, cost) {
      // Whatever comes of this, nobody works on it here any more.
      end(turnId);
      return step(async (transaction, { wake }) => {
        const row = await locked(transaction, turnId);
        if (!row || (row.holder !== holder && row.holder !== null)) return 'left';
        const isKept = row.composed !== null || row.finished_at !== null;
        if (row.holder === null || row.finished_at !== null) return isKept ? 'kept' : 'left';
        await transaction
          .updateTable('turn')
          .set({ attempts: row.attempts - 1, holder: null })
          .where('id', '=', turnId)
          .execute();
        if (!isKept && cost) await addCost(transaction, turnId, cost);
        wake(row);
        return isKept ? 'kept' : 'left';
      });
    },
  };
}

/**
 * Ends a turn without an answer: what was kept of one that nobody has seen goes.
 *
 * @returns whether anything that was to be forgotten is gone by that: see `wipe`
 */
export async function endUnanswered(
  transaction: Transaction<Tables>,
  id: string,
  { state, now }: { readonly state: 'failed' | 'cancelled'; readonly now: number },
): Promise<boolean> {
  await transaction
    .updateTable('turn')
    .set({ state, finished_at: now, composed: null })
    .where('id', '=', id)
    .execute();
  await dropFiles(transaction, id);
  await transaction.deleteFrom('answer').where('turn', '=', id).execute();
  await transaction.deleteFrom('sending').where('owner', '=', id).execute();
  await unreserve(transaction, id);
  return blank(transaction, id);
}

/** Keeps what buttons will ask for. */
async function keepAnswer(
  transaction: Transaction<Tables>,
  turn: string,
  answer: Answer | undefined,
  terms: Terms | undefined,
): Promise<void> {
  if (terms)
    await transaction
      .updateTable('turn')
      .set({
        settled: terms.settled === undefined ? null : JSON.stringify(terms.settled),
        asked_usd: terms.askedUsd ?? null,
      })
      .where('id', '=', turn)
      .execute();
  if (!answer) return;
  const row = {
    text: beginningOf(answer.text, LIMITS.text),
    reasoning: beginningOf(answer.reasoning, LIMITS.reasoning),
    sources: JSON.stringify(answer.sources.slice(0, LIMITS.sources)),
  };
  await transaction
    .insertInto('answer')
    .values({ turn, ...row })
    .onConflict((conflict) => conflict.column('turn').doUpdateSet(row))
    .execute();
}

/** The first `length` units of a text, never half of a character. */
const beginningOf = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
