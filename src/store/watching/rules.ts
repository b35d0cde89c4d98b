/** The rules that were made in a chat, and which rules are paused. */
import type { Kysely, Transaction } from 'kysely';
import { type Outcome, readOutcome, writtenOutcome } from '../../chat/index.ts';
import { personKey } from '../kept/owners.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { isFree, ruleOf, UNDECIDED } from './row.ts';
import type { KeptRule, RuleKey, Watching } from './watching.ts';

type RuleKeeping = Pick<
  Watching,
  'keptRules' | 'keepRule' | 'dropRule' | 'pauses' | 'resumes' | 'pause' | 'resume'
>;

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
      step(async (transaction, { now, tell }) => {
        const isDropped = await removeRule(transaction, key, now);
        tell({ type: 'rules' });
        return isDropped;
      }),

    async pauses() {
      const rows = await db
        .selectFrom('pause')
        .select(['key', 'why', 'sentence', 'at'])
        .where('resumed_at', 'is', null)
        .orderBy('at')
        .orderBy('key')
        .execute();
      return rows.map(({ sentence, ...row }) => ({ ...row, sentence: readOutcome(sentence) }));
    },

    async resumes() {
      const rows = await db
        .selectFrom('pause')
        .select(['key', 'resumed_at'])
        .where('resumed_at', 'is not', null)
        .$narrowType<{ resumed_at: number }>()
        .execute();
      return new Map(rows.map(({ key, resumed_at }) => [key, resumed_at]));
    },

    pause: (pause) =>
      step(async (transaction, { now, tell }) => {
        const row = { ...pause, sentence: writtenOutcome(pause.sentence) };
        const paused = await transaction
          .insertInto('pause')
          .values(row)
          .onConflict((conflict) =>
            conflict
              .column('key')
              .doUpdateSet({ ...row, resumed_at: null })
              .where('pause.resumed_at', 'is not', null),
          )
          .returning('key')
          .executeTakeFirst();
        // What came after an earlier pause is about that.
        if (paused) await declineWaiting(transaction, pause.key, pause.sentence, now);
        tell({ type: 'rules' });
        return paused !== undefined;
      }),

    resume: (key) =>
      step(async (transaction, { now, tell }) => {
        const resumed = await transaction
          .updateTable('pause')
          .set({ resumed_at: now })
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

/** Takes a rule away with all about which something is still to be decided; what became of its runs can still be told. */
export async function removeRule(
  transaction: Transaction<Tables>,
  key: RuleKey,
  now: number,
): Promise<boolean> {
  const removed = await transaction
    .deleteFrom('rule')
    .where('key', '=', key)
    .returning('key')
    .executeTakeFirst();
  for (const table of ['pause', 'schedule'] as const)
    await transaction.deleteFrom(table).where('key', '=', key).execute();
  // Whoever is deciding on one loses it: another rule may be made under the same key at once.
  await transaction
    .updateTable('run')
    .set({
      state: 'cancelled',
      outcome: writtenOutcome({ code: 'removed' }),
      cause: '',
      holder: null,
      ended_at: now,
    })
    .where('key', '=', key)
    .where('state', 'in', UNDECIDED)
    .execute();
  return removed !== undefined;
}

/** Declines what nobody has taken. */
async function declineWaiting(
  transaction: Transaction<Tables>,
  key: RuleKey,
  outcome: Outcome,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('run')
    .set({ state: 'declined', outcome: writtenOutcome(outcome), cause: '', ended_at: now })
    .where('key', '=', key)
    .where(isFree())
    .execute();
}
