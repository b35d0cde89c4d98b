/** The journal of turns: what was asked, how far its answer got, and what it cost. It survives the process. */
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { AskEvent, conversationKey, type Effort } from '../chat/index.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Tables } from './schema.ts';
import { openSqlite } from './sqlite.ts';

/** One request for an answer. */
export interface Turn {
  readonly id: string;
  readonly event: AskEvent;
  /** How often it was begun before. */
  readonly attempts: number;
  /** The platform messages its answer appears in so far, in order. */
  readonly pages: readonly string[];
}

/** What an answer took. */
export interface TurnCost {
  readonly model: string;
  readonly effort: Effort;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Undefined where no price is known. */
  readonly usd: number | undefined;
}

export interface Store {
  /** Journals an event as a new turn; undefined when it has been seen under any of its ids before. */
  accept(event: AskEvent): Promise<Turn | undefined>;
  /** Notes that work on a turn begins. */
  begin(turnId: string): Promise<void>;
  /** Notes that the answer goes on in a further platform message. */
  addPage(turnId: string, page: string): Promise<void>;
  finish(turnId: string, state: 'done' | 'failed' | 'cancelled', cost: TurnCost | undefined): Promise<void>;
  /** Notes that a turn was left by a process that ended in good order: this was not a failed attempt. */
  release(turnId: string): Promise<void>;
  /** Turns of a platform that were accepted and never finished, oldest first. One that can no longer be read is given up. */
  unfinished(platform: string): Promise<readonly Turn[]>;
  /** The event of a turn, whatever became of it; undefined when it is not known or forgotten. */
  find(turnId: string): Promise<AskEvent | undefined>;
  /** Whether this bot has been asked something in the conversation before. */
  knows(conversation: string): Promise<boolean>;
  close(): Promise<void>;
}

const idsOf = (event: AskEvent): readonly string[] =>
  event.type === 'message' ? [event.eventId, ...event.aliases] : [event.eventId];

/** What was said is kept for so long after its answer, in milliseconds: thirty days. Platforms deliver again for one. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Forgets turns that were finished before a time, with everything known of them. */
async function prune(db: Kysely<Tables>, before: number): Promise<void> {
  const old = db.selectFrom('turn').select('id').where('finished_at', '<', before);
  await db.deleteFrom('page').where('turn', 'in', old).execute();
  await db.deleteFrom('seen').where('turn', 'in', old).execute();
  await db.deleteFrom('turn').where('finished_at', '<', before).execute();
}

/** A store over a migrated database. */
function createStore(db: Kysely<Tables>): Store {
  return {
    accept: (event) =>
      db.transaction().execute(async (transaction) => {
        const keys = [...new Set(idsOf(event))];
        const seen = await transaction
          .selectFrom('seen')
          .select('key')
          .where('key', 'in', keys)
          .executeTakeFirst();
        if (seen) return undefined;
        const id = crypto.randomUUID();
        await transaction
          .insertInto('turn')
          .values({
            id,
            conversation: conversationKey(event.target.conversation),
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
      }),

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

    async finish(turnId, state, cost) {
      await db
        .updateTable('turn')
        .set({
          state,
          finished_at: Date.now(),
          model: cost?.model,
          effort: cost?.effort,
          input_tokens: cost?.inputTokens,
          cached_input_tokens: cost?.cachedInputTokens,
          output_tokens: cost?.outputTokens,
          reasoning_tokens: cost?.reasoningTokens,
          cost_usd: cost?.usd,
        })
        .where('id', '=', turnId)
        .execute();
    },

    async release(turnId) {
      await db
        .updateTable('turn')
        .set((row) => ({ attempts: row('attempts', '-', 1) }))
        .where('id', '=', turnId)
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
        const parsed = AskEvent.safeParse(JSON.parse(event));
        if (parsed.success)
          turns.push({
            id,
            event: parsed.data,
            attempts,
            pages: pages.filter(({ turn }) => turn === id).map(({ page }) => page),
          });
        else await this.finish(id, 'failed', undefined);
      }
      return turns;
    },

    async find(turnId) {
      const row = await db.selectFrom('turn').select('event').where('id', '=', turnId).executeTakeFirst();
      return row && AskEvent.safeParse(JSON.parse(row.event)).data;
    },

    async knows(conversation) {
      const row = await db
        .selectFrom('turn')
        .select('id')
        .where('conversation', '=', conversation)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    close: () => db.destroy(),
  };
}

/**
 * Opens the store of a data folder, creating folder and tables as needed.
 *
 * @param dataFolder absolute path; the journal is `attache.db` inside it
 */
export async function openStore(dataFolder: string): Promise<Store> {
  const db = openSqlite(join(dataFolder, 'attache.db'));
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  }).migrateToLatest();
  if (error) throw error;
  await prune(db, Date.now() - KEPT_MS);
  return createStore(db);
}
