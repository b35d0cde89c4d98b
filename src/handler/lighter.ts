/** What a server did not take of a conversation's past: the question is asked once more without it. */
import { UserError } from '../chat/index.ts';
import { placeOf } from './compaction.ts';
import type { AnswerParts, Question } from './request.ts';

/**
 * The same question with less before it: the newer half, where our count of the tokens was too low; without what the model's
 * server has made of the older part, where it no longer reads that. Undefined where the error is another.
 */
export async function lighterQuestion(
  error: unknown,
  question: Question,
  { store }: Pick<AnswerParts, 'store'>,
): Promise<Question | undefined> {
  if (!(error instanceof UserError)) return undefined;
  const { history, message, model } = question;
  if (error.code === 'model-too-long' && history.length > 0)
    return { ...question, history: history.slice(Math.ceil(history.length / 2)) };
  if (error.code !== 'model-stale' || !store) return undefined;
  await store.dropCompaction(placeOf(history, message, model));
  return question;
}
