/** The calls of a long reading: pauses that Slack asks for are waited out, up to a limit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimited, UserError } from '../../src/chat/index.ts';
import { read, type Reader } from './call.ts';
import { LIMITS } from './limits.ts';

/**
 * Gives a reader that has no answer once Slack asks for a longer pause than is left of `LIMITS.readingPauseMs`. It throws
 * `UserError` where that was so from the beginning.
 */
export function patientReader(signal: AbortSignal): Reader {
  let left: number = LIMITS.readingPauseMs;
  let hasAnswer = false;
  return async (request) => {
    for (;;) {
      try {
        const answer = await read(signal, request);
        hasAnswer = true;
        return answer;
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error;
        const { retryAfterMs } = error;
        if (retryAfterMs > left && hasAnswer) return undefined;
        if (retryAfterMs > left)
          throw new UserError(
            'slack-busy',
            'Slack does not let me read what was said here right now.',
            `Please ask again in ${Math.ceil(retryAfterMs / 60_000)} minutes.`,
            { cause: error },
          );
        left -= retryAfterMs;
        await sleep(retryAfterMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  };
}
