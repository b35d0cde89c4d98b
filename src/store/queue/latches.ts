/** Doing something alone: one after the other in this process, and on PostgreSQL in all of them. */
import pLimit from 'p-limit';
import type { Pool, PoolClient } from 'pg';
import type { Engine } from '../engine/engine.ts';
import { LIMITS } from '../limits.ts';
import { again } from '../engine/retry.ts';

export interface Latches {
  /** Does something while nobody else does it under this name, in whichever process. No transaction is open meanwhile. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** @param signal ends waiting for the database */
export function createLatches({ pool }: Pick<Engine, 'pool'>, signal: AbortSignal): Latches {
  const last = new Map<string, Promise<unknown>>();
  // Each has a connection to itself.
  const few = pLimit(LIMITS.latches);
  const shared = <T>(name: string, work: () => Promise<T>): Promise<T> =>
    pool ? few(() => withLock(pool, `attache:${name}`, signal, work)) : work();
  return {
    async alone(name, work) {
      const own = (last.get(name) ?? Promise.resolve()).then(
        () => shared(name, work),
        () => shared(name, work),
      );
      last.set(name, own);
      try {
        return await own;
      } finally {
        if (last.get(name) === own) last.delete(name);
      }
    },
  };
}

async function withLock<T>(
  pool: Pool,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const client = await again(() => lock(pool, name), { patienceMs: LIMITS.keepMs, signal });
  try {
    return await work();
  } finally {
    // With a connection that is broken, its locks are gone.
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]).then(
      () => client.release(),
      () => client.release(true),
    );
  }
}

async function lock(pool: Pool, name: string): Promise<PoolClient> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
