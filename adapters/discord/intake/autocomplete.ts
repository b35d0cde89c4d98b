/** What Discord offers while somebody types the name of a model or of a schema. */
import type { Choice } from '../../../src/chat/index.ts';
import { offered } from '../commands.ts';

/** Nobody should have to know where a name has its dots and dashes. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s._-]+/g, '');

/**
 * The choices that fit what was typed, those that begin with it first; all, as many as Discord shows, where nothing was.
 *
 * @example suggest(models, 'gpt5') // GPT-5.5, GPT-5.5 mini, …
 */
export function suggest(
  choices: readonly Choice[],
  typed: string,
): readonly { name: string; value: string }[] {
  const wanted = plain(typed);
  /** Where a choice has what was typed; -1 where it does not. */
  const place = ({ label, value }: Choice): number => {
    const places = [plain(label).indexOf(wanted), plain(value).indexOf(wanted)].filter((at) => at >= 0);
    return places.length === 0 ? -1 : Math.min(...places);
  };
  const beginning = choices.filter((choice) => place(choice) === 0);
  const containing = choices.filter((choice) => place(choice) > 0);
  return offered([...beginning, ...containing]);
}
