/** Rate budgets that other processes draw on as well: asked before each write, and done without while they do not answer. */
import type { RateBudget, RateLedger } from '../chat/index.ts';
import type { Clock, Logger } from '../ops/index.ts';
import { SHARED } from './limits.ts';

export interface SharedBudgets {
  /**
   * Takes one write from each budget: 0 when it may pass, else milliseconds until there is room again; undefined when the signal
   * aborts before. Never rejects.
   */
  take(budgets: readonly RateBudget[], signal: AbortSignal): Promise<number | undefined>;
  /** Resolves when the others know of a pause. Never rejects. */
  pause(bucket: string, ms: number): Promise<void>;
}

export function createSharedBudgets(
  ledger: RateLedger,
  clock: Clock,
  log?: Pick<Logger, 'warn'>,
): SharedBudgets {
  /** Not asked before this time. */
  let askedFrom = -Infinity;
  const failed = (error: unknown): number => {
    if (clock.now() >= askedFrom)
      log?.warn({ err: error }, 'the shared rate budgets cannot be reached: I go by my own for a while');
    askedFrom = clock.now() + SHARED.withoutMs;
    return 0;
  };
  const asked = async (budgets: readonly RateBudget[]): Promise<number> => {
    await ledger.ready();
    if (clock.now() < askedFrom) return 0;
    const wait = await ledger.take(budgets).catch(failed);
    // This process may have stood still between the question and the answer.
    await ledger.ready();
    return wait;
  };
  return {
    async take(budgets, signal) {
      if (signal.aborted) return undefined;
      const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
      const leave = () => resolve(undefined);
      signal.addEventListener('abort', leave, { once: true });
      const wait = await Promise.race([asked(budgets), aborted]);
      signal.removeEventListener('abort', leave);
      return signal.aborted ? undefined : wait;
    },
    async pause(bucket, ms) {
      await ledger.pause(bucket, ms).catch(failed);
    },
  };
}
