/** The line below an answer: model, effort, tokens and price. */
import type { TurnEvent } from './turn-event.ts';

/**
 * @example footerOf(spent) // 'gpt-5.5 · medium · 12,400 in · 800 out · $0.086'
 */
export function footerOf({
  model,
  effort,
  usage,
  estimated,
  usd,
}: Extract<TurnEvent, { type: 'spent' }>): string {
  const about = estimated ? 'about ' : '';
  return [
    model,
    effort,
    `${about}${usage.inputTokens.toLocaleString('en')} in`,
    `${about}${usage.outputTokens.toLocaleString('en')} out`,
    ...(usd === undefined ? [] : [priceOf(usd)]),
  ].join(' · ');
}

/** Two digits that count, but never less than cents. */
function priceOf(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(6, 1 - Math.floor(Math.log10(usd))))}`;
}
