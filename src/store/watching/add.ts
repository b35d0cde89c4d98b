/** How runs come in: journalled once each, and put off together with those of their group. */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { conversationKey } from '../../chat/index.ts';
import type { Tables } from '../tables/schema.ts';
import type { Step } from '../engine/step.ts';
import { isFree } from './row.ts';
import type { NewRun, Watching } from './watching.ts';

/** New runs of a rule in one group that is put off by each of them. */
interface PutOff {
  readonly key: string;
  readonly group: string;
  readonly ms: number;
  /** Until when the last of them wants the group to wait. */
  readonly dueAt: number;
  readonly ids: readonly string[];
}

export function createAdding(step: Step): Pick<Watching, 'addRuns'> {
  return {
    addRuns: async (runs) => {
      if (runs.length === 0) return 0;
      // Always in the same order, so that no two processes wait for each other.
      const inOrder = runs.toSorted((a, b) => compare(a.key, b.key) || compare(a.trigger, b.trigger));
      return step(
        async (transaction, { now, tell }) => {
          const added: { readonly id: string; readonly run: NewRun }[] = [];
          for (const run of inOrder) {
            const id = await insert(transaction, run, now);
            if (id !== undefined) added.push({ id, run });
          }
          if (added.length === 0) return 0;
          for (const group of groupsOf(added)) await putOff(transaction, group);
          tell({ type: 'due', at: Math.min(...added.map(({ run }) => run.dueAt)) });
          return added.length;
        },
        inOrder.flatMap(({ key, group, putOffMs }) =>
          group === undefined || putOffMs === undefined ? [] : [`run:${JSON.stringify([key, group])}`],
        ),
      );
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The id of the run; undefined where it is known. */
async function insert(
  transaction: Transaction<Tables>,
  run: NewRun,
  now: number,
): Promise<string | undefined> {
  const row = await transaction
    .insertInto('run')
    .values({
      id: randomUUID(),
      key: run.key,
      trigger: run.trigger,
      conversation: run.conversation ? conversationKey(run.conversation) : null,
      place: run.conversation ? JSON.stringify(run.conversation) : null,
      message: run.message ?? null,
      person: run.person ?? null,
      from_bot: run.isFromBot ? 1 : 0,
      at: run.at,
      due_at: run.dueAt,
      came_at: now,
      batch: run.group ?? null,
      put_off_ms: run.putOffMs ?? null,
      cause: run.cause,
      state: 'waiting',
      usd: 0,
      attempts: 0,
      shares: 1,
    })
    .onConflict((conflict) => conflict.columns(['key', 'trigger']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

function groupsOf(added: readonly { readonly id: string; readonly run: NewRun }[]): readonly PutOff[] {
  const groups = new Map<string, PutOff>();
  for (const { id, run } of added) {
    const { key, group, putOffMs: ms, dueAt } = run;
    if (group === undefined || ms === undefined) continue;
    const name = JSON.stringify([key, group]);
    const before = groups.get(name);
    groups.set(name, {
      key,
      group,
      ms,
      dueAt: Math.max(dueAt, before?.dueAt ?? dueAt),
      ids: [...(before?.ids ?? []), id],
    });
  }
  return [...groups.values()];
}

/** Has all of a group wait for the last of them, as long as the first one allows; what waits for longer on its own does. */
async function putOff(
  transaction: Transaction<Tables>,
  { key, group, ms, dueAt: wanted, ids }: PutOff,
): Promise<void> {
  const { first, last } = await transaction
    .selectFrom('run')
    .select(({ fn }) => [
      fn.min('came_at').as('first'),
      fn.max('due_at').filterWhere('id', 'not in', ids).as('last'),
    ])
    .where('key', '=', key)
    .where('batch', '=', group)
    .where(isFree())
    .executeTakeFirstOrThrow();
  const dueAt = Math.min(Math.max(wanted, last ?? wanted), first + ms);
  await transaction
    .updateTable('run')
    .set({ due_at: dueAt })
    .where('key', '=', key)
    .where('batch', '=', group)
    .where(isFree())
    .where((row) => row.or([row('due_at', '<', dueAt), row('id', 'in', ids)]))
    .execute();
}
