/** What can be asked for: each command that asks a question is a task of its own. */
import type { ChatAdapter, QuestionName, Words } from '../chat/index.ts';
import type { TurnEvent } from '../reply/index.ts';
import { answer } from './answer.ts';
import { bestOf } from './best-of.ts';
import { catchup } from './catchup.ts';
import type { Choice } from './choice.ts';
import { compare } from './compare.ts';
import { extractTask } from './extract.ts';
import { type Answerer, withFallback } from './fallback.ts';
import { historyOf } from './history.ts';
import { createLedger } from './ledger.ts';
import type { Manner } from './manner.ts';
import type { Purse } from './purse.ts';
import type { Asked } from './question.ts';
import type { Question } from './request.ts';
import { settle } from './settle.ts';
import type { TurnParts } from './turn.ts';

/** Everything a task knows of the turn it works for. */
export interface Inquiry {
  readonly asked: Asked;
  readonly manner: Manner;
  readonly choice: Choice;
  readonly words: Words;
  readonly adapter: ChatAdapter;
  readonly purse: Purse;
  /** Stand for the person who asks, and for the conversation, without telling who they are. */
  readonly person: string;
  readonly cacheKey: string;
}

/** Works on a question. The last events are `done` and `spent`. Throws `UserError` with what the person can do. */
export type Task = (
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
) => AsyncGenerator<TurnEvent, void, undefined>;

async function* ask(
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { asked, choice, purse, words } = inquiry;
  const history = yield* readHistory(inquiry, parts, signal);
  const strain = await purse.strain();
  const settled = await settle(
    choice,
    asked.options,
    { message: asked.message, before: history, strain },
    parts,
    signal,
  );
  const ledger = createLedger();
  ledger.add(settled.calls);
  const { attempts } = settled;
  const isEmpty = asked.message.text.trim() === '' && asked.message.attachments.length === 0;
  const work = (who: Answerer) => {
    const question = questionFor(inquiry, history, who);
    const spending = { purse, ledger };
    return attempts > 1 && !isEmpty
      ? bestOf(question, attempts, parts, spending, signal)
      : answer(question, parts, spending, signal);
  };
  yield* withFallback(settled, work, { ...parts, words }, signal);
}

/** What was said before the question, as far as it may be read; a sentence says so where it could not be. */
export async function* readHistory(
  { asked, adapter }: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Question['history'], undefined> {
  const history = asked.past ? await historyOf(asked.past, adapter, parts, signal) : [];
  // What a message says is all there when it is asked about; what came before it is welcome, but not missed.
  if (!history && asked.past === asked.message)
    yield { type: 'notice', text: 'I could not read what was said before, so I answered without it.' };
  return history ?? [];
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

export const TASKS: Readonly<Record<QuestionName, Task>> = {
  ask,
  compare,
  extract: extractTask,
  catchup,
};
