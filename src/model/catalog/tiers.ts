/** Which model each tier is: what attache.yaml says, and the usual for the rest. */
import { AUTO, type Effort, Tier, TIERS } from '../../chat/index.ts';
import type { CatalogSettings } from './settings.ts';

/** What a tier stands for here. */
export interface TierEntry {
  readonly model: string;
  /** Asked for with it, where the person names no effort. */
  readonly effort?: Effort;
  /** So many attempts are made, of which the best is kept; one where left out. */
  readonly attempts?: number;
}

export type Tiers = Readonly<Record<Tier, TierEntry>>;

/** The model that answers where nothing else is set. */
export const USUAL_MODEL = 'gpt-5.5';

/** An ultra answer is the best of so many. */
const ULTRA_ATTEMPTS = 3;

/**
 * OpenAI's, each several times the price of the one before, none with an announced end.
 *
 * - nano: the cheapest there is ($0.10 in, $0.50 out), newer and cheaper than gpt-5.4-nano, which ends on 2027-04-01.
 * - mini: the one that OpenAI's reasoning guide names for lower cost and latency ($0.75, $4.50).
 * - standard: $2 and $10, of the newest family. gpt-6.1-sol costs the same, but cannot answer without thinking.
 */
const OPENAI_TIERS = {
  nano: { model: 'gpt-6-luna' },
  mini: { model: 'gpt-5.4-mini' },
  standard: { model: 'gpt-6-sol' },
} as const;

/** A model's own name, where a choice of one is neither a tier nor `auto`. */
export const nameOf = (choice: string): string | undefined =>
  choice === AUTO || Tier.safeParse(choice).success ? undefined : choice;

/**
 * The tiers of a deployment. What attache.yaml leaves out of a tier is as usual, so that `ultra: my-model` still makes
 * three attempts.
 *
 * @param chosen what answers unless somebody asks for another: a model, a tier or `auto`
 * @param isAlone a compatible server: of what it has, only the models that are named are known
 */
export function tiersOf(
  { tiers = {} }: Pick<CatalogSettings, 'tiers'>,
  { chosen, isAlone }: { readonly chosen: string; readonly isAlone: boolean },
): Tiers {
  const flagship = { model: nameOf(chosen) ?? USUAL_MODEL, ...tiers.flagship };
  const only = { model: nameOf(chosen) ?? flagship.model };
  const usual: Tiers = {
    ...(isAlone ? { nano: only, mini: only, standard: only } : OPENAI_TIERS),
    flagship,
    ultra: { model: flagship.model, attempts: ULTRA_ATTEMPTS, ...(!isAlone && { effort: 'xhigh' }) },
  };
  const entries = TIERS.map((tier) => [tier, { ...usual[tier], ...tiers[tier] }] as const);
  return Object.fromEntries(entries) as unknown as Tiers;
}
