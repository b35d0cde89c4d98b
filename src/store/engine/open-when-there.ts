/** Opens the store, and waits where its database is not there yet: containers start in any order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../chat/index.ts';
import type { Logger } from '../../ops/index.ts';
import { openStore, type Store, type StoreOptions } from '../store.ts';

/** How long it is waited for, in milliseconds: PostgreSQL makes a new database in some seconds, and recovers one in a minute. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;

/** @throws {UserError} whatever `openStore` throws, and `database-unreachable` after a minute */
export async function openStoreWhenThere(options: StoreOptions, log: Logger): Promise<Store> {
  const lastTry = performance.now() + PATIENCE_MS;
  for (;;)
    try {
      return await openStore(options, log);
    } catch (error) {
      const isAway = error instanceof UserError && error.code === 'database-unreachable';
      if (!isAway || performance.now() > lastTry) throw error;
      log.warn({ reason: error.message }, 'the database is not there yet: waiting for it');
      await sleep(PAUSE_MS);
    }
}
