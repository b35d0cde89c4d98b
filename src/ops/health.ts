/** How this process is, for whatever starts, watches and ends processes. */
import type { Clock } from './clock.ts';

/** What can be said of a platform: events arrive, or none do at the moment, or it is only answered on from here. */
export type Connection = 'connected' | 'disconnected' | 'answering';

export interface HealthParts {
  /** What this process does: `all`, `gateway` or `worker`. */
  readonly role: string;
  readonly platforms: () => Readonly<Record<string, Connection>>;
  /** Asks the database how much there is to do. */
  readonly count: () => Promise<{ readonly waiting: number; readonly running: number }>;
  readonly isEnding: () => boolean;
  readonly clock: Clock;
}

export interface Health {
  /** It does what it is there for. One that is about to end no longer does. */
  readonly isWell: boolean;
  readonly about: {
    readonly role: string;
    readonly state: 'ready' | 'ending';
    readonly platforms: Readonly<Record<string, Connection>>;
    readonly database: 'ok' | 'unreachable';
    /** Turns of all processes; missing where the database cannot be reached. */
    readonly turns?: { readonly waiting: number; readonly running: number };
  };
}

/** Whoever asks has seldom more patience, in milliseconds. */
const DATABASE_MS = 2_000;

/** Gives the health as it is when it is asked for; whoever asks while another one is told gets the same. */
export function createHealth({
  role,
  platforms,
  count,
  isEnding,
  clock,
}: HealthParts): () => Promise<Health> {
  const countInTime = async (): Promise<Health['about']['turns']> => {
    const over = new AbortController();
    const late = clock.sleep(DATABASE_MS, over.signal).then(
      () => undefined,
      () => undefined,
    );
    try {
      return await Promise.race([count().catch(() => undefined), late]);
    } finally {
      over.abort();
    }
  };
  const look = async (): Promise<Health> => {
    const turns = await countInTime();
    const seen = platforms();
    const state = isEnding() ? 'ending' : 'ready';
    return {
      isWell: turns !== undefined && state === 'ready' && !Object.values(seen).includes('disconnected'),
      about: {
        role,
        state,
        platforms: seen,
        database: turns ? 'ok' : 'unreachable',
        ...(turns && { turns }),
      },
    };
  };
  let looking: Promise<Health> | undefined;
  return () => (looking ??= look().finally(() => (looking = undefined)));
}
