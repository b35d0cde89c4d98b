/** How often sessions are begun: Discord allows so many a day, and so many at once every five seconds, for all processes of a bot. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientOptions } from 'discord.js';
import { type RateLedger, UserError } from '../../../src/chat/index.ts';
import type { Logger } from '../../../src/ops/index.ts';
import { BUDGETS, PACE } from '../limits.ts';
import { PLATFORM } from '../normalize.ts';
import type { Sessions } from '../setup/standing.ts';

/**
 * Waits until so many sessions may be begun, where that is soon.
 *
 * @throws UserError when it is not: beginning them all the same has Discord reset the token
 */
export async function requireSessions(
  { remaining, reset_after }: Sessions,
  wanted: number,
  log: Logger,
): Promise<void> {
  if (remaining >= wanted) return;
  const until = new Date(Date.now() + reset_after);
  if (reset_after <= PACE.sessionsMs) {
    log.warn({ remaining, wanted, until }, 'Discord lets the bot begin no session yet, so the start waits');
    await sleep(reset_after);
    return;
  }
  throw new UserError(
    'discord-sessions',
    `Discord lets this bot begin ${remaining} more sessions before ${until.toISOString()}, and it needs ${wanted}.`,
    'Find out why the bot restarts so often, and start it again after that time.',
  );
}

/** What discord.js asks before it begins a session. */
type Throttler = Awaited<ReturnType<NonNullable<NonNullable<ClientOptions['ws']>['buildIdentifyThrottler']>>>;

/** A ledger of this process alone. */
function createOwnLedger(): Pick<RateLedger, 'take'> {
  /** When the next one may pass, on the clock of `performance.now()`. */
  const next = new Map<string, number>();
  return {
    take: async (budgets) => {
      const now = performance.now();
      const wait = Math.max(0, ...budgets.map(({ bucket }) => (next.get(bucket) ?? 0) - now));
      if (wait === 0) for (const { bucket, windowMs } of budgets) next.set(bucket, now + windowMs);
      return Math.ceil(wait);
    },
  };
}

export interface ThrottlerOptions {
  /** As they were before the first session was begun. */
  readonly sessions: Sessions;
  /** How many may be begun by now. */
  readonly ask: () => Promise<Sessions>;
  /** Shared with the other processes of the bot, where there are any. */
  readonly ledger: RateLedger | undefined;
  readonly log: Logger;
}

/** Has each shard wait for its turn; one that begins anew, also until there are sessions left. */
export function createIdentifyThrottler({ sessions, ask, ledger, log }: ThrottlerOptions): Throttler {
  const { max_concurrency: atOnce } = sessions;
  const own = createOwnLedger();
  const begun = new Set<number>();

  /** Waits where no session is left today. Where that cannot be asked, one is begun: otherwise nobody would be heard. */
  const untilAllowed = async (shard: number, signal: AbortSignal): Promise<void> => {
    const now = await ask().catch((error: unknown) => {
      log.warn({ err: error, shard }, 'could not ask how many sessions are left');
      return undefined;
    });
    if (now?.remaining !== 0) return;
    log.error({ shard, reset_after: now.reset_after }, 'Discord lets the bot begin no session, so it waits');
    await sleep(now.reset_after, undefined, { signal });
  };

  return {
    waitForIdentify: async (shard, signal) => {
      const budget = { bucket: `${PLATFORM}:identify:${shard % atOnce}`, ...BUDGETS.identify };
      if (begun.has(shard)) await untilAllowed(shard, signal);
      begun.add(shard);
      // Where the others cannot be asked, the shards of this process still wait for each other.
      const take = async () =>
        (await ledger?.take([budget]).catch((error: unknown) => {
          log.warn({ err: error, shard }, 'could not ask whose turn it is to begin a session');
          return undefined;
        })) ?? own.take([budget]);
      for (let wait = await take(); wait > 0; wait = await take()) await sleep(wait, undefined, { signal });
    },
  };
}
