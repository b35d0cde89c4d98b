/** What becomes of the frame that tells the bot of a question. */
import { diceOf, between } from './dice.ts';
import type { Question } from './plan.ts';
import { LATE_MS } from './stage.ts';
import type { Fate } from './wire.ts';

/** @param onHeard called with each question when the bot hears of it */
export function fatesOf(
  onHeard: (question: number, at: number) => void,
  questions: ReadonlyMap<number, Pick<Question, 'number' | 'delivery'>>,
): (number: number | undefined) => Fate {
  return (number) => {
    const question = questions.get(number ?? -1);
    if (!question) return {};
    const dice = diceOf(question.number);
    const some = (what: string) => between(dice, what, LATE_MS.least, LATE_MS.most);
    const lateMs = question.delivery === 'late' ? some('late') : 0;
    onHeard(question.number, performance.now() + lateMs);
    return { lateMs, ...(question.delivery === 'twice' && { againMs: some('again') }) };
  };
}
