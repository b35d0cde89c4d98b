/** Settles who answers: a tier becomes a model, and the router decides where the choice is `auto`. */
import { AUTO, type Effort, EFFORTS, type Message, Tier, type Why } from '../chat/index.ts';
import {
  type Catalog,
  fitEffort,
  type ModelCall,
  type ModelEntry,
  type Route,
  type Router,
} from '../model/index.ts';
import type { Choice } from './choice.ts';

export interface Settled {
  readonly model: ModelEntry;
  readonly effort: Effort;
  /** So many attempts are made, of which the best is kept. */
  readonly attempts: number;
  /** Why the router has chosen this; undefined where a person has. */
  readonly why: Why | undefined;
  /** What it took to find out. */
  readonly calls: readonly ModelCall[];
}

export interface SettleParts {
  readonly catalog: Catalog;
  readonly router: Router;
}

/** What is asked for this once, as far as it names something. */
export interface Once {
  readonly effort?: Choice['effort'] | undefined;
  readonly best?: number | undefined;
}

/** @param strain how much of the tightest budget is used */
export async function settle(
  { model, effort }: Choice,
  once: Once,
  {
    message,
    before,
    strain,
  }: { readonly message: Message; readonly before: readonly Message[]; readonly strain: number },
  { catalog, router }: SettleParts,
  signal: AbortSignal,
): Promise<Settled> {
  const isRouted = model === AUTO || effort === AUTO;
  const route: Route | undefined = isRouted
    ? await router(
        {
          text: message.text,
          attachments: message.attachments,
          before: before.slice(-ROUTED_MESSAGES),
          strain,
        },
        signal,
      )
    : undefined;
  const tier = catalog.tiers[Tier.safeParse(model).data ?? (model === AUTO ? route!.tier : 'flagship')];
  const isTier = model === AUTO || Tier.safeParse(model).success;
  const entry = catalog.find(isTier ? tier.model : model);
  const wanted = effort === AUTO ? route!.effort : effort;
  const ofTier = isTier && model !== AUTO && once.effort === undefined ? tier.effort : undefined;
  return {
    model: entry,
    effort: ofTier ?? wanted,
    attempts: once.best ?? (isTier && model !== AUTO ? (tier.attempts ?? 1) : 1),
    why: route?.why,
    calls: route?.calls ?? [],
  };
}

/** Messages before a question that the router is told of: what a short question is about stands in the last ones. */
const ROUTED_MESSAGES = 4;

/** The next effort a model has above the one it would use; undefined at its highest. */
export function nextEffort(model: ModelEntry, effort: Effort): Effort | undefined {
  const used = EFFORTS.indexOf(fitEffort(model, effort));
  return EFFORTS.slice(used + 1).find((harder) => model.efforts.includes(harder));
}
