/** The journal of turns: what was asked, how far its answer got, what it said and what it cost. */
import type { Kysely } from 'kysely';
import { type AskEvent, conversationKey } from '../chat/index.ts';
import { addCost } from './cost.ts';
import { blank, wipe } from './forget.ts';
import { LIMITS } from './limits.ts';
import { personKey } from './owners.ts';
import type { Tables } from './schema.ts';
import { unreserve } from './spend.ts';
import {
  type Answer,
  answerOf,
  costOf,
  eventOf,
  type FoundTurn,
  type Terms,
  termsOf,
  type Turn,
  type TurnCost,
} from './turn.ts';

export interface Journal {
  /** Journals an event as a new turn; undefined when it has been seen under any of its ids before. */
  accept(event: AskEvent): Promise<Turn | undefined>;
  /** Notes that work on a turn begins. */
  begin(turnId: string): Promise<void>;
  /** Notes that the answer goes on in a further platform message. */
  addPage(turnId: string, page: string): Promise<void>;
  finish(
    turnId: string,
    state: 'done' | 'failed' | 'cancelled',
    cost: TurnCost | undefined,
    answer?: Answer,
    terms?: Terms,
  ): Promise<void>;
  /** Notes that a turn was left before its end on purpose, and what it took: this was not a failed attempt. */
  release(turnId: string, cost: TurnCost | undefined): Promise<void>;
  /** Notes that something else is asked in a turn that has not ended. */
  revise(turnId: string, event: AskEvent): Promise<void>;
  /** Turns of a platform that were accepted and never finished, oldest first. One that can no longer be read is given up. */
  unfinished(platform: string): Promise<readonly Turn[]>;
  /** Undefined when the turn is not known or forgotten. */
  find(turnId: string): Promise<FoundTurn | undefined>;
  /** The turn that an event has begun. */
  begunBy(eventId: string): Promise<{ readonly id: string; readonly state: FoundTurn['state'] } | undefined>;
  /** Whether this bot has been asked something in the conversation before, by a message that all there could read. */
  knows(conversation: string): Promise<boolean>;
}

const idsOf = (event: AskEvent): readonly string[] =>
  event.type === 'message' ? [event.eventId, ...event.aliases] : [event.eventId];

export function createJournal(db: Kysely<Tables>): Journal {
  return {
    accept(event) {
      return db.transaction().execute(async (transaction) => {
        const keys = [...new Set(idsOf(event))];
        const seen = await transaction
          .selectFrom('seen')
          .select('key')
          .where('key', 'in', keys)
          .executeTakeFirst();
        if (seen) return undefined;
        const id = crypto.randomUUID();
        const { platform } = event.message.conversation;
        await transaction
          .insertInto('turn')
          .values({
            id,
            conversation: conversationKey(event.target.conversation),
            author: personKey(platform, { id: event.target.userId }),
            asker: personKey(platform, event.message.author),
            follows: event.type === 'message' && !event.target.private ? 1 : 0,
            forgotten: 0,
            event: JSON.stringify(event),
            state: 'received',
            attempts: 0,
            received_at: Date.now(),
          })
          .execute();
        await transaction
          .insertInto('seen')
          .values(keys.map((key) => ({ key, turn: id })))
          .execute();
        return { id, event, attempts: 0, pages: [] };
      });
    },

    async begin(turnId) {
      await db
        .updateTable('turn')
        .set((row) => ({ state: 'running', attempts: row('attempts', '+', 1) }))
        .where('id', '=', turnId)
        .execute();
    },

    async addPage(turnId, page) {
      await db
        .insertInto('page')
        .values((row) => ({
          turn: turnId,
          page,
          position: row
            .selectFrom('page')
            .where('turn', '=', turnId)
            .select(row.fn.countAll<number>().as('count')),
        }))
        .execute();
    },

    async finish(turnId, state, cost, answer, terms) {
      const isForgotten = await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('turn')
          .set({
            state,
            finished_at: Date.now(),
            settled: terms?.settled && JSON.stringify(terms.settled),
            asked_usd: terms?.askedUsd,
          })
          .where('id', '=', turnId)
          .execute();
        if (cost) await addCost(transaction, turnId, cost);
        if (answer)
          await transaction
            .insertInto('answer')
            .values({
              turn: turnId,
              text: beginningOf(answer.text, LIMITS.text),
              reasoning: beginningOf(answer.reasoning, LIMITS.reasoning),
              sources: JSON.stringify(answer.sources.slice(0, LIMITS.sources)),
            })
            .execute();
        await unreserve(transaction, turnId);
        return blank(transaction);
      });
      if (isForgotten) await wipe(db);
    },

    async release(turnId, cost) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('turn')
          .set((row) => ({ attempts: row('attempts', '-', 1) }))
          .where('id', '=', turnId)
          .execute();
        if (cost) await addCost(transaction, turnId, cost);
      });
    },

    async revise(turnId, event) {
      await db
        .updateTable('turn')
        .set({ event: JSON.stringify(event) })
        .where('id', '=', turnId)
        .where('state', 'in', ['received', 'running'])
        .execute();
    },

    async unfinished(platform) {
      const rows = await db
        .selectFrom('turn')
        .select(['id', 'event', 'attempts'])
        .where('state', 'in', ['received', 'running'])
        .where('conversation', 'like', `${platform}:%`)
        .orderBy('received_at')
        .execute();
      const pages = await db
        .selectFrom('page')
        .select(['turn', 'page'])
        .where('turn', 'in', db.selectFrom('turn').select('id').where('state', '=', 'running'))
        .orderBy('position')
        .execute();
      const turns: Turn[] = [];
      for (const { id, event, attempts } of rows) {
        const parsed = eventOf(event);
        if (parsed)
          turns.push({
            id,
            event: parsed,
            attempts,
            pages: pages.filter(({ turn }) => turn === id).map(({ page }) => page),
          });
        else await this.finish(id, 'failed', undefined);
      }
      return turns;
    },

    async find(turnId) {
      const row = await db
        .selectFrom('turn')
        .leftJoin('answer', 'answer.turn', 'turn.id')
        .selectAll('turn')
        .select(['answer.text', 'answer.reasoning', 'answer.sources'])
        .where('turn.id', '=', turnId)
        .executeTakeFirst();
      const event = row && eventOf(row.event);
      if (!event) return undefined;
      return { event, state: row.state, cost: costOf(row), answer: answerOf(row), ...termsOf(row) };
    },

    begunBy: (eventId) =>
      db
        .selectFrom('seen')
        .innerJoin('turn', 'turn.id', 'seen.turn')
        .select(['turn.id', 'turn.state'])
        .where('seen.key', '=', eventId)
        .executeTakeFirst(),

    async knows(conversation) {
      const row = await db
        .selectFrom('turn')
        .select('id')
        .where('conversation', '=', conversation)
        .where('follows', '=', 1)
        .where('forgotten', '=', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

/** The first `length` units of a text, never half of a character. */
const beginningOf = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
