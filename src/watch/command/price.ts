/** What the answers of a rule are expected to cost, before there is one: the forecast of its model for what it will be shown. */
import { AUTO, type Effort, type Message, Tier } from '../../chat/index.ts';
import { estimateTokens, fitEffort, type ModelEntry } from '../../model/index.ts';
import type { Rule } from '../../rules/index.ts';
import type { WatchParts } from '../watch.ts';
import { COMMAND } from './limits.ts';

export type PriceParts = Pick<WatchParts, 'catalog' | 'estimates' | 'defaults' | 'manner'>;

export interface ExpectedPrice {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars; undefined where no price is known. */
  readonly usd: number | undefined;
}

/** Undefined where no model answers. Of `auto`, what most questions go to. Files are not opened for it: they count as usual ones. */
export function expectedPrice(
  { then }: Pick<Rule, 'then'>,
  about: readonly Pick<Message, 'text' | 'attachments'>[],
  parts: PriceParts,
): ExpectedPrice | undefined {
  if (then.prompt === undefined) return undefined;
  const { model, effort, attempts } = answererOf(then, parts);
  const words = [parts.manner.instructions, then.prompt, ...about.map(({ text }) => text)];
  const files = about.reduce((sum, { attachments }) => sum + attachments.length, 0);
  const read = then.read ? (then.read.last ?? COMMAND.readMessages) : 0;
  const given =
    estimateTokens(
      words.map((text) => ({ type: 'text', text })),
      model,
    ) +
    files * COMMAND.fileTokens +
    read * COMMAND.messageTokens;
  const { inputTokens, outputTokens, usd } = parts.estimates.forecast(model, effort, given);
  return {
    inputTokens: inputTokens * attempts,
    outputTokens: outputTokens * attempts,
    usd: usd === undefined ? undefined : usd * attempts,
  };
}

/** Who answers for a rule, without asking the router. */
function answererOf(
  then: Rule['then'],
  { catalog, defaults }: Pick<PriceParts, 'catalog' | 'defaults'>,
): { readonly model: ModelEntry; readonly effort: Effort; readonly attempts: number } {
  const name = then.model ?? defaults.model;
  const model = catalog.find(name);
  const tier = Tier.safeParse(name).data;
  const { effort, attempts = 1 } = (tier && catalog.tiers[tier]) ?? {};
  const wanted = then.effort ?? effort ?? defaults.effort;
  return { model, effort: fitEffort(model, wanted === AUTO ? 'medium' : wanted), attempts };
}
