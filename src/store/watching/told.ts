/** What is told of runs: what became of them, what they cost, how a rule is doing. */
import { type Kysely, sql } from 'kysely';
import { type Conversation, readOutcome } from '../../chat/index.ts';
import { messagesIn } from '../kept/forget.ts';
import { LIMITS } from '../limits.ts';
import { channelKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { RunTable } from '../tables/schema-watching.ts';
import { conversationOf, isAbout, isWithin, verdictOf } from './row.ts';
import type { RuleKey, RunState, ToldRun, Watching } from './watching.ts';

type Telling = Pick<Watching, 'runsAbout' | 'latestRuns' | 'standings' | 'setOffByBots' | 'failuresInARow'>;

/** The state of a run, and of the turn that answers once there is one. */
const STATE = sql<RunState>`CASE
  WHEN run.state <> 'asking' THEN run.state
  WHEN turn.state = 'done' THEN 'acted'
  WHEN turn.state IN ('received', 'running') THEN 'asking'
  ELSE COALESCE(turn.state, 'failed')
END`;
/** What a run took: its questions, and its share of the answer. */
const USD = sql<number>`run.usd + COALESCE(turn.cost_usd, 0) / run.shares`;
const ENDED_AT = sql<number | null>`COALESCE(run.ended_at, turn.finished_at)`;
/** What a rule has done in one go, for however many runs. */
const ACT = sql<string>`COALESCE(run.turn, run.id)`;
/** What has ended in one go, for however many runs: what they failed for, they failed for together. */
const END = sql<string>`COALESCE(run.turn, CAST(run.ended_at AS TEXT))`;

export function createTelling(db: Kysely<Tables>): Telling {
  const runs = () => db.selectFrom('run').leftJoin('turn', 'turn.id', 'run.turn');
  const told = () =>
    runs()
      .select(['run.id', 'run.key', 'run.trigger', 'run.place', 'run.at', 'run.due_at'])
      .select(['run.verdict', 'run.outcome'])
      .select([STATE.as('state'), USD.as('usd'), ENDED_AT.as('ended_at')]);

  return {
    async runsAbout(conversation, message) {
      const posted = await turnsThatPosted(db, conversation, message);
      const rows = await told()
        .where('run.id', 'in', (from) => {
          const ids = () => from.selectFrom('run').select('id');
          return ids()
            .where(isAbout(conversation, message))
            .union(ids().where('message', 'is', null).where('trigger', '=', message))
            .$if(posted.length > 0, (query) => query.union(ids().where('turn', 'in', posted)));
        })
        .orderBy('run.came_at', 'desc')
        .orderBy('run.id')
        .limit(LIMITS.toldRuns)
        .execute();
      return rows.map(toldOf).reverse();
    },

    async latestRuns(key, most) {
      const rows = await told()
        .where('run.key', '=', key)
        .orderBy('run.at', 'desc')
        .orderBy('run.came_at', 'desc')
        .orderBy('run.id')
        .limit(most)
        .execute();
      return rows.map(toldOf);
    },

    async standings(since) {
      const rows = await runs()
        .select(({ fn }) => [
          'run.key',
          fn.countAll<number>().as('runs'),
          fn.countAll<number>().filterWhere(STATE, '=', 'acted').as('acted'),
          fn.sum<number>(USD).as('usd'),
          fn.max('run.acted_at').filterWhere(STATE, '=', 'acted').as('lastAt'),
        ])
        .where('run.came_at', '>=', since)
        .groupBy('run.key')
        .orderBy('run.key')
        .execute();
      return rows.map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt ?? undefined }));
    },

    async setOffByBots(conversation, since) {
      const { acts } = await runs()
        .select(({ fn }) => fn.count<number>(ACT).distinct().as('acts'))
        .where('run.from_bot', '=', 1)
        .where('run.acted_at', '>=', since)
        .where(isWithin(channelKey(conversation)))
        .where(STATE, 'in', ['judging', 'asking', 'acted'])
        .executeTakeFirstOrThrow();
      return acts;
    },

    async failuresInARow(key) {
      const ends = await runs()
        .select([STATE.as('state'), sql<number>`MAX(${ENDED_AT})`.as('at')])
        .where('run.key', '=', key)
        .where('run.came_at', '>=', await begunAnew(db, key))
        .where(STATE, 'in', ['acted', 'failed'])
        .where('run.blameless', 'is', null)
        .groupBy([END, STATE])
        .orderBy('at', 'desc')
        .limit(LIMITS.failuresSeen)
        .execute();
      const wentWell = ends.findIndex(({ state }) => state === 'acted');
      return wentWell === -1 ? ends.length : wentWell;
    },
  };
}

const toldOf = (
  row: Pick<
    RunTable,
    'id' | 'key' | 'trigger' | 'place' | 'at' | 'due_at' | 'verdict' | 'outcome' | 'usd' | 'ended_at'
  > & {
    readonly state: RunState;
  },
): ToldRun => ({
  id: row.id,
  key: row.key,
  trigger: row.trigger,
  conversation: conversationOf(row),
  at: row.at,
  dueAt: row.due_at,
  state: row.state,
  verdict: verdictOf(row),
  outcome: row.outcome === null ? undefined : readOutcome(row.outcome),
  usd: row.usd,
  endedAt: row.ended_at ?? undefined,
});

/** The turns by which rules have posted a message in a channel. */
async function turnsThatPosted(
  db: Kysely<Tables>,
  conversation: Conversation,
  message: string,
): Promise<readonly string[]> {
  const key = channelKey(conversation);
  const pages = await db
    .selectFrom('page')
    .innerJoin('turn', 'turn.id', 'page.turn')
    .select(['page.turn', 'page.page'])
    .where('turn.rule', 'is not', null)
    .where((row) =>
      row.or([
        row('turn.conversation', '=', key),
        row(row.fn('substr', ['turn.conversation', row.val(1), row.val(key.length + 1)]), '=', `${key}:`),
      ]),
    )
    .execute();
  return pages.filter(({ page }) => messagesIn(page).includes(message)).map(({ turn }) => turn);
}

/** When a rule was made, or resumed: what failed before is none of its business. */
async function begunAnew(db: Kysely<Tables>, key: RuleKey): Promise<number> {
  const made = await db.selectFrom('rule').select('made_at').where('key', '=', key).executeTakeFirst();
  const paused = await db.selectFrom('pause').select('resumed_at').where('key', '=', key).executeTakeFirst();
  return Math.max(made?.made_at ?? 0, paused?.resumed_at ?? 0);
}
