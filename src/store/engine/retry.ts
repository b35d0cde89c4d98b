/** What goes wrong with a database only for a while (it restarts, a disk is full), and trying again until it is over. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../ops/index.ts';
import { LIMITS } from '../limits.ts';

/** What the network says while a server is away, and what it says of one that has just gone. */
const NETWORK: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  // The socket file of a server on this machine that restarts.
  'ENOENT',
]);

/** Classes and conditions of PostgreSQL that pass: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const PASSING: readonly string[] = [
  // The connection failed.
  '08',
  // A read-only server: another one is taking over.
  '25006',
  // Transactions stood in each other's way: 40001, 40P01.
  '40',
  // No disk, memory or connection left.
  '53',
  // Something holds a lock for long, or a query was ended for taking too long.
  '55P03',
  '57014',
  // It shuts down, starts, or crashed: 57P01, 57P02, 57P03; 57P05 ends idle connections.
  '57P0',
  // Its disk fails.
  '58030',
];

/** How the driver, which gives no codes for it, says that a connection is gone or did not come about. */
const GONE =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|Postgres connection has been discarded)/;

/** SQLite's primary result codes for: busy, locked, an error of the disk, a full disk. https://www.sqlite.org/rescode.html */
const SQLITE_PASSING: ReadonlySet<number> = new Set([5, 6, 10, 13]);

/** Whether the same may go well a little later. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // The lower byte is the primary code.
  if (typeof errcode === 'number') return SQLITE_PASSING.has(errcode & 0xff);
  if (
    typeof code === 'string' &&
    (NETWORK.has(code) || PASSING.some((beginning) => code.startsWith(beginning)))
  )
    return true;
  return GONE.test(error.message);
}

export interface Patience {
  /** No new try is begun after so many milliseconds. */
  readonly patienceMs: number;
  /** Ends the waiting: the last error is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Is told when something is tried again for the first time. */
  readonly log?: Pick<Logger, 'warn'> | undefined;
}

/**
 * Does something with a database, again and again while it fails for a reason that passes. Where a connection breaks during a
 * commit, nobody knows whether it was made: what is done must be safe to do twice.
 */
export async function again<T>(work: () => Promise<T>, { patienceMs, signal, log }: Patience): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      // Drawn by chance, so that those who were cut off together do not come back together.
      const pause = Math.min(LIMITS.retryMs * 2 ** tries, LIMITS.retryMostMs) * (0.5 + Math.random() / 2);
      if (!isPassing(error) || performance.now() + pause > deadline) throw error;
      if (tries === 0) log?.warn({ err: error }, 'the database did not answer: I try again');
      await sleep(pause, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** The same methods, each tried again as a whole, so long as `patienceOf` says. */
export function patient<Methods extends object>(
  methods: Methods,
  patienceOf: (name: keyof Methods) => number,
  { signal, log }: Omit<Patience, 'patienceMs'>,
): Methods {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: readonly unknown[]) =>
      again(() => method.apply(methods, args), {
        patienceMs: patienceOf(name as keyof Methods),
        signal,
        log,
      }),
  ]);
  return Object.fromEntries(wrapped) as Methods;
}
