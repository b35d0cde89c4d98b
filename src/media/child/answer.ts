/** The other end of `runInChild`: takes the one message, gives the one answer. */
import { UserError } from '../../chat/index.ts';

/** Calls `work` with what the parent sent. A `UserError` goes back as a refusal; any other error ends the process. */
export function answerParent(work: (input: unknown) => Promise<unknown>): void {
  process.once('message', (input) => {
    const answer = work(input).then(
      (value) => ({ value }),
      (error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        return { refusal: { code: error.code, message: error.message } };
      },
    );
    void answer.then((message) => process.send?.(message));
  });
}
