/** Errors with a meaning for people or for the pacer. Every other error is a bug: logged whole, shown short. */

/** Something a person can act on: what happened, and what to do about it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  /** What to do, as a sentence. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** A message that nobody knows to have arrived or not. It is not sent again: it might stand there twice. */
export class Unconfirmed extends UserError {}

/** The platform asks for a pause before the next write. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super(`rate limited for ${retryAfterMs} ms`, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether who was asked has not answered in the time that was given for it: the reason of `AbortSignal.timeout`. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError';

/** The sentence a reader gets for any error: what happened and what to do, or a short apology for a bug. */
export function sentenceFor(error: unknown): string {
  if (error instanceof UserError)
    return error.hint
      ? `${error.message}${error.message.endsWith('\n') ? '' : ' '}${error.hint}`
      : error.message;
  return 'Something went wrong on my side, so I could not finish this answer. The details are in my log. Please try again.';
}
