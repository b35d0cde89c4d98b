/** How a rule acts: by a turn that answers, or by itself; once for its runs, and not sooner again than it may. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { type AskEvent, conversationKey } from '../../chat/index.ts';
import type { Aliases } from '../kept/alias.ts';
import { insertTurn, placeOf, see } from '../turns/begin.ts';
import { laneBeside, platformOf } from '../queue/lanes.ts';
import type { Tables } from '../tables/schema.ts';
import type { StepParts } from '../engine/step.ts';
import type { RunHolding } from './hold.ts';
import type { Acting, Cooldown, RuleKey, Watching } from './watching.ts';

/** What nobody waits for comes after all that somebody does. */
const LAST = 1_000;

export function createActing(
  db: Kysely<Tables>,
  { given, note }: RunHolding,
  { aliases, now: clock }: { readonly aliases: Aliases; readonly now: () => number },
): Pick<Watching, 'askFor' | 'actFor' | 'isCooling'> {
  /** A scope may be a person, who may want to be forgotten. */
  const hidden = (runs: readonly Acting[]): readonly Acting[] =>
    runs.map(({ id, cooldown }) => ({
      id,
      cooldown: cooldown && { ...cooldown, scope: aliases.alias(cooldown.scope) },
    }));

  return {
    isCooling: (key, ids, { scope, ms }) =>
      isCooling(db, { key, ids, cooldown: { scope: aliases.alias(scope), ms }, now: clock() }),

    async askFor(acting, event) {
      const wanted = hidden(acting);
      const ids = wanted.map(({ id }) => id);
      const cooling = await note(
        ids,
        async (transaction, runs, parts) => {
          const { key } = runs[0]!;
          const { now } = parts;
          // It may be journalled already: the answer to the last try was lost on its way from the database.
          const before = await turnOf(transaction, event);
          const waiting = before === undefined ? await coolingOf(transaction, key, wanted, now) : [];
          if (waiting.length > 0) return waiting;
          await noteActed(transaction, wanted, now);
          await transaction
            .updateTable('run')
            .set({
              state: 'asking',
              turn: before ?? (await journal(transaction, event, aliases, parts)),
              shares: runs.length,
              // Of several, the others are asked for anew where the message of one is deleted: see `cancelAbout`.
              ...(runs.length === 1 && { cause: '' }),
              outcome: null,
            })
            .where('id', 'in', ids)
            .where('state', '=', 'judging')
            .execute();
          return [];
        },
        { locks: locksOf(wanted) },
      );
      if (cooling.length === 0) for (const id of ids) given.delete(id);
      return cooling;
    },

    async actFor(acting) {
      const wanted = hidden(acting);
      return note(
        wanted.map(({ id }) => id),
        async (transaction, runs, { now }) => {
          const waiting = await coolingOf(transaction, runs[0]!.key, wanted, now);
          if (waiting.length === 0) await noteActed(transaction, wanted, now);
          return waiting;
        },
        { locks: locksOf(wanted) },
      );
    },
  };
}

/** Held while it is looked up when a rule last acted in a scope, and noted that it does now. */
const locksOf = (wanted: readonly Acting[]): readonly string[] =>
  wanted.flatMap(({ cooldown }) => (cooldown ? [`cooldown:${cooldown.scope}`] : []));

/** The runs of each scope; of those that have none under `undefined`. */
const byScope = (wanted: readonly Acting[]) => Map.groupBy(wanted, ({ cooldown }) => cooldown?.scope);

/** The runs in whose scopes a rule is cooling down. */
async function coolingOf(
  transaction: Transaction<Tables>,
  key: RuleKey,
  wanted: readonly Acting[],
  now: number,
): Promise<readonly string[]> {
  const ids = wanted.map(({ id }) => id);
  const cooling: string[] = [];
  for (const runs of byScope(wanted).values()) {
    const { cooldown } = runs[0]!;
    if (cooldown && (await isCooling(transaction, { key, ids, cooldown, now })))
      cooling.push(...runs.map(({ id }) => id));
  }
  return cooling;
}

/** Notes that a rule acts now, for each run in its scope; a scope that is noted already stays. */
async function noteActed(
  transaction: Transaction<Tables>,
  wanted: readonly Acting[],
  now: number,
): Promise<void> {
  for (const [scope, runs] of byScope(wanted))
    await transaction
      .updateTable('run')
      .set({ acted_at: now, ...(scope !== undefined && { scope }) })
      .where(
        'id',
        'in',
        runs.map(({ id }) => id),
      )
      .where('state', '=', 'judging')
      .execute();
}

/** Runs for which a rule wants to act at a time, unless it is cooling down. */
interface Wanted {
  readonly key: RuleKey;
  readonly ids: readonly string[];
  readonly cooldown: Cooldown;
  readonly now: number;
}

/** Whether a rule has acted in a scope for other runs, too short a time ago. What went wrong was no act. */
async function isCooling(db: Kysely<Tables>, { key, ids, cooldown, now }: Wanted): Promise<boolean> {
  const row = await db
    .selectFrom('run')
    .leftJoin('turn', 'turn.id', 'run.turn')
    .select('run.id')
    .where('run.key', '=', key)
    .where('run.scope', '=', cooldown.scope)
    .where('run.acted_at', '>', now - cooldown.ms)
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
  { now, wake }: StepParts,
): Promise<string> {
  const id = randomUUID();
  await see(transaction, [event.eventId], { turn: id, now });
  const placed = placeOf(event);
  const rule = event.type === 'command' ? event.rule?.key : undefined;
  const lane = laneBeside(aliases, {
    platform: platformOf(placed.conversation),
    kind: 'rules',
    of: JSON.stringify([rule, conversationKey(event.target.conversation)]),
  });
  await insertTurn(transaction, event, { id, placed, lane, rank: LAST, now });
  wake({ lane, rank: LAST });
  return id;
}
