/** What is acted on together: what has waited together, as far as it belongs together by what is known of it now. */
import { conversationKey } from '../../chat/index.ts';
import { type Case, placeOf } from '../case.ts';

/**
 * The same of cases that are acted on together. Platforms do not always say with a reaction in which thread its message stands, nor
 * who wrote that: here the message is known. Whoever is told of what they wrote hears nothing of what others wrote.
 */
export function togetherBy({ run: { group, id }, message, standing }: Case): string {
  if (group === undefined || !message) return group ?? id;
  const { to } = standing.rule.then;
  return JSON.stringify([
    group,
    conversationKey(placeOf(message)),
    ...(to === 'author' ? [message.author.id] : []),
  ]);
}
