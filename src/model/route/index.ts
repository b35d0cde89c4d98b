/** The router: which tier and effort a question needs, by rules first and a small model where they are unsure. */
import type { Effort, Tier, Why } from '../../chat/index.ts';
import type { Clock } from '../../ops/index.ts';
import type { ModelCall } from '../estimate/account.ts';
import type { Catalog } from '../catalog/models.ts';
import type { ModelClient } from '../stream.ts';
import { demandOf } from './demand.ts';
import { judge, type Judgement, type Verdict } from './judge.ts';
import { choose, type Demand, save, seeing, toLevel } from './levels.ts';
import { JUDGE, SAVES_FROM } from './limits.ts';

/** What the router is told of a question. */
export interface RouteQuestion {
  /** Its words. */
  readonly text: string;
  /** What is attached, as its platform declares it: media types or names. */
  readonly attachments: readonly { readonly name: string; readonly declaredType?: string | undefined }[];
  /** The last messages before it, newest last: a short question may be about a hard thing. */
  readonly before: readonly { readonly text: string; readonly fromUs: boolean }[];
  /** How much of the tightest budget is used; 1 where nothing is left. */
  readonly strain: number;
}

export interface Route {
  readonly tier: Tier;
  readonly effort: Effort;
  readonly why: Why;
  /** What it took to find out; nothing where the rules were sure. */
  readonly calls: readonly ModelCall[];
}

/** Never rejects but when aborted: where the small model cannot say, the rules' guess stands. */
export type Router = (question: RouteQuestion, signal: AbortSignal) => Promise<Route>;

export interface RouterParts {
  readonly catalog: Catalog;
  readonly client: Pick<ModelClient, 'stream'>;
  /** What the small model's deadline is told by. */
  readonly clock?: Clock;
}

/**
 * A router for a deployment. It never picks the tier `ultra` where another can answer, nor the effort `max`: several
 * attempts, or thinking without end, are for people to ask for.
 *
 * @example
 * const route = createRouter({ catalog, client });
 * await route({ text: 'Why does this deadlock? …', attachments: [], before: [], strain: 0 }, signal);
 * // { tier: 'standard', effort: 'medium', why: 'code', calls: [] }
 */
export function createRouter({ catalog, client, clock }: RouterParts): Router {
  return async (question, signal) => {
    signal.throwIfAborted();
    const { demand, features } = demandOf(question);
    const asks = !demand.isSure && question.strain < SAVES_FROM && hasSmallModel(catalog);
    const { verdict, calls } = asks
      ? await judge(
          question,
          { model: catalog.find(catalog.tiers.nano.model), client, ...(clock && { clock }) },
          signal,
        )
      : NOT_ASKED;
    const choice = choose(verdict ? moved(demand, verdict) : demand);
    return { ...seeing(save(choice, question.strain), features.kinds, catalog), calls };
  };
}

const NOT_ASKED = { verdict: undefined, calls: [] } as const satisfies Judgement;

/** Where one model answers everything, its judgement would cost an answer's wait and could only change the effort. */
const hasSmallModel = ({ tiers }: Catalog): boolean =>
  ROUTED.some((tier) => tiers[tier].model !== tiers.nano.model);

const ROUTED = ['mini', 'standard', 'flagship'] as const satisfies readonly Tier[];

/** What the rules think, moved towards what the small model thinks. */
export function moved(demand: Demand, { difficulty, needs }: Verdict): Demand {
  const by = Math.max(-JUDGE.maxMove, Math.min(JUDGE.maxMove, difficulty - demand.level));
  return { ...demand, level: toLevel(demand.level + by), need: needs[0] ?? demand.need };
}
