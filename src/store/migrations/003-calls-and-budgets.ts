/** Every request to a model, what is drawn on budgets, summaries of long conversations, and what was learned. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { numberType } from './dialect.ts';

export const callsAndBudgets: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('turn').addColumn('cache_write_tokens', numberType(db, 'integer')).execute();
    await db.schema.alterTable('turn').addColumn('settled', 'text').execute();
    await db.schema.alterTable('turn').addColumn('asked_usd', 'double precision').execute();
    await db.schema
      .createTable('call')
      .addColumn('turn', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('effort', 'text', (column) => column.notNull())
      .addColumn('input_tokens', numberType(db, 'integer'), (column) => column.notNull())
      .addColumn('cached_input_tokens', numberType(db, 'integer'), (column) => column.notNull())
      .addColumn('cache_write_tokens', numberType(db, 'integer'), (column) => column.notNull())
      .addColumn('output_tokens', numberType(db, 'integer'), (column) => column.notNull())
      .addColumn('reasoning_tokens', numberType(db, 'integer'), (column) => column.notNull())
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
      .addColumn('tokens', numberType(db, 'bigint'), (column) => column.notNull())
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
      .addColumn('through_at', numberType(db, 'bigint'), (column) => column.notNull())
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
