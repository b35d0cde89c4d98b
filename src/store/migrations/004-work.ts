/** Turns in lanes that processes take, errands, what is sent once, and what several processes share. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { z } from 'zod';
import { bytesType, numberType } from './dialect.ts';

export const work: Migration = {
  async up(db: Kysely<unknown>) {
    const turn = db.schema.alterTable('turn');
    for (const name of ['lane', 'message', 'workspace'])
      await turn.addColumn(name, 'text', (column) => column.notNull().defaultTo('')).execute();
    await turn
      .addColumn('asked_at', numberType(db, 'bigint'), (column) => column.notNull().defaultTo(0))
      .execute();
    for (const name of ['rank', 'stopped', 'revision'])
      await turn.addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0)).execute();
    for (const name of ['declined', 'holder', 'composed']) await turn.addColumn(name, 'text').execute();
    await db.schema
      .alterTable('seen')
      .addColumn('at', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
    await laneTurns(db as Kysely<LanedTurns>);
    await db.schema.createIndex('turn_lane').on('turn').columns(['lane', 'state', 'asked_at']).execute();
    await db.schema.createIndex('turn_asked').on('turn').columns(['asked_at', 'conversation']).execute();
    await db.schema.createIndex('turn_message').on('turn').column('message').execute();
    await db.schema.createIndex('turn_workspace').on('turn').columns(['workspace', 'state']).execute();
    await db.schema
      .createTable('outgoing')
      .addColumn('turn', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('media_type', 'text', (column) => column.notNull())
      .addColumn('alt_text', 'text', (column) => column.notNull())
      .addColumn('spoiler', 'integer', (column) => column.notNull())
      .addColumn('data', bytesType(db), (column) => column.notNull())
      .addPrimaryKeyConstraint('outgoing_key', ['turn', 'position'])
      .execute();
    await db.schema
      .createTable('errand')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('lane', 'text', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('errand_lane').on('errand').column('lane').execute();
    await db.schema
      .createTable('sending')
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('arrived', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('sending_key', ['owner', 'part'])
      .execute();
    await db.schema
      .createTable('installation')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('cursor')
      .addColumn('platform', 'text', (column) => column.primaryKey())
      .addColumn('at', numberType(db, 'bigint'), (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('process')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('beat_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('lane')
      .addColumn('lane', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('bucket')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('writes', 'text', (column) => column.notNull())
      .addColumn('paused_until', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('forgotten_files')
      .addColumn('owner', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
  },
};

interface LanedTurns {
  turn: {
    id: string;
    conversation: string;
    event: string;
    lane: string;
    message: string;
    workspace: string;
    asked_at: number;
    received_at: number;
  };
}

/** The part of a journalled event that says what asks, as events have been since the first tables. */
const Asked = z.object({
  message: z.object({
    id: z.string(),
    sentAt: z.number(),
    conversation: z.object({ platform: z.string(), workspace: z.string() }),
  }),
});

/** Puts the turns that are there into the lanes of their conversations. */
async function laneTurns(db: Kysely<LanedTurns>): Promise<void> {
  const turns = await db.selectFrom('turn').select(['id', 'conversation', 'event', 'received_at']).execute();
  for (const { id, conversation, event, received_at } of turns) {
    const asked = event === '' ? undefined : Asked.safeParse(JSON.parse(event)).data?.message;
    await db
      .updateTable('turn')
      .set({
        lane: conversation,
        message: asked?.id ?? '',
        workspace: asked ? `${asked.conversation.platform}:${asked.conversation.workspace}` : '',
        asked_at: asked?.sentAt ?? received_at,
      })
      .where('id', '=', id)
      .execute();
  }
}
