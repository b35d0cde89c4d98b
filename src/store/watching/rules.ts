/** The rules that were made in a chat, and which rules are paused. */
import type { Kysely, Transaction } from 'kysely';
import { personKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { isFree, ruleOf } from './row.ts';
import type { KeptRule, RuleKey, Watching } from './watching.ts';

type RuleKeeping = Pick<Watching, 'keptRules' | 'keepRule' | 'dropRule' | 'pauses' | 'pause' | 'resume'>;

export function createRuleKeeping(db: Kysely<Tables>, step: Step): RuleKeeping {
  return {
    async keptRules() {
      const rows = await db.selectFrom('rule').selectAll().orderBy('made_at').orderBy('key').execute();
      return rows.flatMap((row) => ruleOf(row) ?? []);
    },

    keepRule: (rule) =>
      step(async (transaction, { tell }) => {
        const kept = await transaction
          .insertInto('rule')
          .values(rowOf(rule))
          .onConflict((conflict) => conflict.column('key').doNothing())
          .returning('key')
          .executeTakeFirst();
        tell({ type: 'rules' });
        return kept !== undefined || isSame(rule, await ruleAt(transaction, rule.key));
      }),

    dropRule: (key) =>
      step(async (transaction, { tell }) => {
        const isDropped = await removeRule(transaction, key);
        tell({ type: 'rules' });
        return isDropped;
      }),

    pauses: () =>
      db
        .selectFrom('pause')
        .select(['key', 'why', 'sentence', 'at'])
        .where('resumed_at', 'is', null)
        .orderBy('at')
        .orderBy('key')
        .execute(),

    pause: (pause) =>
      step(async (transaction, { tell }) => {
        const paused = await transaction
          .insertInto('pause')
          .values(pause)
          .onConflict((conflict) =>
            conflict
              .column('key')
              .doUpdateSet({ ...pause, resumed_at: null })
              .where('pause.resumed_at', 'is not', null),
          )
          .returning('key')
          .executeTakeFirst();
        // What came after an earlier pause is about that.
        if (paused) await endWaiting(transaction, pause.key, 'declined', pause.sentence);
        tell({ type: 'rules' });
        return paused !== undefined;
      }),

    resume: (key) =>
      step(async (transaction, { tell }) => {
        const resumed = await transaction
          .updateTable('pause')
          .set({ resumed_at: Date.now() })
          .where('key', '=', key)
          .where('resumed_at', 'is', null)
          .returning('key')
          .executeTakeFirst();
        tell({ type: 'rules' });
        return resumed !== undefined;
      }),
  };
}

const rowOf = ({ key, definition, author, conversation, madeAt }: KeptRule): Tables['rule'] => ({
  key,
  definition,
  person: personKey(conversation.platform, author),
  author: JSON.stringify(author),
  conversation: JSON.stringify(conversation),
  made_at: madeAt,
});

async function ruleAt(transaction: Transaction<Tables>, key: RuleKey): Promise<KeptRule | undefined> {
  const row = await transaction.selectFrom('rule').selectAll().where('key', '=', key).executeTakeFirst();
  return row && ruleOf(row);
}

/** It is kept already: the answer to the last try was lost on its way from the database. */
const isSame = (rule: KeptRule, other: KeptRule | undefined): boolean =>
  rule.definition === other?.definition && rule.author.id === other.author.id && rule.madeAt === other.madeAt;

/** Takes a rule away with all that waits for it; what became of its runs can still be told. */
export async function removeRule(transaction: Transaction<Tables>, key: RuleKey): Promise<boolean> {
  const removed = await transaction
    .deleteFrom('rule')
    .where('key', '=', key)
    .returning('key')
    .executeTakeFirst();
  for (const table of ['pause', 'schedule'] as const)
    await transaction.deleteFrom(table).where('key', '=', key).execute();
  await endWaiting(transaction, key, 'cancelled', 'The rule was removed.');
  return removed !== undefined;
}

/** Ends what nobody has taken. */
async function endWaiting(
  transaction: Transaction<Tables>,
  key: RuleKey,
  state: 'declined' | 'cancelled',
  outcome: string,
): Promise<void> {
  await transaction
    .updateTable('run')
    .set({ state, outcome, cause: '', ended_at: Date.now() })
    .where('key', '=', key)
    .where(isFree())
    .execute();
}
