/** Writes beside the pages of an answer, one after the other: files, what a button says, what an earlier answer has left. */
import type { ReplySurface, Write } from '../chat/index.ts';
import { anotherTry, NO_TRIES, withDeadline } from './attempts.ts';
import { RETRY } from './limits.ts';
import type { OwnPacer } from './pacer.ts';

/**
 * Makes a write when it is its turn, and again until it has succeeded. Rejects with the surface's `UserError`, with the last
 * failure when the tries are used up, or with the signal's reason.
 */
export type Writer = (kind: Write, write: (signal: AbortSignal) => Promise<void>) => Promise<void>;

/** Failures count until a write succeeds, whichever it is: an outage is waited out once, and not for every write anew. */
export function createWriter(surface: ReplySurface, pacer: OwnPacer, signal: AbortSignal): Writer {
  const { clock } = pacer;
  let tries = NO_TRIES;
  return async (kind, write) => {
    for (;;)
      try {
        await pacer.write(
          surface.limits.budgets[kind],
          () => 'final',
          signal,
          () => withDeadline(clock, RETRY.deadlineMs, signal, write),
        );
        tries = NO_TRIES;
        return;
      } catch (error) {
        signal.throwIfAborted();
        tries = await anotherTry(error, tries, clock, signal);
      }
  };
}
