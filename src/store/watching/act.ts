/** How a rule acts: by a turn that answers, or by itself; once for its runs, and not sooner again than it may. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { type AskEvent, conversationKey } from '../../chat/index.ts';
import type { Aliases } from '../kept/alias.ts';
import { insertTurn, placeOf, see } from '../turns/begin.ts';
import { laneBeside, platformOf } from '../queue/lanes.ts';
import type { Tables } from '../tables/schema.ts';
import type { Follow } from '../engine/step.ts';
import type { RunHolding } from './hold.ts';
import type { Cooldown, RuleKey, Watching } from './watching.ts';

/** What nobody waits for comes after all that somebody does. */
const LAST = 1_000;

export function createActing(
  db: Kysely<Tables>,
  { given, note }: RunHolding,
  aliases: Aliases,
): Pick<Watching, 'askFor' | 'actFor' | 'isCooling'> {
  /** A scope may be a person, who may want to be forgotten. */
  const hidden = (cooldown: Cooldown | undefined): Cooldown | undefined =>
    cooldown && { ...cooldown, scope: aliases.alias(cooldown.scope) };

  return {
    isCooling: (key, ids, cooldown) => isCooling(db, key, ids, hidden(cooldown)!),

    async askFor(ids, event, named) {
      const cooldown = hidden(named);
      const asked = await note(
        ids,
        async (transaction, runs, follow) => {
          const { key } = runs[0]!;
          // It may be journalled already: the answer to the last try was lost on its way from the database.
          const before = await turnOf(transaction, event);
          if (before === undefined && cooldown && (await isCooling(transaction, key, ids, cooldown)))
            return 'cooling';
          await transaction
            .updateTable('run')
            .set({
              state: 'asking',
              turn: before ?? (await journal(transaction, event, aliases, follow)),
              shares: runs.length,
              ...(cooldown && { scope: cooldown.scope }),
              acted_at: Date.now(),
              cause: '',
              outcome: null,
            })
            .where('id', 'in', ids)
            .where('state', '=', 'judging')
            .execute();
          return 'asked';
        },
        { locks: locksOf(cooldown) },
      );
      if (asked === 'asked') for (const id of ids) given.delete(id);
      return asked;
    },

    async actFor(ids, named) {
      const cooldown = hidden(named);
      return note(
        ids,
        async (transaction, runs) => {
          const { key } = runs[0]!;
          if (cooldown && (await isCooling(transaction, key, ids, cooldown))) return 'cooling';
          await transaction
            .updateTable('run')
            .set({ scope: cooldown?.scope ?? null, acted_at: Date.now() })
            .where('id', 'in', ids)
            .where('state', '=', 'judging')
            .execute();
          return 'go';
        },
        { locks: locksOf(cooldown) },
      );
    },
  };
}

/** Held while it is looked up when a rule last acted in a scope, and noted that it does now. */
const locksOf = (cooldown: Cooldown | undefined): readonly string[] =>
  cooldown ? [`cooldown:${cooldown.scope}`] : [];

/** Whether a rule has acted in a scope for other runs, too short a time ago. What went wrong was no act. */
async function isCooling(
  db: Kysely<Tables>,
  key: RuleKey,
  ids: readonly string[],
  { scope, ms }: Cooldown,
): Promise<boolean> {
  const row = await db
    .selectFrom('run')
    .leftJoin('turn', 'turn.id', 'run.turn')
    .select('run.id')
    .where('run.key', '=', key)
    .where('run.scope', '=', scope)
    .where('run.acted_at', '>', Date.now() - ms)
    .where('run.id', 'not in', ids)
    .where('run.state', 'in', ['judging', 'asking', 'acted'])
    .where((acted) =>
      acted.or([acted('turn.state', 'is', null), acted('turn.state', 'not in', ['failed', 'cancelled'])]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The turn that an event has begun. */
async function turnOf(transaction: Transaction<Tables>, { eventId }: AskEvent): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('seen')
    .select('turn')
    .where('key', '=', eventId)
    .executeTakeFirst();
  return row?.turn;
}

/**
 * Journals what a rule asks as a turn, and gives its id. It has a lane beside the conversation it is answered in, one for each rule:
 * what people ask there does not wait for it.
 */
async function journal(
  transaction: Transaction<Tables>,
  event: AskEvent,
  aliases: Aliases,
  { wake }: Follow,
): Promise<string> {
  const id = randomUUID();
  await see(transaction, [event.eventId], id);
  const placed = placeOf(event);
  const rule = event.type === 'command' ? event.rule?.key : undefined;
  const lane = laneBeside(aliases, {
    platform: platformOf(placed.conversation),
    kind: 'rules',
    of: JSON.stringify([rule, conversationKey(event.target.conversation)]),
  });
  await insertTurn(transaction, event, { id, placed, lane, rank: LAST });
  wake({ lane, rank: LAST });
  return id;
}
