/** Turns, the ids their events arrived under, and the messages of their answers. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { numberType } from './dialect.ts';

export const turns: Migration = {
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
      .addColumn('input_tokens', numberType(db, 'integer'))
      .addColumn('cached_input_tokens', numberType(db, 'integer'))
      .addColumn('output_tokens', numberType(db, 'integer'))
      .addColumn('reasoning_tokens', numberType(db, 'integer'))
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
};
