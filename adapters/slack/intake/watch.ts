/** Notices when nothing can have arrived for a while: no socket was connected, or the whole computer slept. */
import type { Logger } from '../../../src/ops/index.ts';
import { LIMITS } from '../limits.ts';

export interface Watch {
  /** From now on all arrives, or `lost` is told since when it may not have, in milliseconds since 1970. */
  begin(lost: (since: number) => Promise<void>): void;
  /** Looks how things are: to be called every `LIMITS.watchMs`, and whenever a socket is connected or lost. */
  look(): void;
  /** Whether all has arrived until now, as far as anybody can tell. */
  isSure(): boolean;
}

/** @param now milliseconds since 1970, also while the computer sleeps */
export function createWatch(isConnected: () => boolean, log: Logger, now: () => number = Date.now): Watch {
  let tell: ((since: number) => Promise<void>) | undefined;
  /** Everything until then has arrived. */
  let surely = 0;
  let lookedAt = 0;
  let isSure = false;
  let isTelling = false;

  /** A dead connection is noticed late, so what arrived just before it was noticed counts as lost. */
  const beSure = () => {
    isSure = true;
    surely = lookedAt - LIMITS.lostUnnoticedMs;
  };

  const tellLoss = async (): Promise<void> => {
    isTelling = true;
    const since = surely;
    try {
      await tell?.(since);
      log.info({ since: new Date(since).toISOString() }, 'slack was not heard for a while');
      if (isConnected()) beSure();
    } catch (error) {
      log.warn({ err: error }, 'that slack was not heard could not be told, it is tried again');
    }
    isTelling = false;
  };

  return {
    begin: (lost) => {
      tell = lost;
      lookedAt = now();
      beSure();
    },
    look: () => {
      if (!tell) return;
      const at = now();
      const hasSlept = at - lookedAt > 3 * LIMITS.watchMs;
      lookedAt = at;
      if (hasSlept || !isConnected()) isSure = false;
      // After a sleep a connection that is dead looks alive until the next look.
      else if (!isSure && !isTelling) void tellLoss();
      else if (isSure) beSure();
    },
    isSure: () => isSure && now() - lookedAt <= 3 * LIMITS.watchMs,
  };
}
