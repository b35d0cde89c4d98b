/** The journal of turns: what was asked, how far its answer got, what it said and what it cost. */
import type { Kysely } from 'kysely';
import { type AskEvent, conversationKey } from '../chat/index.ts';
import { blank, prune, wipe } from './forget.ts';
import { LIMITS } from './limits.ts';
import { personKey } from './owners.ts';
import type { CallTable, Tables } from './schema.ts';
import { pruneSpend, unreserve } from './spend.ts';
import {
  type Answer,
  answerOf,
  type CallCost,
  costOf,
  eventOf,
  type FoundTurn,
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
  ): Promise<void>;
  /** Notes that a turn was left before its end on purpose: this was not a failed attempt. */
  release(turnId: string): Promise<void>;
  /** Notes that something else is asked in a turn that has not ended. */
  revise(turnId: string, event: AskEvent): Promise<void>;
  /** Turns of a platform that were accepted and never finished, oldest first. One that can no longer be read is given up. */
  unfinished(platform: string): Promise<readonly Turn[]>;
  /** Undefined when the turn is not known or forgotten. */
  find(turnId: string): Promise<FoundTurn | undefined>;
  /** Whether this bot has been asked something in the conversation before, by a message that all there could read. */
  knows(conversation: string): Promise<boolean>;
}

const idsOf = (event: AskEvent): readonly string[] =>
  event.type === 'message' ? [event.eventId, ...event.aliases] : [event.eventId];

export function createJournal(db: Kysely<Tables>): Journal {
  let prunedAt = Date.now();

  async function pruneDaily(): Promise<void> {
    if (Date.now() - prunedAt < LIMITS.pruneEveryMs) return;
    prunedAt = Date.now();
    await prune(db, prunedAt - LIMITS.keptMs);
    await pruneSpend(db);
  }

  return {
    async accept(event) {
      await pruneDaily();
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

    async finish(turnId, state, cost, answer) {
      const isForgotten = await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('turn')
          .set({
            state,
            finished_at: Date.now(),
            model: cost?.model,
            effort: cost?.effort,
            input_tokens: cost?.inputTokens,
            cached_input_tokens: cost?.cachedInputTokens,
            cache_write_tokens: cost?.cacheWriteTokens,
            output_tokens: cost?.outputTokens,
            reasoning_tokens: cost?.reasoningTokens,
            cost_usd: cost?.usd,
          })
          .where('id', '=', turnId)
          .execute();
        const calls = (cost?.calls ?? []).map((call, position) => callRow(turnId, position, call));
        if (calls.length > 0) await transaction.insertInto('call').values(calls).execute();
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

    async release(turnId) {
      await db
        .updateTable('turn')
        .set((row) => ({ attempts: row('attempts', '-', 1) }))
        .where('id', '=', turnId)
        .execute();
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
      return { event, state: row.state, cost: costOf(row), answer: answerOf(row) };
    },

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

const callRow = (turn: string, position: number, call: CallCost): CallTable => ({
  turn,
  position,
  purpose: call.purpose,
  model: call.model,
  effort: call.effort,
  input_tokens: call.inputTokens,
  cached_input_tokens: call.cachedInputTokens,
  cache_write_tokens: call.cacheWriteTokens,
  output_tokens: call.outputTokens,
  reasoning_tokens: call.reasoningTokens,
  estimated: call.estimated ? 1 : 0,
  cost_usd: call.usd ?? null,
});

/** The first `length` units of a text, never half of a character. */
const beginningOf = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
