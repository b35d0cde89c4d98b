/** Forgetting: what was said in a conversation, and everything about a person. */
import type { ExpressionBuilder, Kysely } from 'kysely';
import { z } from 'zod';
import { type Conversation, conversationKey, type Message } from '../../chat/index.ts';
import type { Aliases } from './alias.ts';
import { forgetCompactions, forgettingLock } from './compactions.ts';
import type { Engine } from '../engine/engine.ts';
import { platformOf } from '../queue/lanes.ts';
import { channelKey, personKey } from './owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { forgetRuns, forgetWatcher, turnsAbout } from '../watching/forget.ts';

export interface Forgetting {
  /**
   * From now on what a person (everybody, where none is named) said in a conversation or its threads before `at`
   * (milliseconds since 1970) is not to be read. What they asked there is forgotten, except for what it cost: at once, or
   * as soon as it is answered. Rules do nothing more about what was said there.
   */
  forgetConversation(
    conversation: Conversation,
    of: { readonly author: string | undefined; readonly at: number },
  ): Promise<void>;
  /** What of a conversation may be read: nothing that is forgotten, and no answer of ours to that, as far as known. */
  readable(conversation: Conversation, messages: readonly Message[]): Promise<readonly Message[]>;
  /**
   * Forgets a person's settings, the rules they made, and all their questions, those that are being answered as soon as they are.
   * Rules do nothing more about what they said.
   */
  forgetPerson(author: string): Promise<void>;
  /** The owners (aliases) whose copies of files are to go, in every process that may have some. */
  forgottenFiles(): Promise<readonly string[]>;
}

/** Stands in the place of a person where everybody is meant. */
const EVERYBODY = '';

export function createForgetting(
  { db, wipe }: Pick<Engine, 'db' | 'wipe'>,
  step: Step,
  aliases: Aliases,
): Forgetting {
  const { alias } = aliases;
  return {
    async forgetConversation(conversation, { author, at }) {
      const key = conversationKey(conversation);
      await step(
        async (transaction, parts) => {
          const runs = { conversation: key, person: author };
          await transaction
            .insertInto('forgotten')
            .values({ conversation: key, author: author === undefined ? EVERYBODY : alias(author), at })
            .onConflict((conflict) => conflict.columns(['conversation', 'author']).doUpdateSet({ at }))
            .execute();
          await transaction
            .updateTable('turn')
            .set({ forgotten: 1 })
            .where((row) =>
              row.or([
                row.and([within(row, key), ...(author === undefined ? [] : [of(row, author)])]),
                row('id', 'in', turnsAbout(transaction, runs)),
              ]),
            )
            .execute();
          await forgetRuns(transaction, runs, parts);
          await forgetCompactions(transaction, key);
          await blank(transaction);
        },
        [forgettingLock(conversation.platform)],
      );
      await wipe();
    },

    async readable(conversation, messages) {
      const channel = channelKey(conversation);
      const rules = await db
        .selectFrom('forgotten')
        .select(['author', 'at'])
        .where('conversation', 'in', [conversationKey(conversation), channel])
        .execute();
      const isForgotten = ({ author, conversation: { platform }, sentAt }: Message) =>
        rules.some(
          (rule) =>
            [EVERYBODY, alias(personKey(platform, author))].includes(rule.author) && sentAt <= rule.at,
        );
      const pages = await db
        .selectFrom('page')
        .innerJoin('turn', 'turn.id', 'page.turn')
        .select('page.page')
        .where((row) => row.and([within(row, channel), row('turn.forgotten', '=', 1)]))
        .execute();
      const gone = new Set([
        ...messages.filter(isForgotten).map(({ id }) => id),
        ...pages.flatMap(({ page }) => messagesIn(page)),
      ]);
      return messages.filter(
        ({ id, fromUs, replyTo }) => !gone.has(id) && !(fromUs && replyTo !== undefined && gone.has(replyTo)),
      );
    },

    async forgetPerson(author) {
      const platform = author.slice(0, author.indexOf(':'));
      await step(
        async (transaction, parts) => {
          await transaction
            .updateTable('turn')
            .set({ forgotten: 1 })
            .where((row) =>
              row.or([of(row, author), row('id', 'in', turnsAbout(transaction, { person: author }))]),
            )
            .execute();
          await forgetWatcher(transaction, author, aliases, parts);
          for (const column of ['author', 'asker'] as const)
            await transaction
              .updateTable('turn')
              .set({ [column]: null })
              .where(column, '=', author)
              .execute();
          await transaction
            .updateTable('judging')
            .set({ author: null })
            .where('author', '=', author)
            .execute();
          // Nobody knows in which of them the person has a part, nor in which of those that are being made.
          await forgetCompactions(transaction, platform);
          const at = parts.now;
          await transaction
            .insertInto('forgotten')
            .values({ conversation: platform, author: EVERYBODY, at })
            .onConflict((conflict) => conflict.columns(['conversation', 'author']).doUpdateSet({ at }))
            .execute();
          await transaction
            .insertInto('forgotten_files')
            .values({ owner: alias(author), at })
            .onConflict((conflict) => conflict.column('owner').doUpdateSet({ at }))
            .execute();
          await blank(transaction);
          await dropErrands(transaction, author);
          await transaction.deleteFrom('setting').where('owner', '=', author).execute();
        },
        [forgettingLock(platform)],
      );
      await wipe();
    },

    async forgottenFiles() {
      const rows = await db.selectFrom('forgotten_files').select('owner').execute();
      return rows.map(({ owner }) => owner);
    },
  };
}

