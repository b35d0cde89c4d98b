/** What is forgotten of runs and rules: the words they hold, and who somebody is. */
import { type Expression, type Kysely, type RawBuilder, sql, type SqlBool, type Transaction } from 'kysely';
import { writtenOutcome } from '../../chat/index.ts';
import type { Aliases } from '../kept/alias.ts';
import type { Tables } from '../tables/schema.ts';
import type { StepParts } from '../engine/step.ts';
import { removeRule } from './rules.ts';
import { isWithin, UNDECIDED } from './row.ts';

/** Whose words runs are about, or where they were said, or both. */
export interface RunsOf {
  /** The key of a person; everybody where left out. */
  readonly person?: string | undefined;
  /** The key of a conversation, with its threads; everywhere where left out. */
  readonly conversation?: string | undefined;
}

function isOf({ person, conversation }: RunsOf): RawBuilder<SqlBool> {
  const isAll = [
    ...(person === undefined ? [] : [sql`run.person = ${person}`]),
    ...(conversation === undefined ? [] : [isWithin(conversation)]),
  ];
  return sql`(${sql.join(isAll, sql` AND `)})`;
}

/** The turns that answer about what is to be forgotten. */
export const turnsAbout = (db: Kysely<Tables>, of: RunsOf) =>
  db.selectFrom('run').select('run.turn').where('run.turn', 'is not', null).where(isOf(of));

/** Leaves of runs what they took, and when; those about which something is still to be decided are over. */
export const forgetRuns = (
  transaction: Transaction<Tables>,
  of: RunsOf,
  { now }: Pick<StepParts, 'now'>,
): Promise<void> => blank(transaction, isOf(of), now);

async function blank(
  transaction: Transaction<Tables>,
  isMeant: Expression<SqlBool>,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('run')
    .set({ cause: '', verdict: null, outcome: writtenOutcome({ code: 'forgotten' }) })
    .where(isMeant)
    .execute();
  await transaction
    .updateTable('run')
    .set({ state: 'cancelled', holder: null, ended_at: now })
    .where(isMeant)
    .where('state', 'in', UNDECIDED)
    .execute();
}

/** Takes a person out of what is kept for rules. A rule cannot be without its author: those they made go. */
export async function forgetWatcher(
  transaction: Transaction<Tables>,
  person: string,
  { alias }: Aliases,
  parts: StepParts,
): Promise<void> {
  await forgetRuns(transaction, { person }, parts);
  await transaction.updateTable('run').set({ person: null }).where('person', '=', person).execute();
  await hideReactions(transaction, person, { alias, now: parts.now });
  const made = await transaction.selectFrom('rule').select('key').where('person', '=', person).execute();
  for (const { key } of made) await removeRule(transaction, key, parts.now);
  if (made.length > 0) parts.tell({ type: 'rules' });
}

/** Who has reacted is named at the end of what the reaction has set off, `reaction:slack:…:U1`: their alias says as much. */
async function hideReactions(
  transaction: Transaction<Tables>,
  person: string,
  { alias, now }: Pick<Aliases, 'alias'> & Pick<StepParts, 'now'>,
): Promise<void> {
  const colon = person.indexOf(':');
  const [beginning, end] = [`reaction:${person.slice(0, colon)}:`, person.slice(colon)];
  const rows = await transaction
    .selectFrom('run')
    .select(['id', 'trigger'])
    .where(sql<SqlBool>`substr(run.trigger, 1, ${beginning.length}) = ${beginning}`)
    .execute();
  for (const { id, trigger } of rows.filter((row) => row.trigger.endsWith(end))) {
    await blank(transaction, sql`run.id = ${id}`, now);
    await transaction
      .updateTable('run')
      .set({ trigger: alias(trigger) })
      .where('id', '=', id)
      .execute();
  }
}
