/** How the rows of rules and runs are read: what is stored is parsed again on its way out. */
import { type Selectable, sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { Author, Conversation, Outcome } from '../../chat/index.ts';
import { channelKey } from '../kept/owners.ts';
import type { RuleTable, RunTable } from '../tables/schema-watching.ts';
import type { KeptRule, TakenRun, Verdict } from './watching.ts';

/** The states of a run about which something is still to be decided. */
export const UNDECIDED = ['waiting', 'judging'] as const satisfies readonly RunTable['state'][];

const KeptVerdict: z.ZodType<Verdict> = z
  .object({
    reasons: z.array(Outcome).readonly(),
    confidence: z.number().optional(),
    isWanted: z.boolean(),
  })
  .readonly();

/** Undefined where none is kept, or a later version has written it. */
const parsed = <T>(schema: z.ZodType<T>, json: string | null): T | undefined =>
  json === null ? undefined : schema.safeParse(JSON.parse(json)).data;

export const verdictOf = ({ verdict }: Pick<RunTable, 'verdict'>): Verdict | undefined =>
  parsed(KeptVerdict, verdict);

/** Where a run was set off; undefined of a schedule. */
export const conversationOf = ({ place }: Pick<RunTable, 'place'>): Conversation | undefined =>
  parsed(Conversation, place);

/** A run that was just taken. */
export const takenOf = (row: Selectable<RunTable>): TakenRun => ({
  id: row.id,
  key: row.key,
  trigger: row.trigger,
  conversation: conversationOf(row),
  message: row.message ?? undefined,
  person: row.person ?? undefined,
  isFromBot: row.from_bot === 1,
  at: row.at,
  dueAt: row.due_at,
  group: row.batch ?? undefined,
  putOffMs: row.put_off_ms ?? undefined,
  cause: row.cause,
  attempts: row.attempts - 1,
  verdict: verdictOf(row),
});

/** Undefined where a later version has written it. */
export function ruleOf(row: Selectable<RuleTable>): KeptRule | undefined {
  const author = parsed(Author, row.author);
  const conversation = parsed(Conversation, row.conversation);
  return author && conversation
    ? { key: row.key, definition: row.definition, author, conversation, madeAt: row.made_at }
    : undefined;
}

/** A run about which something is still to be decided, and that no process has taken. In words that the index of those has. */
export const isFree = (table: 'run' | 'earlier' = 'run') =>
  sql<SqlBool>`${sql.ref(`${table}.state`)} IN ('waiting', 'judging') AND ${sql.ref(`${table}.holder`)} IS NULL`;

/** A run in a conversation, by its key, or in a thread of it. */
export const isWithin = (key: string) =>
  // A prefix without wildcards: ids may hold an underscore.
  sql<SqlBool>`(run.conversation = ${key} OR substr(run.conversation, 1, ${key.length + 1}) = ${`${key}:`})`;

/** A run of a message. Its id tells it in a channel and all threads of that: not everybody who names it knows the thread. */
export const isAbout = (conversation: Conversation, message: string) =>
  sql<SqlBool>`(run.message = ${message} AND ${isWithin(channelKey(conversation))})`;
