/** Who asked, what was answered, what people have chosen, and what is forgotten. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { z } from 'zod';
import { numberType } from './dialect.ts';

export const answersAndSettings: Migration = {
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
      .addColumn('at', numberType(db, 'bigint'), (column) => column.notNull())
      .addPrimaryKeyConstraint('forgotten_key', ['conversation', 'author'])
      .execute();
  },
};

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
