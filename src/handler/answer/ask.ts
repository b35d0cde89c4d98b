/** The plain task: a question is answered, by the best of several attempts where that is asked for. */
import type { TurnEvent } from '../../reply/index.ts';
import { type Inquiry, questionFor, readHistory } from '../asking/inquiry.ts';
import { settle } from '../asking/settle.ts';
import type { AnswerParts, Question, Spending } from '../request/request.ts';
import type { TurnParts } from '../turn.ts';
import { answer } from './answer.ts';
import { bestOf } from './best-of.ts';
import { type Answerer, withFallback } from './fallback.ts';
import { createLedger } from './ledger.ts';

export async function* ask(
  inquiry: Inquiry,
  parts: TurnParts,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { asked, choice, purse, words } = inquiry;
  const history = yield* readHistory(inquiry, parts, signal);
  const strain = await purse.strain();
  const settled = await settle(
    choice,
    asked.options.best,
    { message: asked.message, before: history, strain },
    parts,
    signal,
  );
  const ledger = createLedger();
  ledger.add(settled.calls);
  const work = (who: Answerer) =>
    attempt(questionFor(inquiry, history, who), settled.attempts, parts, { purse, ledger }, signal);
  yield* withFallback(settled, work, { ...parts, words }, signal);
}

/** Answers a question in so many attempts, of which the best is kept. */
export function attempt(
  question: Question,
  attempts: number,
  parts: AnswerParts,
  spending: Spending,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const { text, attachments } = question.message;
  const isEmpty = text.trim() === '' && attachments.length === 0;
  return attempts > 1 && !isEmpty
    ? bestOf(question, attempts, parts, spending, signal)
    : answer(question, parts, spending, signal);
}