/** Takes the people out of what an earlier version has noted of what may not be read: their aliases say as much. */
export async function hideAuthors(db: Kysely<Tables>, { alias }: Aliases): Promise<void> {
  const rows = await db.selectFrom('forgotten').selectAll().where('author', 'like', '%:%').execute();
  for (const { conversation, author, at } of rows)
    await db
      .updateTable('forgotten')
      .set({ author: alias(author), at })
      .where('conversation', '=', conversation)
      .where('author', '=', author)
      .execute();
}

type TurnRow = ExpressionBuilder<Tables, 'turn'>;

/** A turn in a conversation or a thread of it. */
const within = (row: TurnRow, key: string) =>
  row.or([
    row('turn.conversation', '=', key),
    // A prefix without wildcards: ids may hold an underscore.
    row(row.fn('substr', ['turn.conversation', row.val(1), row.val(key.length + 1)]), '=', `${key}:`),
  ]);

const of = (row: TurnRow, person: string) => row.or([row('author', '=', person), row('asker', '=', person)]);

/** The messages a page id names. Where it names several things, the first one is the place they are in. */
export function messagesIn(page: string): readonly string[] {
  const names = page.split(/[/:]/);
  return names.length === 1 ? names : names.slice(1);
}

/**
 * Takes out what was said in the turns that are over and to be forgotten. A turn itself stays until its time is over:
 * delivered again, it must not be answered again; and its pages tell which messages of ours are not to be read.
 *
 * @param turn the only one that is looked at; here a rule's goes as well, for which nobody has to ask
 * @returns whether there was anything that somebody wanted forgotten
 */
export async function blank(db: Kysely<Tables>, turn?: string): Promise<boolean> {
  const over = db
    .selectFrom('turn')
    .select('id')
    .where((row) =>
      turn === undefined
        ? row('forgotten', '=', 1)
        : row.and([row('id', '=', turn), row.or([row('forgotten', '=', 1), row('rule', 'is not', null)])]),
    )
    .where('event', '!=', '')
    .where('finished_at', 'is not', null);
  for (const table of ['answer', 'outgoing'] as const)
    await db.deleteFrom(table).where('turn', 'in', over).execute();
  await db.updateTable('run').set({ cause: '' }).where('turn', 'in', over).execute();
  const blanked = await db
    .updateTable('turn')
    .set({ event: '', composed: null })
    .where('id', 'in', over)
    .returning('forgotten')
    .execute();
  return blanked.some(({ forgotten }) => forgotten === 1);
}

/** The part of an errand that says whose it is, and whether it is the command to forget. */
const Asked = z.object({ author: z.object({ id: z.string() }), control: z.string().optional() });

/** Drops what a person has pressed or commanded and nobody has done yet, except for the command to forget: it is being done. */
async function dropErrands(db: Kysely<Tables>, person: string): Promise<void> {
  const errands = await db.selectFrom('errand').select(['id', 'lane', 'event']).execute();
  for (const { id, lane, event } of errands) {
    const asked = Asked.safeParse(JSON.parse(event)).data;
    if (asked && personKey(platformOf(lane), asked.author) === person && asked.control !== 'forget')
      await db.deleteFrom('errand').where('id', '=', id).execute();
  }
}
