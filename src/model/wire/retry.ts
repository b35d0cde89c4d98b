/** When a failed request is worth another try, and after what pause. */
import { APIConnectionError, APIError } from 'openai';
import { UserError } from '../../chat/index.ts';
import type { Clock, Logger } from '../../ops/index.ts';
import { faultOf, kindOf } from './faults.ts';
import type { FaultKind } from './faults.ts';
import { RETRIES } from '../limits.ts';

/** What a server asked for in `retry-after-ms` or `Retry-After` (seconds or a date), in milliseconds. */
function askedPause(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const after = headers?.get('retry-after');
  if (!after) return undefined;
  const seconds = Number.parseFloat(after);
  const pause = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(after) - Date.now();
  return Number.isFinite(pause) ? Math.max(0, pause) : undefined;
}

const BUSY: ReadonlySet<FaultKind> = new Set(['too fast', 'overloaded']);

/** @param told the error in words for people */
function isWorthRetrying(error: unknown, told: unknown): boolean {
  // A stream that broke off before there was anything of an answer is like a connection that never stood.
  if (error instanceof APIConnectionError || (told instanceof UserError && told.code === 'model-cut'))
    return true;
  if (!(error instanceof APIError)) return false;
  const kind = kindOf(faultOf(error));
  if (kind === 'quota') return false;
  // The server's own word on it goes before the status.
  const verdict = error.headers?.get('x-should-retry');
  return verdict === 'true' || verdict === 'false' ? verdict === 'true' : BUSY.has(kind);
}

/**
 * The pause before the next try after `failures` failed ones, or undefined when there should be none: the error is
 * final, the tries are used up, or the server asks for a longer pause than a person would wait.
 */
function pauseAfter(error: unknown, told: unknown, failures: number): number | undefined {
  if (failures >= RETRIES.attempts || !isWorthRetrying(error, told)) return undefined;
  const asked = error instanceof APIError ? askedPause(error.headers) : undefined;
  if (asked !== undefined) return asked <= RETRIES.longestPauseMs ? asked : undefined;
  // Up to a quarter is taken off at random, so that many clients do not come back at the same moment.
  return RETRIES.firstPauseMs * 2 ** (failures - 1) * (1 - Math.random() / 4);
}

/** Whether the server takes no more from us, so that every further request would be turned away like this one. */
const isTurnedAway = (error: unknown): error is APIError =>
  error instanceof APIError && kindOf(faultOf(error)) === 'too fast';

export interface RetryContext {
  /** How many tries have failed, this one included. */
  readonly failures: number;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told where the server takes no more from us, and for how many milliseconds it is to be left alone. */
  readonly onTurnedAway?: (pauseMs: number) => void;
}

/**
 * Waits before the next try.
 *
 * @param error what failed
 * @param told the same in words for people: thrown where there should be no next try
 */
export async function waitToRetry(
  error: unknown,
  told: unknown,
  { failures, clock, log, signal, onTurnedAway }: RetryContext,
): Promise<void> {
  const pauseMs = pauseAfter(error, told, failures);
  if (isTurnedAway(error)) onTurnedAway?.(pauseMs ?? askedPause(error.headers) ?? RETRIES.firstPauseMs);
  if (pauseMs === undefined) throw withAskedPause(error, told);
  const { status, code } = error instanceof APIError ? error : {};
  log.warn({ status, code, failures, pauseMs }, 'the model server failed, trying again');
  await clock.sleep(pauseMs, signal);
  signal.throwIfAborted();
}

/** Where a server asked for a pause that is too long to wait, the sentence says how long it is. */
function withAskedPause(error: unknown, told: unknown): unknown {
  const asked = error instanceof APIError ? askedPause(error.headers) : undefined;
  const tooLong = asked !== undefined && asked > RETRIES.longestPauseMs;
  if (!tooLong || !(told instanceof UserError) || told.code !== 'model-busy') return told;
  const hint = `It asks to be tried again in ${Math.ceil(asked / 60_000)} minutes.`;
  return new UserError(told.code, told.message, hint, { cause: error });
}
