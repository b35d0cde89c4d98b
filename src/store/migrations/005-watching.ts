/** Rules that watch: those made in a chat, which are paused, what has set them off, what they ask and what they spend. */
import { type Kysely, sql, type SqlBool } from 'kysely';
import type { Migration } from 'kysely/migration';
import { numberType } from './dialect.ts';

export const watching: Migration = {
  async up(db: Kysely<unknown>) {
    for (const name of ['rule', 'source'])
      await db.schema.alterTable('turn').addColumn(name, 'text').execute();
    await db.schema.alterTable('spend').addColumn('rule', 'text').execute();
    await db.schema
      .createIndex('spend_rule')
      .on('spend')
      .columns(['rule', 'at', 'settled', 'turn', 'usd', 'tokens'])
      .execute();
    await db.schema
      .createTable('rule')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('person', 'text', (column) => column.notNull())
      .addColumn('author', 'text', (column) => column.notNull())
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('made_at', numberType(db, 'bigint'), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('pause')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('why', 'text', (column) => column.notNull())
      .addColumn('sentence', 'text', (column) => column.notNull())
      .addColumn('at', numberType(db, 'bigint'), (column) => column.notNull())
      .addColumn('resumed_at', 'bigint')
      .execute();
    await db.schema
      .createTable('run')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('trigger', 'text', (column) => column.notNull())
      .addColumn('conversation', 'text')
      .addColumn('place', 'text')
      .addColumn('message', 'text')
      .addColumn('person', 'text')
      .addColumn('from_bot', 'integer', (column) => column.notNull())
      .addColumn('at', numberType(db, 'bigint'), (column) => column.notNull())
      .addColumn('due_at', numberType(db, 'bigint'), (column) => column.notNull())
      .addColumn('came_at', 'bigint', (column) => column.notNull())
      .addColumn('batch', 'text')
      .addColumn('put_off_ms', numberType(db, 'bigint'))
      .addColumn('cause', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('verdict', 'text')
      .addColumn('outcome', 'text')
      .addColumn('blameless', 'integer')
      .addColumn('usd', 'double precision', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('holder', 'text')
      .addColumn('turn', 'text')
      .addColumn('shares', 'integer', (column) => column.notNull())
      .addColumn('acted_at', 'bigint')
      .addColumn('scope', 'text')
      .addColumn('ended_at', 'bigint')
      .addUniqueConstraint('run_trigger', ['key', 'trigger'])
      .execute();
    // Few of them are free at a time: these indexes have no others.
    const isFree = sql<SqlBool>`state IN ('waiting', 'judging') AND holder IS NULL`;
    await db.schema.createIndex('run_due').on('run').column('due_at').where(isFree).execute();
    await db.schema.createIndex('run_batch').on('run').columns(['key', 'batch']).where(isFree).execute();
    await db.schema.createIndex('run_rule').on('run').columns(['key', 'at']).execute();
    await db.schema.createIndex('run_scope').on('run').columns(['key', 'scope', 'acted_at']).execute();
    await db.schema.createIndex('run_acted').on('run').columns(['from_bot', 'acted_at']).execute();
    await db.schema
      .createIndex('run_holder')
      .on('run')
      .column('holder')
      .where(sql<SqlBool>`state = 'judging'`)
      .execute();
    for (const column of ['message', 'turn', 'person', 'came_at', 'ended_at'])
      await db.schema.createIndex(`run_${column}`).on('run').column(column).execute();
    await db.schema
      .createTable('judging')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('author', 'text')
      .addColumn('conversation', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('questions', 'integer', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('effort', 'text', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision')
      .execute();
    await db.schema.createIndex('judging_at').on('judging').column('at').execute();
    await db.schema.createIndex('judging_author').on('judging').columns(['author', 'at']).execute();
    // What was used is added up in the order of time, and read from this index alone: behind the words of a turn, it is far.
    await db.schema
      .createIndex('turn_finished')
      .on('turn')
      .columns(['finished_at', 'model', 'author', 'rule', 'cost_usd', 'id'])
      .execute();
    await db.schema
      .createTable('schedule')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('until', numberType(db, 'bigint'), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('known_rule')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('sets_off', 'text', (column) => column.notNull())
      .addColumn('whole', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('posted')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
