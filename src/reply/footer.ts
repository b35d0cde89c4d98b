/** The line below an answer: model, effort, tokens and price. */
import type { Words } from '../chat/index.ts';
import type { TurnEvent } from './turn-event.ts';

type EventOf<Type extends TurnEvent['type']> = Extract<TurnEvent, { type: Type }>;

/**
 * @example footerOf(spent, { words }) // 'gpt-5.5 · medium · 12,400 in · 800 out · $0.086'
 * @example footerOf(compared, { words }) // 'gpt-5.5 · low + gpt-5.4-mini · high · 24,800 in · 1,600 out · $0.12'
 * @example footerOf(spent, { chosen, words }) // 'gpt-5.4-mini · low · auto: a simple question · …'
 * @example footerOf(spent, { rule: 'voice-notes', words }) // 'rule “voice-notes” · gpt-5.4-nano · low · …'
 */
export function footerOf(
  { model, effort, beside, usage, estimated, usd }: EventOf<'spent'>,
  {
    chosen,
    words,
    rule,
  }: {
    readonly chosen?: EventOf<'chosen'> | undefined;
    readonly words: Words;
    readonly rule?: string | undefined;
  },
): string {
  const about = estimated ? 'about ' : '';
  return [
    ...(rule === undefined ? [] : [footerOfRule(rule)]),
    model,
    beside ? `${effort} + ${beside.model} · ${beside.effort}` : effort,
    ...(chosen?.why ? [`auto: ${words.why[chosen.why]}`] : []),
    `${about}${usage.inputTokens.toLocaleString('en')} in`,
    `${about}${usage.outputTokens.toLocaleString('en')} out`,
    ...(usd === undefined ? [] : [priceOf(usd)]),
  ].join(' · ');
}

/** Where nothing was spent, this is all there is to say. */
export const footerOfRule = (rule: string): string => `rule “${rule}”`;

/** Two digits that count, but never less than cents. */
export function priceOf(usd: number): string {
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(6, 1 - Math.floor(Math.log10(usd))))}`;
}
