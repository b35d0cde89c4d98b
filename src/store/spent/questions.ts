/** What the questions of rules took, whatever the answer: kept like what turns took, for whoever asks what was used. */
import type { Kysely } from 'kysely';
import { type Conversation } from '../../chat/index.ts';
import { channelKey } from '../kept/owners.ts';
import { LIMITS } from '../limits.ts';
import type { Step } from '../engine/step.ts';
import type { Tables } from '../tables/schema.ts';
import type { TurnCost } from '../turns/turn.ts';
import type { RuleKey } from '../watching/watching.ts';
import { keepCalls } from './cost.ts';

/** The question of a rule, asked about messages of one channel. */
export interface RuleQuestions {
  /** No other's, and no turn's. */
  readonly id: string;
  readonly rule: RuleKey;
  /** The key of the person whose usage it is: see `payerOfRule`. */
  readonly payer: string;
  readonly conversation: Conversation;
  /** So many messages were asked about. */
  readonly questions: number;
  readonly cost: TurnCost;
}

export interface QuestionStore {
  /** Keeps what questions took, once for each id. */
  keepQuestions(asked: RuleQuestions): Promise<void>;
}

export function createQuestions(step: Step): QuestionStore {
  return {
    keepQuestions: ({ id, rule, payer, conversation, questions, cost }) =>
      step(async (transaction, { now }) => {
        const kept = await transaction
          .insertInto('judging')
          .values({
            id,
            rule,
            author: payer,
            conversation: channelKey(conversation),
            at: now,
            questions,
            model: cost.model,
            effort: cost.effort,
            cost_usd: cost.usd ?? null,
          })
          // It is kept already: the answer to the last try was lost on its way from the database.
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (kept && cost.calls.length > 0) await keepCalls(transaction, id, cost.calls);
      }),
  };
}

/** Lets go of what nobody asks for any more at a time. */
export async function pruneQuestions(db: Kysely<Tables>, now: number): Promise<void> {
  const before = now - LIMITS.spendMs;
  const old = db.selectFrom('judging').select('id').where('at', '<', before);
  await db.deleteFrom('call').where('turn', 'in', old).execute();
  await db.deleteFrom('judging').where('at', '<', before).execute();
}
