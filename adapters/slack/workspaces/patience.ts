/** Calls that have time, such as those of a long reading: pauses that Slack asks for are waited out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimited, UserError } from '../../../src/chat/index.ts';
import { type Caller, read, type Reader } from './call.ts';
import { LIMITS } from '../limits.ts';

/**
 * Gives what makes calls that belong together: short pauses that Slack asks for are waited out. Throws `RateLimited` where it asks for
 * more than `mostMs` in all.
 */
export function patientCaller(signal: AbortSignal, mostMs: number = LIMITS.actingPauseMs): Caller {
  let left = mostMs;
  return async (request) => {
    for (;;) {
      try {
        return await read(signal, request);
      } catch (error) {
        if (!(error instanceof RateLimited) || error.retryAfterMs > left) throw error;
        left -= error.retryAfterMs;
        await sleep(error.retryAfterMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  };
}

/**
 * Gives a reader that has no answer once Slack asks for a longer pause than is left of `LIMITS.readingPauseMs`. It throws
 * `UserError` where that was so from the beginning.
 */
export function patientReader(signal: AbortSignal): Reader {
  const call = patientCaller(signal, LIMITS.readingPauseMs);
  let hasAnswer = false;
  return async (request) => {
    try {
      const answer = await call(request);
      hasAnswer = true;
      return answer;
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      if (hasAnswer) return undefined;
      throw new UserError(
        'slack-busy',
        'Slack does not let me read what was said here right now.',
        `Please ask again in ${Math.ceil(error.retryAfterMs / 60_000)} minutes.`,
        { cause: error },
      );
    }
  };
}

/**
 * Gives a reader for a reading that nobody waits for: it keeps to `LIMITS.unhurriedCalls` a minute, so that questions find room
 * beside it, and waits every pause out until the signal aborts.
 *
 * @param now milliseconds that only grow
 * @param wait resolves after so many milliseconds
 */
export function unhurriedReader(
  signal: AbortSignal,
  now: () => number = () => performance.now(),
  wait: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { signal }),
): Caller {
  /** When the calls of the last minute were made. */
  let made: readonly number[] = [];
  return async (request) => {
    for (;;) {
      signal.throwIfAborted();
      made = made.filter((at) => now() - at < MINUTE);
      const oldest = made.at(-LIMITS.unhurriedCalls);
      if (oldest !== undefined) {
        await wait(oldest + MINUTE - now());
        continue;
      }
      made = [...made, now()];
      try {
        return await read(signal, request);
      } catch (error) {
        if (!(error instanceof RateLimited)) throw error;
        await wait(error.retryAfterMs);
      }
    }
  };
}

const MINUTE = 60_000;
