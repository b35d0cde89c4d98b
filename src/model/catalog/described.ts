/** A model as attache.yaml describes it: what it says over what is known. */
import type { ModelEntry, Prices } from './catalog.ts';
import type { ModelSettings } from './settings.ts';

/** An answer gets one part in so many of a context of which nothing else is said. */
const ANSWER_SHARE = 4;

/**
 * @param base what is known of it, or of the model it is like
 *
 * @example described('mine', { contextTokens: 32_000 }, findModel('mine')).maxInputTokens // 24000
 */
export function described(id: string, settings: ModelSettings, base: ModelEntry): ModelEntry {
  const { like, contextTokens, efforts = base.efforts, takes, wire, endsOn = base.endsOn } = settings;
  const prices = pricesOf(settings, base);
  const { isGuessed, ...known } = base;
  return {
    ...known,
    id,
    takes: { ...base.takes, ...takes },
    ...((base.wire || wire) && { wire: { ...base.wire, ...wire } }),
    ...windowOf(settings, base),
    efforts,
    prices,
    ...(endsOn !== undefined && { endsOn }),
    ...(isGuessed && contextTokens === undefined && { isGuessed }),
    source: `attache.yaml; for the rest${like ? ` as ${like}` : ''}: ${base.source}`,
  };
}

/** What is left out of a window: of a context that is said, an answer gets at most a quarter and the question the rest. */
function windowOf({ contextTokens, maxInputTokens, maxOutputTokens }: ModelSettings, base: ModelEntry) {
  const context = contextTokens ?? base.contextTokens;
  const quarter = contextTokens === undefined ? Infinity : Math.floor(contextTokens / ANSWER_SHARE);
  const output = maxOutputTokens ?? Math.min(base.maxOutputTokens, quarter);
  const most = contextTokens === undefined ? base.maxInputTokens : Infinity;
  return {
    contextTokens: context,
    maxInputTokens: maxInputTokens ?? Math.min(most, context - output),
    maxOutputTokens: output,
  };
}

/**
 * Whether its prices stand for themselves. Those of a model that is known change figure by figure; those of a model that
 * is only like another are not mixed with the prices of that.
 */
export const pricesAreWhole = ({ like }: ModelSettings, base: ModelEntry): boolean =>
  like !== undefined || base.prices === undefined;

function pricesOf(settings: ModelSettings, base: ModelEntry): Prices | undefined {
  const { prices } = settings;
  if (!prices || !pricesAreWhole(settings, base)) return base.prices && { ...base.prices, ...prices };
  const { input = 0, output = 0, cachedInput = input, ...rest } = prices;
  return { input, cachedInput, output, ...rest };
}
