/** What is being worked on, or waits for it, and where. */
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import { type Conversation, conversationKey } from '../../chat/index.ts';
import { personKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import { eventOf, OPEN } from './turn.ts';
import type { OpenTurn, WorkStore } from './work.ts';

export function createOpenTurns(db: Kysely<Tables>): Pick<WorkStore, 'open' | 'conversationsSince'> {
  return {
    async open({ platform, message, person, again }) {
      const who = person === undefined ? undefined : personKey(platform, { id: person });
      const rows = await db
        .selectFrom('turn')
        .select(['id', 'event', 'state', 'stopped', 'composed'])
        .where('state', 'in', OPEN)
        .where((row) => isOf(row, platform))
        .$if(message !== undefined, (query) => query.where('message', '=', message!))
        .$if(who !== undefined, (query) =>
          query.where((row) => row.or([row('author', '=', who!), row('asker', '=', who!)])),
        )
        // Which of them is looked at more closely: not each open turn of a platform is parsed.
        .$if(again !== undefined, (query) =>
          query.where(sql<boolean>`event like ${`%"again":${literally(JSON.stringify(again))}%`} escape '!'`),
        )
        .orderBy('asked_at')
        .orderBy('received_at')
        .orderBy('id')
        .execute();
      return rows.flatMap(({ id, event: json, state, stopped, composed }): OpenTurn[] => {
        const event = eventOf(json);
        if (!event || (again !== undefined && !(event.type === 'command' && event.again === again)))
          return [];
        return [
          {
            id,
            event,
            state: state as OpenTurn['state'],
            isStopped: stopped === 1,
            isComposed: composed !== null,
          },
        ];
      });
    },

    async conversationsSince(platform, at, most) {
      const rows = await db
        .selectFrom((from) =>
          from
            .selectFrom('turn')
            .select(({ fn }) => ['conversation', fn.max('asked_at').as('last')])
            .where('asked_at', '>=', at)
            .where('event', '!=', '')
            .where((row) => isOf(row, platform))
            .groupBy('conversation')
            .orderBy('last', 'desc')
            .limit(most)
            .as('latest'),
        )
        .innerJoin('turn', (join) =>
          join
            .onRef('turn.conversation', '=', 'latest.conversation')
            .onRef('turn.asked_at', '=', 'latest.last'),
        )
        .select('turn.event')
        .where('turn.event', '!=', '')
        .orderBy('latest.last', 'desc')
        .execute();
      const found = new Map<string, Conversation>();
      for (const { event: json } of rows) {
        const event = eventOf(json);
        // A question in a channel may be answered in a thread of it.
        for (const conversation of event ? [event.target.conversation, event.message.conversation] : [])
          if (!found.has(conversationKey(conversation)))
            found.set(conversationKey(conversation), conversation);
      }
      return [...found.values()];
    },
  };
}

/** In a pattern, with nothing in it that stands for something else. */
const literally = (text: string): string => text.replace(/[!%_]/g, '!$&');

/** A prefix without wildcards. */
const isOf = (row: ExpressionBuilder<Tables, 'turn'>, platform: string) =>
  row(row.fn('substr', ['lane', row.val(1), row.val(platform.length + 1)]), '=', `${platform}:`);
