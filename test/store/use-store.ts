/** A store for each test of a suite, at a place of its own: both are gone after it. */
import { afterEach, beforeEach, vi } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../../src/store/index.ts';
import { type EngineName, freshPlace, type Place } from '../support/engines.ts';

/**
 * Opens a store before each test, and closes whatever store there is after it, when time is real again.
 *
 * @param use is given the store whenever one is opened
 * @returns closes the store and opens it anew, as a process that restarts does; `meanwhile` is done in between
 * @example
 * let place: Place;
 * let store: Store;
 * const reopen = useStore(engine, (opened) => ({ place, store } = opened));
 */
export function useStore(
  engine: EngineName,
  use: (opened: { readonly place: Place; readonly store: Store }) => void,
  options: Pick<StoreOptions, 'now'> = {},
): (meanwhile?: () => Promise<void>) => Promise<void> {
  let place: Place;
  let store: Store;
  const open = async () => {
    store = await openStore({ ...place, ...options });
    use({ place, store });
  };
  beforeEach(async () => {
    place = await freshPlace(engine);
    await open();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await store.close();
    await place.remove();
  });
  return async (meanwhile) => {
    await store.close();
    await meanwhile?.();
    await open();
  };
}
