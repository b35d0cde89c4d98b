/** What was answered to the messages of a conversation, in our own words: platforms show it cut, redrawn and beside other things. */
import type { Kysely } from 'kysely';
import { type AskEvent, type Conversation, conversationKey, type Message } from '../../chat/index.ts';
import { messagesIn } from './forget.ts';
import { channelKey } from './owners.ts';
import type { Tables } from '../tables/schema.ts';
import { eventOf } from '../turns/turn.ts';

/** An answer that stands in a conversation. */
export interface Answered {
  readonly event: AskEvent;
  /** As the model wrote it; empty where no model did: a price was named, or something failed. */
  readonly text: string;
  /** The messages it stands in. */
  readonly pages: readonly string[];
}

export interface AnsweredStore {
  /** The answers to these messages and those in them, in the order they were asked for; none that only the asker sees. */
  answered(conversation: Conversation, messages: readonly Message[]): Promise<readonly Answered[]>;
}

export function createAnswered(db: Kysely<Tables>): AnsweredStore {
  return {
    async answered(conversation, messages) {
      const ids = new Set(messages.map(({ id }) => id));
      const places = [conversationKey(conversation), channelKey(conversation)];
      const pages = await db
        .selectFrom('page')
        .innerJoin('turn', 'turn.id', 'page.turn')
        .select(['page.turn', 'page.page'])
        .where('turn.conversation', 'in', places)
        .where('turn.forgotten', '=', 0)
        .orderBy('page.position')
        .execute();
      const shown = Map.groupBy(pages, ({ turn }) => turn);
      const inSight = [...shown].flatMap(([turn, its]) =>
        its.some(({ page }) => messagesIn(page).some((id) => ids.has(id))) ? [turn] : [],
      );
      const rows = await db
        .selectFrom('turn')
        .innerJoin('answer', 'answer.turn', 'turn.id')
        .select(['turn.id', 'turn.event', 'turn.model', 'turn.asked_usd', 'answer.text'])
        .where('turn.conversation', 'in', places)
        .where('turn.forgotten', '=', 0)
        .where('turn.event', '!=', '')
        .where((row) => row.or([row('turn.id', 'in', inSight), row('turn.message', 'in', [...ids])]))
        .orderBy('turn.received_at')
        .execute();
      return rows.flatMap(({ id, event: json, model, asked_usd, text }) => {
        const event = eventOf(json);
        if (!event || event.target.private) return [];
        const its = (shown.get(id) ?? []).flatMap(({ page }) => messagesIn(page));
        return [{ event, text: model === null || asked_usd !== null ? '' : text, pages: its }];
      });
    },
  };
}
