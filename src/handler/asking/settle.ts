/** Settles who answers: a tier becomes a model, and the router decides where the choice is `auto`. */
import { AUTO, type Effort, type Message, Tier, type Why } from '../../chat/index.ts';
import { type Catalog, fitEffort, type ModelCall, type ModelEntry, type Router } from '../../model/index.ts';
import type { Choice } from './choice.ts';

export interface Settled {
  readonly model: ModelEntry;
  /** One that the model has, unless somebody has chosen another. */
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

/** What a question is about, for the router. */
export interface About {
  readonly message: Message;
  /** What was said before it, oldest first. */
  readonly before: readonly Message[];
  /** How much of the tightest budget is used. */
  readonly strain: number;
}

/**
 * A tier brings its effort where nobody has chosen one, and so does the router where it chooses the model. The router is asked
 * only where something is left to choose.
 *
 * @param best attempts that are asked for this once
 */
export async function settle(
  { model, effort, isEffortChosen }: Choice,
  best: number | undefined,
  about: About,
  { catalog, router }: SettleParts,
  signal: AbortSignal,
): Promise<Settled> {
  const ask = () => router(questionOf(about), signal);
  if (model === AUTO) {
    const { tier, why, calls, effort: needed } = await ask();
    const entry = catalog.find(tier);
    const own = isEffortChosen && effort !== AUTO ? effort : fitEffort(entry, needed);
    return { model: entry, effort: own, attempts: best ?? 1, why, calls };
  }
  const entry = catalog.find(model);
  const named = Tier.safeParse(model).data;
  const tier = named && catalog.tiers[named];
  const wanted = isEffortChosen ? effort : (tier?.effort ?? effort);
  const attempts = best ?? tier?.attempts ?? 1;
  if (wanted !== AUTO) {
    const own = isEffortChosen ? wanted : fitEffort(entry, wanted);
    return { model: entry, effort: own, attempts, why: undefined, calls: [] };
  }
  if (entry.efforts.length < 2)
    return { model: entry, effort: fitEffort(entry, 'medium'), attempts, why: undefined, calls: [] };
  const { effort: needed, why, calls } = await ask();
  return { model: entry, effort: fitEffort(entry, needed), attempts, why, calls };
}

/** Messages before a question that the router is told of: what a short question is about stands in the last ones. */
const ROUTED_MESSAGES = 4;

const questionOf = ({ message: { text, attachments }, before, strain }: About): Parameters<Router>[0] => ({
  text,
  attachments,
  before: before.slice(-ROUTED_MESSAGES),
  strain,
});
