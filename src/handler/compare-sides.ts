/** The two sides of a comparison: who answers on each, out of what was typed or what applies anyway. */
import {
  type AskChoices,
  AUTO,
  EffortChoice,
  EFFORTS,
  type Effort,
  UserError,
  type Words,
} from '../chat/index.ts';
import { fitEffort, type ModelEntry } from '../model/index.ts';
import type { Choice } from './choice.ts';
import { nextEffort, type Once, settle, type Settled, type SettleParts } from './settle.ts';

export interface SideParts extends SettleParts {
  readonly choices: AskChoices;
}

/** What a person has said of both sides, and what applies where they have not. */
export interface Wanted {
  readonly a: string | undefined;
  readonly b: string | undefined;
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
  { a, b, usual, words }: Wanted,
  about: Parameters<typeof settle>[2],
  parts: SideParts,
  signal: AbortSignal,
): Promise<readonly [Settled, Settled]> {
  const settled = async (value: string | undefined, option: 'a' | 'b') => {
    const { choice, once } =
      value === undefined ? { choice: usual, once: {} } : sideOf(value, option, usual, parts, words);
    const side = await settle(choice, once, about, parts, signal);
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
  usual: Choice,
  { choices: { models, efforts } }: SideParts,
  { said }: Words,
): { readonly choice: Choice; readonly once: Once } {
  const model = (name: string) => models.find((one) => one.value.toLowerCase() === name.toLowerCase())?.value;
  const effort = (name: string) => EffortChoice.safeParse(name.toLowerCase()).data;
  const both = (named: string, wanted: EffortChoice) => ({
    choice: { model: named, effort: wanted },
    once: { effort: wanted },
  });
  if (value.toLowerCase() === AUTO) return both(AUTO, AUTO);
  const whole = model(value);
  if (whole !== undefined) return { choice: { ...usual, model: whole }, once: {} };
  const alone = effort(value);
  if (alone !== undefined) return both(usual.model, alone);
  const slash = value.lastIndexOf('/');
  const [before, behind] = [model(value.slice(0, slash)), effort(value.slice(slash + 1))];
  if (slash > 0 && before !== undefined && behind !== undefined) return both(before, behind);
  const known = [...efforts, ...models].map((one) => one.value);
  throw new UserError('choice', said.unknownValue(option, value, [...new Set(known)].join(', ')));
}
