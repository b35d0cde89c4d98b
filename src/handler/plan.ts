/** With what a question is answered: its words and files, the model, the effort, and how the answer looks. */
import { type AskChoices, type AskEvent, type Effort, EFFORTS, wordsFor } from '../chat/index.ts';
import { findModel, fitEffort, type ModelEntry } from '../model/index.ts';
import type { ReplyFrame } from '../reply/index.ts';
import type { Store } from '../store/index.ts';
import { type Choice, choiceFor } from './choice.ts';
import { type Manner, mannerFor, type MannerRules } from './manner.ts';
import { type Asked, askedIn } from './question.ts';

export interface PlanParts {
  readonly store: Pick<Store, 'settings'>;
  readonly manner: MannerRules;
  /** What can be chosen in the words of a question. */
  readonly choices: AskChoices;
  /** What holds where nothing is chosen. */
  readonly defaults: Choice;
}

export interface Plan {
  readonly asked: Asked;
  readonly manner: Manner;
  readonly model: ModelEntry;
  /** As it is wanted; the model may have only others. */
  readonly effort: Effort;
  readonly frame: ReplyFrame;
}

export async function planOf(
  { id, event }: { readonly id: string; readonly event: AskEvent },
  parts: PlanParts,
): Promise<Plan> {
  const { author, conversation } = event.message;
  const asked = askedIn(event, parts.choices);
  const manner = mannerFor(parts.manner, conversation, new Date());
  const chosen = await choiceFor({ author, conversation, once: asked }, manner, parts);
  const model = findModel(chosen.model);
  const harder = nextEffort(model, chosen.effort);
  const frame = {
    turnId: id,
    words: wordsFor(author.locale),
    reasoning: manner.reasoning,
    ...(harder && { harder }),
  };
  return { asked, manner, model, effort: chosen.effort, frame };
}

/** The next effort a model has above the one it would use; undefined at its highest. */
export function nextEffort(model: ModelEntry, effort: Effort): Effort | undefined {
  const used = EFFORTS.indexOf(fitEffort(model, effort));
  return EFFORTS.slice(used + 1).find((harder) => model.efforts.includes(harder));
}
