/** The steps that bring a database to the current tables, oldest first. A step that has shipped never changes. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { z } from 'zod';

export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-turns': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('turn')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('conversation', 'text', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('received_at', 'bigint', (column) => column.notNull())
        .addColumn('finished_at', 'bigint')
        .addColumn('model', 'text')
        .addColumn('effort', 'text')
        .addColumn('input_tokens', 'integer')
        .addColumn('cached_input_tokens', 'integer')
        .addColumn('output_tokens', 'integer')
        .addColumn('reasoning_tokens', 'integer')
        .addColumn('cost_usd', 'double precision')
        .execute();
      await db.schema.createIndex('turn_conversation').on('turn').column('conversation').execute();
      await db.schema.createIndex('turn_state').on('turn').column('state').execute();
      await db.schema
        .createTable('seen')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('turn', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('page')
        .addColumn('turn', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('page', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('page_key', ['turn', 'position'])
        .execute();
    },
  },

  '002-answers-and-settings': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('turn').addColumn('author', 'text').execute();
      await db.schema.alterTable('turn').addColumn('asker', 'text').execute();
      for (const flag of ['follows', 'forgotten'])
        await db.schema
          .alterTable('turn')
          .addColumn(flag, 'integer', (column) => column.notNull().defaultTo(0))
          .execute();
      await db.schema.createIndex('turn_author').on('turn').columns(['author', 'finished_at']).execute();
      await db.schema.createIndex('turn_forgotten').on('turn').column('forgotten').execute();
      await nameAuthors(db as Kysely<AuthoredTurns>);
      await db.schema
        .createTable('answer')
        .addColumn('turn', 'text', (column) => column.primaryKey())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('reasoning', 'text', (column) => column.notNull())
        .addColumn('sources', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('setting')
        .addColumn('owner', 'text', (column) => column.primaryKey())
        .addColumn('model', 'text')
        .addColumn('effort', 'text')
        .execute();
      await db.schema
        .createTable('forgotten')
        .addColumn('conversation', 'text', (column) => column.notNull())
        .addColumn('author', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('forgotten_key', ['conversation', 'author'])
        .execute();
    },
  },

  '003-calls-and-budgets': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('turn').addColumn('cache_write_tokens', 'integer').execute();
      await db.schema.alterTable('turn').addColumn('settled', 'text').execute();
      await db.schema.alterTable('turn').addColumn('asked_usd', 'double precision').execute();
      await db.schema
        .createTable('call')
        .addColumn('turn', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('effort', 'text', (column) => column.notNull())
        .addColumn('input_tokens', 'integer', (column) => column.notNull())
        .addColumn('cached_input_tokens', 'integer', (column) => column.notNull())
        .addColumn('cache_write_tokens', 'integer', (column) => column.notNull())
        .addColumn('output_tokens', 'integer', (column) => column.notNull())
        .addColumn('reasoning_tokens', 'integer', (column) => column.notNull())
        .addColumn('estimated', 'integer', (column) => column.notNull())
        .addColumn('cost_usd', 'double precision')
        .addPrimaryKeyConstraint('call_key', ['turn', 'position'])
        .execute();
      await callsOfTurns(db as Kysely<PricedTurns>);
      await db.schema
        .createTable('spend')
        .addColumn('turn', 'text', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('person', 'text', (column) => column.notNull())
        .addColumn('channel', 'text', (column) => column.notNull())
        .addColumn('workspace', 'text', (column) => column.notNull())
        .addColumn('usd', 'double precision', (column) => column.notNull())
        .addColumn('tokens', 'bigint', (column) => column.notNull())
        .addColumn('settled', 'integer', (column) => column.notNull())
        .execute();
      // What is added up is in the indexes, so that a sum over a month reads nothing else.
      for (const owner of ['person', 'channel', 'workspace'])
        await db.schema
          .createIndex(`spend_${owner}`)
          .on('spend')
          .columns([owner, 'at', 'settled', 'turn', 'usd', 'tokens'])
          .execute();
      await db.schema
        .createIndex('spend_at')
        .on('spend')
        .columns(['at', 'settled', 'turn', 'usd', 'tokens'])
        .execute();
      await db.schema
        .createTable('compaction')
        .addColumn('conversation', 'text', (column) => column.notNull())
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('through_id', 'text', (column) => column.notNull())
        .addColumn('through_at', 'bigint', (column) => column.notNull())
        .addColumn('messages', 'integer', (column) => column.notNull())
        .addColumn('content', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('compaction_key', ['conversation', 'model'])
        .execute();
      await db.schema
        .createTable('estimate')
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('effort', 'text', (column) => column.notNull())
        .addColumn('answers', 'integer', (column) => column.notNull())
        .addColumn('input_ratio', 'double precision', (column) => column.notNull())
        .addColumn('output_tokens', 'double precision', (column) => column.notNull())
        .addPrimaryKeyConstraint('estimate_key', ['model', 'effort'])
        .execute();
      await db.schema
        .createTable('secret')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
    },
  },
};

interface PricedTurns {
  turn: {
    id: string;
    model: string | null;
    effort: string | null;
    input_tokens: number | null;
    cached_input_tokens: number | null;
    output_tokens: number | null;
    reasoning_tokens: number | null;
    cost_usd: number | null;
  };
  call: {
    turn: string;
    position: number;
    purpose: string;
    model: string;
    effort: string;
    input_tokens: number;
    cached_input_tokens: number;
    cache_write_tokens: number;
    output_tokens: number;
    reasoning_tokens: number;
    estimated: 0 | 1;
    cost_usd: number | null;
  };
}

/** Each answer that is there was one request, as far as is known of it. */
async function callsOfTurns(db: Kysely<PricedTurns>): Promise<void> {
  const turns = await db.selectFrom('turn').selectAll().where('model', 'is not', null).execute();
  for (const turn of turns)
    await db
      .insertInto('call')
      .values({
        turn: turn.id,
        position: 0,
        purpose: 'answer',
        model: turn.model!,
        effort: turn.effort ?? 'medium',
        input_tokens: turn.input_tokens ?? 0,
        cached_input_tokens: turn.cached_input_tokens ?? 0,
        cache_write_tokens: 0,
        output_tokens: turn.output_tokens ?? 0,
        reasoning_tokens: turn.reasoning_tokens ?? 0,
        estimated: 0,
        cost_usd: turn.cost_usd,
      })
      .execute();
}

interface AuthoredTurns {
  turn: { id: string; event: string; author: string | null; asker: string | null; follows: 0 | 1 };
}

/** The part of a journalled event that says who asked, as events have been since the first tables. */
const Asked = z.object({
  type: z.string(),
  target: z.object({ private: z.boolean() }),
  message: z.object({
    author: z.object({ id: z.string() }),
    conversation: z.object({ platform: z.string() }),
  }),
});

/** Notes who asked in the turns that are there, so that their questions count and can be forgotten as well. */
async function nameAuthors(db: Kysely<AuthoredTurns>): Promise<void> {
  for (const { id, event } of await db.selectFrom('turn').select(['id', 'event']).execute()) {
    const asked = Asked.safeParse(JSON.parse(event));
    if (!asked.success) continue;
    const { type, target, message } = asked.data;
    const author = `${message.conversation.platform}:${message.author.id}`;
    const follows = type === 'message' && !target.private ? 1 : 0;
    await db.updateTable('turn').set({ author, asker: author, follows }).where('id', '=', id).execute();
  }
}
