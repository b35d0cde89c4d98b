/** The steps that bring a database to the current tables, oldest first. A step that has shipped never changes. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

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
};
