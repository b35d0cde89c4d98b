/** The two sides of a comparison: who answers on each, out of what was typed or what applies anyway. */
import {
  type AskChoices,
  AUTO,
  EffortChoice,
  EFFORTS,
  type Effort,
  UserError,
  type Words,
} from '../../chat/index.ts';
import { fitEffort, type ModelEntry, nextEffort } from '../../model/index.ts';
import type { Choice } from '../asking/choice.ts';
import { type About, settle, type Settled, type SettleParts } from '../asking/settle.ts';

export interface SideParts extends SettleParts {
  readonly choices: AskChoices;
}

/** What a person has said of both sides, and what applies where they have not. */
export interface Wanted {
  readonly a: string | undefined;
  readonly b: string | undefined;
  /** They were settled before, so that any model may be named. */
  readonly isSettled: boolean;
  readonly usual: Choice;
  readonly words: Words;
}

/**
 * Settles both sides. Where nothing is said of the second one, it is the first at its next effort, up or else down.
 *
 * @param about what a router needs to know
 * @throws {UserError} `choice` where a side is none, or both are the same
 */
export async function settleSides(
  { a, b, isSettled, usual, words }: Wanted,
  about: About,
  parts: SideParts,
  signal: AbortSignal,
): Promise<readonly [Settled, Settled]> {
  const settled = async (value: string | undefined, option: 'a' | 'b') => {
    const choice = value === undefined ? usual : sideOf(value, option, { isSettled, usual, words }, parts);
    const side = await settle(choice, undefined, about, parts, signal);
    return { ...side, effort: fitEffort(side.model, side.effort) };
  };
  const [first, other] = await Promise.all([settled(a, 'a'), b === undefined ? undefined : settled(b, 'b')]);
  const second = other ?? { ...first, effort: besideOf(first.model, first.effort), calls: [] };
  if (first.model.id === second.model.id && first.effort === second.effort)
    throw new UserError('choice', words.said.compared.alike(nameOf(first)));
  return [first, second];
}

/** @example nameOf(side) // 'gpt-5.5 · low' */
export const nameOf = ({ model, effort }: { readonly model: ModelEntry; readonly effort: Effort }): string =>
  `${model.id} · ${effort}`;

const besideOf = (model: ModelEntry, effort: Effort): Effort =>
  nextEffort(model, effort) ??
  EFFORTS.findLast((one) => one !== effort && model.efforts.includes(one)) ??
  effort;

/** A model, a tier, an effort, or a model and an effort: `gpt-5.5/high`. Names of models may have slashes of their own. */
function sideOf(
  value: string,
  option: 'a' | 'b',
  { isSettled, usual, words: { said } }: Pick<Wanted, 'isSettled' | 'usual' | 'words'>,
  { choices: { models, efforts } }: SideParts,
): Choice {
  const offered = (name: string) =>
    models.find((one) => one.value.toLowerCase() === name.toLowerCase())?.value;
  const effort = (name: string) => EffortChoice.safeParse(name.toLowerCase()).data;
  const both = (named: string, wanted: EffortChoice): Choice => ({
    model: named,
    effort: wanted,
    isEffortChosen: true,
  });
  if (value.toLowerCase() === AUTO) return both(AUTO, AUTO);
  const whole = offered(value);
  if (whole !== undefined) return { ...usual, model: whole };
  const alone = effort(value);
  if (alone !== undefined) return both(usual.model, alone);
  const slash = value.lastIndexOf('/');
  const name = value.slice(0, slash);
  const [before, behind] = [isSettled ? name : offered(name), effort(value.slice(slash + 1))];
  if (slash > 0 && before !== undefined && behind !== undefined) return both(before, behind);
  const known = [...efforts, ...models].map((one) => one.value);
  throw new UserError('choice', said.unknownValue(option, value, [...new Set(known)].join(', ')));
}
