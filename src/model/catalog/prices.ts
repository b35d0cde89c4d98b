/** What an answer cost, from the usage its server reported. */
import type { ModelEntry, Prices } from './catalog.ts';
import type { Usage } from '../events.ts';

const MILLION = 1_000_000;

/**
 * Dollars for one request, or undefined where no price is known. Cached input is cheaper; with more input than the
 * model's long-context limit, the whole request costs more; another service than the usual has its own factor.
 *
 * @example costUsd(findModel('gpt-5.5'), { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 100, reasoningTokens: 0 })
 * // 0.008
 */
export function costUsd({ prices }: ModelEntry, usage: Usage): number | undefined {
  if (!prices) return undefined;
  const { longContext } = prices;
  const long = longContext !== undefined && usage.inputTokens > longContext.overTokens;
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const written = Math.min(usage.cacheWriteTokens ?? 0, usage.inputTokens - cached);
  const input =
    (usage.inputTokens - cached - written) * prices.input +
    cached * prices.cachedInput +
    written * (prices.cacheWrite ?? prices.input);
  const output = usage.outputTokens * prices.output;
  const usual = input * (long ? longContext.inputFactor : 1) + output * (long ? longContext.outputFactor : 1);
  return (usual * serviceFactor(prices, usage.service, long)) / MILLION;
}

/**
 * A service with no price of its own counts as the usual one. OpenAI has priority for no long context: such a request is
 * served and paid as usual.
 */
function serviceFactor({ services }: Prices, service: Usage['service'] = 'default', isLong: boolean): number {
  if (service === 'default' || (service === 'priority' && isLong)) return 1;
  return services?.[service] ?? 1;
}
