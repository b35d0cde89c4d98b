/** How work is taken: the next piece of a lane, and a turn taken up again. */
import { type Expression, type Selectable, type SqlBool, sql, type Transaction } from 'kysely';
import { type AskEvent, ChatEvent } from '../../chat/index.ts';
import { filesOf, viewOf } from './composed.ts';
import type { Engine } from '../engine/engine.ts';
import { dropErrand } from './errands.ts';
import { endUnanswered } from './finish.ts';
import type { Holding } from './holding.ts';
import { type Lanes, nextErrand, nextTurn } from '../queue/lanes.ts';
import { LIMITS } from '../limits.ts';
import type { Tables, TurnTable } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { eventOf, OPEN } from './turn.ts';
import type { Declined, Errand, TakenTurn, Work, WorkStore } from './work.ts';
import { TurnLost } from './work.ts';

export function createTaking(
  step: Step,
  holding: Holding,
  lanes: Pick<Lanes, 'isIn'>,
  { wipe }: Pick<Engine, 'wipe'>,
): Pick<WorkStore, 'take' | 'again'> {
  return {
    async take(lane) {
      let isForgotten = false;
      const work = await step(async (transaction, { now }): Promise<Work | undefined> => {
        const giveUp = async (id: string) => {
          isForgotten = (await endUnanswered(transaction, id, { state: 'failed', now })) || isForgotten;
        };
        if (!(await lanes.isIn(transaction, lane))) return undefined;
        const turn = await takeTurn(transaction, lane, holding, giveUp);
        return turn ? { kind: 'turn', turn } : takeErrand(transaction, lane);
      });
      if (isForgotten) await wipe();
      if (work?.kind === 'turn') holding.begin(work.turn);
      return work;
    },

    async again(turnId) {
      try {
        return await step(async (transaction) => {
          const row = await holding.held(transaction, turnId);
          const event = eventOf(row.event);
          if (row.finished_at !== null || !event) throw new TurnLost(`turn ${turnId} is over`);
          return takenOf(transaction, row, event);
        });
      } finally {
        // Whoever asked hears it first: they may have to stop what waits to be written.
        setImmediate(() => holding.settle(turnId));
      }
    },
  };
}

async function takeTurn(
  transaction: Transaction<Tables>,
  lane: string,
  holding: Holding,
  giveUp: (id: string) => Promise<void>,
): Promise<TakenTurn | undefined> {
  const next = await nextTurn(transaction, lane);
  if (!next) return undefined;
  const row = await hold(transaction, next.id, holding);
  const event = row && eventOf(row.event);
  if (event) return takenOf(transaction, { ...row, attempts: row.attempts - 1 }, event);
  // Somebody has stopped it in this moment, or a later version has written it.
  if (row) await giveUp(row.id);
  return takeTurn(transaction, lane, holding, giveUp);
}

/** Notes that this process works on a turn, unless it is over by now. */
async function hold(
  transaction: Transaction<Tables>,
  id: string,
  { holder, revisionOf }: Holding,
): Promise<Selectable<TurnTable> | undefined> {
  // Where the answer to the last try was lost on its way from the database, this attempt is counted already.
  const isCounted: Expression<SqlBool> =
    revisionOf(id) !== undefined
      ? sql.lit(false)
      : sql<SqlBool>`${sql.ref('holder')} = ${holder} and ${sql.ref('state')} = 'running'`;
  return transaction
    .updateTable('turn')
    .set((row) => ({
      state: 'running',
      holder,
      attempts: row
        .case()
        .when(isCounted)
        .then(row.ref('attempts'))
        .else(row('attempts', '+', 1))
        .end(),
    }))
    .where('id', '=', id)
    .where('state', 'in', OPEN)
    .returningAll()
    .executeTakeFirst();
}

async function takenOf(
  transaction: Transaction<Tables>,
  row: Selectable<TurnTable>,
  event: AskEvent,
): Promise<TakenTurn> {
  const { id, attempts, revision } = row;
  const pages = await transaction
    .selectFrom('page')
    .select('page')
    .where('turn', '=', id)
    .orderBy('position')
    .execute();
  const view = viewOf(row);
  return {
    id,
    event,
    attempts,
    pages: pages.map(({ page }) => page),
    declined: (row.declined ?? undefined) as Declined | undefined,
    composed: view && { view, files: await filesOf(transaction, id) },
    isStopped: row.stopped === 1,
    revision,
  };
}

async function takeErrand(transaction: Transaction<Tables>, lane: string): Promise<Work | undefined> {
  const next = await nextErrand(transaction, lane);
  if (!next) return undefined;
  const row = await transaction
    .updateTable('errand')
    .set((errand) => ({ attempts: errand('attempts', '+', 1) }))
    .where('id', '=', next.id)
    .returningAll()
    .executeTakeFirst();
  const errand = row && errandOf(row.event);
  if (errand && row.attempts <= LIMITS.errandAttempts)
    return { kind: 'errand', errand, receivedAt: row.received_at };
  await dropErrand(transaction, next.id);
  return takeErrand(transaction, lane);
}

function errandOf(json: string): Errand | undefined {
  const event = ChatEvent.safeParse(JSON.parse(json)).data;
  return event?.type === 'action' || event?.type === 'control' || event?.type === 'home' ? event : undefined;
}
