/** What people and channels have chosen, and what people have used. */
import type { Kysely } from 'kysely';
import { Effort } from '../chat/index.ts';
import type { Tables } from './schema.ts';

/** Undefined where the usual applies. */
export interface Settings {
  readonly model: string | undefined;
  readonly effort: Effort | undefined;
}

/** What a person's answers have used of one model. */
export interface ModelUsage {
  readonly model: string;
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined where the price of an answer is not known. */
  readonly usd: number | undefined;
}

export interface SettingsStore {
  /** What an owner (see `personKey`, `channelKey`) has chosen. */
  settings(owner: string): Promise<Settings>;
  /** Changes what is named; undefined goes back to the usual. */
  set(owner: string, changes: Partial<Settings>): Promise<void>;
  /** What a person's answers have used since a time (milliseconds since 1970), the most used model first. */
  usage(of: { readonly author: string; readonly since: number }): Promise<readonly ModelUsage[]>;
}

export function createSettings(db: Kysely<Tables>): SettingsStore {
  return {
    async settings(owner) {
      const row = await db
        .selectFrom('setting')
        .select(['model', 'effort'])
        .where('owner', '=', owner)
        .executeTakeFirst();
      return { model: row?.model ?? undefined, effort: Effort.safeParse(row?.effort).data };
    },

    async set(owner, changes) {
      const row = {
        ...('model' in changes && { model: changes.model ?? null }),
        ...('effort' in changes && { effort: changes.effort ?? null }),
      };
      await db
        .insertInto('setting')
        .values({ owner, ...row })
        .onConflict((conflict) => conflict.column('owner').doUpdateSet(row))
        .execute();
    },

    async usage({ author, since }) {
      const rows = await db
        .selectFrom('turn')
        .where('author', '=', author)
        .where('finished_at', '>=', since)
        .where('model', 'is not', null)
        .select(({ fn }) => [
          'model',
          fn.countAll().as('answers'),
          fn.sum('input_tokens').as('inputTokens'),
          fn.sum('output_tokens').as('outputTokens'),
          fn.count('cost_usd').as('priced'),
          fn.sum('cost_usd').as('usd'),
        ])
        .groupBy('model')
        .execute();
      return rows
        .map(({ model, answers, inputTokens, outputTokens, priced, usd }) => ({
          model: model!,
          answers: Number(answers),
          inputTokens: Number(inputTokens),
          outputTokens: Number(outputTokens),
          usd: Number(priced) === Number(answers) ? Number(usd) : undefined,
        }))
        .sort((a, b) => b.answers - a.answers);
    },
  };
}
