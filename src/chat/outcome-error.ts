/** Errors as the journal of rules tells of them. */
import { isTimeout, RateLimited, sentenceFor, UserError } from './errors.ts';
import type { Outcome } from './outcome.ts';
import { WORDS } from './words/index.ts';

/** An error that each reader is told of in their own language; its `message`, for logs, is English. */
export class OutcomeError extends UserError {
  readonly outcome: Outcome;

  constructor(code: string, outcome: Outcome, options?: ErrorOptions) {
    super(code, WORDS.en.watch.outcome(outcome), undefined, options);
    this.outcome = outcome;
  }
}

/** What is told of an error: that of others in their words, and of a bug no more than that there is one. */
export function outcomeFor(error: unknown): Outcome {
  if (error instanceof OutcomeError) return error.outcome;
  if (error instanceof UserError) return sentenceFor(error);
  if (isTimeout(error)) return { code: 'tooLate' };
  return { code: error instanceof RateLimited ? 'rateLimited' : 'mishap' };
}
