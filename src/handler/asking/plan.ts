/** With what a question is answered: its words and files, who is to answer, and how the answer looks. */
import { type AskChoices, type AskEvent, wordsFor } from '../../chat/index.ts';
import type { ReplyFrame } from '../../reply/index.ts';
import type { Store } from '../../store/index.ts';
import { guarded } from '../rule/guard.ts';
import { ruleOf } from '../rule/rule-of.ts';
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
  const words = wordsFor(author.locale);
  const asked = askedIn(event, parts.choices);
  const usual = mannerFor(parts.manner, conversation, new Date());
  const rule = ruleOf(event);
  if (rule) {
    // What somebody has chosen for themselves is not what their rules are to be answered with.
    const choice = await choiceFor({ conversation, once: asked.options }, usual, parts);
    const manner = guarded(usual);
    return { asked, manner, choice, frame: { words, reasoning: manner.reasoning, rule: rule.name } };
  }
  const choice = await choiceFor({ author, conversation, once: asked.options }, usual, parts);
  return { asked, manner: usual, choice, frame: { turnId: id, words, reasoning: usual.reasoning } };
}
