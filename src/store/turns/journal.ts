/** The journal of turns: what was asked, how far its answer got, what it said and what it cost. */
import type { Kysely } from 'kysely';
import { endOf } from './composed.ts';
import type { Tables } from '../tables/schema.ts';
import { answerOf, costOf, eventOf, type FoundTurn, termsOf } from './turn.ts';

export interface Journal {
  /** Undefined when the turn is not known or forgotten. */
  find(turnId: string): Promise<FoundTurn | undefined>;
  /** The turn that an event has begun. */
  begunBy(eventId: string): Promise<{ readonly id: string; readonly state: FoundTurn['state'] } | undefined>;
  /** Whether this bot was asked something in a conversation before a time, by a message that all there could read. */
  knows(conversation: string, before: number): Promise<boolean>;
}

export function createJournal(db: Kysely<Tables>): Journal {
  return {
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
      return { event, state: endOf(row), cost: costOf(row), answer: answerOf(row), ...termsOf(row) };
    },

    begunBy: (eventId) =>
      db
        .selectFrom('seen')
        .innerJoin('turn', 'turn.id', 'seen.turn')
        .select(['turn.id', 'turn.state'])
        .where('seen.key', '=', eventId)
        .executeTakeFirst(),

    async knows(conversation, before) {
      const row = await db
        .selectFrom('turn')
        .select('id')
        .where('conversation', '=', conversation)
        .where('follows', '=', 1)
        .where('asked_at', '<', before)
        .where('forgotten', '=', 0)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
