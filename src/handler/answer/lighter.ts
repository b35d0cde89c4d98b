/** What a server did not take of a conversation's past: the question is asked once more without it. */
import { UserError } from '../../chat/index.ts';
import { placeOf } from '../request/compaction.ts';
import type { AnswerParts, Question, ReadyQuestion } from '../request/request.ts';

/** With one of these, a server may mean what it (or the one before it at this address) has made of earlier messages. */
const NOT_READ: ReadonlySet<string> = new Set([
  'model-stale',
  'model-rejected',
  'model-dialect',
  'model-unknown',
  'model-too-long',
]);

/** A question that is asked once more. */
export interface LighterQuestion {
  readonly question: Question;
  /** So many earlier messages are not sent again. */
  readonly leftOut: number;
}

/**
 * The same question with less before it: the newer half of what was sent, where our count of the tokens was too low; without
 * what the model's server has made of the older part, where it no longer reads that. Undefined where the error is another.
 *
 * @param ready what was sent
 */
export async function lighterQuestion(
  error: unknown,
  question: Question,
  { request, past }: Pick<ReadyQuestion, 'request' | 'past'>,
  { store }: Pick<AnswerParts, 'store'>,
): Promise<LighterQuestion | undefined> {
  if (!(error instanceof UserError)) return undefined;
  const { history, message, model } = question;
  if (error.code === 'model-too-long' && past.length > 0) {
    const leftOut = Math.ceil(past.length / 2);
    return { question: { ...question, lighter: { from: (past[leftOut] ?? message).id } }, leftOut };
  }
  const isReplayed = request.turns[0]?.role === 'said';
  if (!store || !isReplayed || !NOT_READ.has(error.code)) return undefined;
  await store.dropCompaction(placeOf(history, message, model));
  return { question: { ...question, lighter: { inWords: true } }, leftOut: 0 };
}
