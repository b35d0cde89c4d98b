/** With what a question is answered: its words and files, who is to answer, and how the answer looks. */
import { type AskChoices, type AskEvent, wordsFor } from '../../chat/index.ts';
import type { ReplyFrame } from '../../reply/index.ts';
import type { Store } from '../../store/index.ts';
import { type Choice, choiceFor, type Usual } from './choice.ts';
import { type Manner, mannerFor, type MannerRules } from './manner.ts';
import { type Asked, askedIn } from './question.ts';

export interface PlanParts {
  readonly store: Pick<Store, 'settings'>;
  readonly manner: MannerRules;
  /** What can be chosen for a question. */
  readonly choices: AskChoices;
  readonly defaults: Usual;
}

export interface Plan {
  readonly asked: Asked;
  readonly manner: Manner;
  /** As it is wanted: `auto` and tiers are not settled yet. */
  readonly choice: Choice;
  readonly frame: ReplyFrame;
}

export async function planOf(
  { id, event }: { readonly id: string; readonly event: AskEvent },
  parts: PlanParts,
): Promise<Plan> {
  const { author, conversation } = event.message;
  const asked = askedIn(event, parts.choices);
  const manner = mannerFor(parts.manner, conversation, new Date());
  const choice = await choiceFor({ author, conversation, once: asked.options }, manner, parts);
  const frame = { turnId: id, words: wordsFor(author.locale), reasoning: manner.reasoning };
  return { asked, manner, choice, frame };
}
