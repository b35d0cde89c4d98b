/** What was learned about models and efforts: how far estimates are off, and how long answers are. */
import type { Kysely } from 'kysely';
import { Effort } from '../../chat/index.ts';
import type { Tables } from '../tables/schema.ts';

/** As the model part learns it: see its `Learned`. */
export interface KeptEstimate {
  readonly model: string;
  readonly effort: Effort;
  readonly answers: number;
  readonly inputRatio: number;
  readonly outputTokens: number;
}

export interface EstimateStore {
  estimates(): Promise<readonly KeptEstimate[]>;
  /** Keeps what was learned, in the place of what was known of the model at that effort. */
  keepEstimate(learned: KeptEstimate): Promise<void>;
}

export function createEstimateStore(db: Kysely<Tables>): EstimateStore {
  return {
    async estimates() {
      const rows = await db.selectFrom('estimate').selectAll().execute();
      return rows.flatMap(({ model, effort, answers, input_ratio, output_tokens }) => {
        const known = Effort.safeParse(effort).data;
        return known === undefined
          ? []
          : [{ model, effort: known, answers, inputRatio: input_ratio, outputTokens: output_tokens }];
      });
    },

    async keepEstimate({ model, effort, answers, inputRatio, outputTokens }) {
      const row = { answers, input_ratio: inputRatio, output_tokens: outputTokens };
      await db
        .insertInto('estimate')
        .values({ model, effort, ...row })
        .onConflict((conflict) => conflict.columns(['model', 'effort']).doUpdateSet(row))
        .execute();
    },
  };
}
