/** What turns took: every call to a model, and all of them together, run after run. */
import type { Kysely } from 'kysely';
import type { CallTable, Tables } from '../tables/schema.ts';
import { type CallCost, costOf, type FoundTurn, type TurnCost } from '../turns/turn.ts';

/** Notes what a run of a turn took, beside what earlier runs of it took. */
export async function addCost(db: Kysely<Tables>, turnId: string, cost: TurnCost): Promise<void> {
  const turn = await db.selectFrom('turn').selectAll().where('id', '=', turnId).executeTakeFirstOrThrow();
  const all = withCost(costOf(turn), cost);
  await db
    .updateTable('turn')
    .set({
      model: all.model,
      effort: all.effort,
      input_tokens: all.inputTokens,
      cached_input_tokens: all.cachedInputTokens,
      cache_write_tokens: all.cacheWriteTokens,
      output_tokens: all.outputTokens,
      reasoning_tokens: all.reasoningTokens,
      cost_usd: all.usd ?? null,
    })
    .where('id', '=', turnId)
    .execute();
  if (cost.calls.length === 0) return;
  const { before } = await db
    .selectFrom('call')
    .select(({ fn }) => fn.countAll<number>().as('before'))
    .where('turn', '=', turnId)
    .executeTakeFirstOrThrow();
  await keepCalls(db, turnId, cost.calls, before);
}

/** Keeps requests, at least one, after so many that are kept already. */
export async function keepCalls(
  db: Kysely<Tables>,
  turnId: string,
  calls: readonly CallCost[],
  before = 0,
): Promise<void> {
  const rows = calls.map((call, index) => callRow(turnId, before + index, call));
  await db.insertInto('call').values(rows).execute();
}

const callRow = (turn: string, position: number, call: CallCost): CallTable => ({
  turn,
  position,
  purpose: call.purpose,
  model: call.model,
  effort: call.effort,
  input_tokens: call.inputTokens,
  cached_input_tokens: call.cachedInputTokens,
  cache_write_tokens: call.cacheWriteTokens,
  output_tokens: call.outputTokens,
  reasoning_tokens: call.reasoningTokens,
  estimated: call.estimated ? 1 : 0,
  cost_usd: call.usd ?? null,
});

/** What several runs of a turn took, one after the other; the last one says who answered. */
function withCost(before: FoundTurn['cost'], cost: TurnCost): Omit<TurnCost, 'calls'> {
  if (!before) return cost;
  return {
    model: cost.model,
    effort: cost.effort,
    inputTokens: before.inputTokens + cost.inputTokens,
    cachedInputTokens: before.cachedInputTokens + cost.cachedInputTokens,
    cacheWriteTokens: before.cacheWriteTokens + cost.cacheWriteTokens,
    outputTokens: before.outputTokens + cost.outputTokens,
    reasoningTokens: before.reasoningTokens + cost.reasoningTokens,
    usd: before.usd === undefined || cost.usd === undefined ? undefined : before.usd + cost.usd,
  };
}
