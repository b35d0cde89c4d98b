/** What is delivered to the app, how often that is tried, and what became of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from './json.ts';

export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export interface Delivery {
  readonly type: EnvelopeType;
  readonly payload: { readonly [key: string]: Json };
}

export interface Outcome {
  /** Whether the app said "got it" in time, at the last try at least. */
  readonly acknowledged: boolean;
  readonly attempts: number;
  /** What the app answered with its acknowledgement. */
  readonly response?: Json;
}

/** What became of one try. */
export type Attempt =
  | { readonly ok: true; readonly response?: Json }
  /** `isFinal`: the app wants it no more. */
  | { readonly ok: false; readonly reason: string; readonly isFinal?: boolean };

export interface Transport {
  deliver(delivery: Delivery): Promise<Outcome>;
  /** What waits for its next try is tried now. */
  retryNow(): void;
  stop(): Promise<void>;
}

/** Tries again as Slack does: events three more times, after a while each. Anything else once: who used it is told that it failed. */
export interface Tries {
  run(
    delivery: Delivery,
    attempt: (tries: number, reason: string, signal: AbortSignal) => Promise<Attempt>,
  ): Promise<Outcome>;
  retryNow(): void;
  stop(): void;
}

/** `delaysMs`: the wait before each further try. */
export function createTries(delaysMs: readonly number[]): Tries {
  const ended = new AbortController();
  const { signal } = ended;
  let hurry = new AbortController();

  const pause = async (ms: number): Promise<void> => {
    const waking = AbortSignal.any([hurry.signal, signal]);
    if (ms > 0) await sleep(ms, undefined, { signal: waking, ref: false }).catch(() => undefined);
  };

  return {
    run: async ({ type }, attempt) => {
      const delays = type === 'events_api' ? delaysMs : [];
      let reason = '';
      for (let tries = 0; tries <= delays.length; tries++) {
        if (tries > 0) await pause(delays[tries - 1]!);
        if (signal.aborted) return { acknowledged: false, attempts: tries };
        const result = await attempt(tries, reason, signal);
        const attempts = tries + 1;
        if (result.ok)
          return {
            acknowledged: true,
            attempts,
            ...(result.response === undefined ? {} : { response: result.response }),
          };
        if (result.isFinal) return { acknowledged: false, attempts };
        ({ reason } = result);
      }
      return { acknowledged: false, attempts: delays.length + 1 };
    },
    retryNow: () => {
      hurry.abort();
      hurry = new AbortController();
    },
    stop: () => ended.abort(),
  };
}
