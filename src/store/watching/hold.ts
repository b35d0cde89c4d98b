/** Which runs this process has taken, and the fence around them: what it has lost it does not note anything about. */
import type { Selectable, Transaction } from 'kysely';
import type { Engine } from '../engine/engine.ts';
import type { Tables } from '../tables/schema.ts';
import type { RunTable } from '../tables/schema-watching.ts';
import type { Step, StepParts } from '../engine/step.ts';
import { TurnLost } from '../turns/work.ts';

export interface RunHolding {
  /** The id of this run of the process. */
  readonly holder: string;
  /** Runs that were given to somebody here, who is not done with them. */
  readonly given: Set<string>;
  /** What was taken or left last may not be known here: a run that nobody was given, and that this process holds, is let go of. */
  isUnsure: boolean;
  /**
   * Notes something about runs that this process has taken, also where they are over since. Where one of them is not its own any
   * more, the others are let go of and `TurnLost` is thrown: what was to be done for all is not done, and they are taken anew.
   *
   * @param isKept whether it is noted of those that are left all the same
   */
  note<T>(
    ids: readonly string[],
    work: (
      transaction: Transaction<Tables>,
      runs: readonly Selectable<RunTable>[],
      parts: StepParts,
    ) => Promise<T>,
    options?: { readonly locks?: readonly string[]; readonly isKept?: boolean },
  ): Promise<T>;
}

export function createRunHolding({ pool }: Pick<Engine, 'pool'>, step: Step, holder: string): RunHolding {
  const given = new Set<string>();
  return {
    holder,
    given,
    isUnsure: false,
    async note(ids, work, { locks = [], isKept = false } = {}) {
      const wanted = new Set(ids);
      const noted = await step(async (transaction, parts) => {
        const rows = await transaction
          .selectFrom('run')
          .selectAll()
          .where('id', 'in', [...wanted])
          .where('holder', '=', holder)
          .orderBy('id')
          // SQLite has one connection: nothing else can change them meanwhile.
          .$if(pool !== undefined, (query) => query.forUpdate())
          .execute();
        const isLost = rows.length < wanted.size;
        const outcome = isLost && !isKept ? undefined : { done: await work(transaction, rows, parts) };
        if (isLost) await letGo(transaction, rows, parts);
        return isLost ? undefined : outcome;
      }, locks);
      if (noted) return noted.done;
      for (const id of wanted) given.delete(id);
      throw new TurnLost('a run is no longer held by this process');
    },
  };
}

/** Leaves runs for whoever takes them next, at once: this was no failed attempt. */
export async function letGo(
  transaction: Transaction<Tables>,
  runs: readonly Pick<RunTable, 'id'>[],
  { tell }: Pick<StepParts, 'tell'>,
): Promise<void> {
  const left = await transaction
    .updateTable('run')
    .set((row) => ({ state: 'waiting', holder: null, attempts: row('attempts', '-', 1) }))
    .where(
      'id',
      'in',
      runs.map(({ id }) => id),
    )
    .where('state', '=', 'judging')
    .returning('due_at')
    .execute();
  if (left.length > 0) tell({ type: 'due', at: Math.min(...left.map(({ due_at }) => due_at)) });
}
