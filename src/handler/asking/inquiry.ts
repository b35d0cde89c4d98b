/** What a task works with: what is asked, who answers it where, and what may be spent on it. */
import type { ChatAdapter, RuleAsk, Words } from '../../chat/index.ts';
import type { TurnEvent } from '../../reply/index.ts';
import type { Purse } from '../budget/purse.ts';
import { historyOf } from '../request/history.ts';
import type { Question } from '../request/request.ts';
import type { TurnParts } from '../turn.ts';
import type { Choice } from './choice.ts';
import { withoutHidden } from './hidden.ts';
import type { Manner } from './manner.ts';
import type { Asked } from './question.ts';

/** Everything a task knows of the turn it works for. */
export interface Inquiry {
  readonly asked: Asked;
  readonly manner: Manner;
  readonly choice: Choice;
  readonly words: Words;
  /** Of the platform that it is asked on: its answer may go to another one. */
  readonly adapter: ChatAdapter;
  readonly purse: Purse;
  /** Stand for the person who asks, and for the conversation, without telling who they are. */
  readonly person: string;
  readonly cacheKey: string;
  /** Set where a rule asks. */
  readonly rule?: RuleAsk | undefined;
}

/** Works on a question. The last events are `done` and `spent`. Throws `UserError` with what the person can do. */
export type Task = (
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
) => AsyncGenerator<TurnEvent, void, undefined>;

/** What was said before the question, as far as it may be read; a sentence says so where it could not be. */
export async function* readHistory(
  { asked, adapter, words, rule }: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Question['history'], undefined> {
  const history = asked.past && (await historyOf(asked.past, adapter, parts, signal));
  // What a message says is all there when it is asked about; what came before it is welcome, but not missed.
  if (asked.past && !history && asked.past === asked.message)
    yield { type: 'notice', text: 'I could not read what was said before, so I answered without it.' };
  if (history?.isCutAnew) yield { type: 'notice', text: words.said.readLast(history.messages.length) };
  const messages = history?.messages ?? [];
  return rule ? messages.map((message) => ({ ...message, text: withoutHidden(message.text) })) : messages;
}

/** The question of an inquiry for one model at one effort. */
export const questionFor = (
  { asked, manner, adapter, words, person, cacheKey }: Inquiry,
  history: Question['history'],
  { model, effort }: Pick<Question, 'model' | 'effort'>,
): Question => ({
  message: asked.message,
  history,
  model,
  effort,
  instructions: manner.instructions,
  words,
  open: (attachment, opening) => adapter.open(attachment, opening),
  person,
  cacheKey,
});
