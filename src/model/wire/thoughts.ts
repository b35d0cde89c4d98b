/** How much of a model's reasoning is handed on. */
import type { ModelEvent } from '../events.ts';
import { REASONING_CHARS } from '../limits.ts';

/** Stands where the rest was left out. */
const MARK = '\n\n[…]';

/** Takes the events of one answer; reasoning beyond the limit becomes one mark, and then nothing. */
export function limitReasoning(limit = REASONING_CHARS): (event: ModelEvent) => ModelEvent | undefined {
  let left = limit;
  return (event) => {
    if (event.type !== 'reasoning') return event;
    if (left < 0) return undefined;
    left -= event.text.length;
    if (left >= 0) return event;
    // Never half of a character.
    const kept = event.text.slice(0, left).replace(/[\uD800-\uDBFF]$/, '');
    left = -1;
    return { type: 'reasoning', text: kept + MARK };
  };
}
