/** What is sent once: noted before it goes out, so that whoever takes over asks the platform before sending it again. */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Sending } from '../../chat/index.ts';
import { fenceErrand } from './errands.ts';
import type { Holding } from './holding.ts';
import type { Lanes } from '../queue/lanes.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';

export interface Sendings {
  /**
   * Notes that a message is about to be sent; undefined when it has been sent already. Throws `TurnLost` where the turn, or the lane
   * of the errand, is another process's by now.
   *
   * @param owner the id of the turn, or of the event of an errand
   * @param part which of its messages: `page:2`, `files:5f1d…`
   */
  beginSending(owner: string, part: string): Promise<Sending | undefined>;
  /** Whether it was noted that a message is about to be sent, and not that it has arrived. */
  hasBegun(owner: string, part: string): Promise<boolean>;
  /**
   * It has arrived; `page`: the platform message in which an answer goes on. Throws `TurnLost` like `beginSending`: whoever holds
   * the turn now asks the platform for it.
   */
  endSending(owner: string, part: string, page?: string): Promise<void>;
}

/** The part that has arrived when all of the text of an answer stands. */
export const TEXT = 'text';

/** 22 letters of base64url. */
const KEY_BYTES = 16;

export function createSendings(
  db: Kysely<Tables>,
  step: Step,
  { held }: Holding,
  lanes: Pick<Lanes, 'isIn'>,
): Sendings {
  const fence = async (transaction: Parameters<typeof held>[0], owner: string) => {
    if (await isTurn(transaction, owner)) await held(transaction, owner);
    else await fenceErrand(transaction, lanes, owner);
  };
  return {
    beginSending: (owner, part) =>
      step(async (transaction) => {
        await fence(transaction, owner);
        // By the clock of this machine: platforms reckon with it when their own showed this.
        const sending = { key: randomBytes(KEY_BYTES).toString('base64url'), at: Date.now() };
        const begun = await transaction
          .insertInto('sending')
          .values({ owner, part, ...sending, arrived: 0 })
          .onConflict((conflict) => conflict.columns(['owner', 'part']).doNothing())
          .returning('key')
          .executeTakeFirst();
        if (begun) return { ...sending, isRepeated: false };
        const { key, at, arrived } = await transaction
          .selectFrom('sending')
          .select(['key', 'at', 'arrived'])
          .where('owner', '=', owner)
          .where('part', '=', part)
          .executeTakeFirstOrThrow();
        return arrived ? undefined : { key, at, isRepeated: true };
      }),

    async hasBegun(owner, part) {
      const row = await db
        .selectFrom('sending')
        .select('arrived')
        .where('owner', '=', owner)
        .where('part', '=', part)
        .executeTakeFirst();
      return row?.arrived === 0;
    },

    endSending: (owner, part, page) =>
      step(async (transaction) => {
        await fence(transaction, owner);
        await transaction
          .updateTable('sending')
          .set({ arrived: 1 })
          .where('owner', '=', owner)
          .where('part', '=', part)
          .execute();
        if (page !== undefined) await addPage(transaction, owner, page);
      }),
  };
}

async function isTurn(db: Kysely<Tables>, id: string): Promise<boolean> {
  const row = await db.selectFrom('turn').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** The row of the turn is locked, so that no two pages get the same place. */
async function addPage(db: Kysely<Tables>, turn: string, page: string): Promise<void> {
  const pages = await db.selectFrom('page').select('page').where('turn', '=', turn).execute();
  if (pages.some((known) => known.page === page)) return;
  await db.insertInto('page').values({ turn, page, position: pages.length }).execute();
}
