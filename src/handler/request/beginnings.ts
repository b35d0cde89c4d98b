/**
 * Where what is sent of a conversation begins. A prompt cache knows a request by its beginning, so what has to go goes in
 * coarse steps, and the questions after it begin where the one before them did.
 */
import { LRUCache } from 'lru-cache';
import { LIMITS } from '../limits.ts';

/** Something in a row of which only so much can be sent. */
export interface Item {
  /** Unique within the row's conversation. */
  readonly id: string;
  readonly size: number;
}

export interface Beginnings {
  /**
   * The first of the items, oldest first, from which on all of them have room; 0 when there is room for all. Where a question
   * before had to begin later, this one begins there as well, as long as there is room; else so late that it stays so for a while.
   *
   * @param row what is counted, and for which conversation
   * @param room for the items, as large as their sizes
   * @param fresh what a new beginning fills, when it is less
   */
  first(row: string, items: readonly Item[], room: number, fresh?: number): number;
  /** The same, and whether it is a new beginning: no question before began there. */
  begin(
    row: string,
    items: readonly Item[],
    room: number,
    fresh?: number,
  ): { readonly first: number; readonly isNew: boolean };
}

/** Only long conversations have one, a message's id: so many are days of a busy workspace. */
const REMEMBERED = 5_000;

export function createBeginnings(): Beginnings {
  const beginnings = new LRUCache<string, true>({ max: REMEMBERED });
  const keyOf = (row: string, { id }: Item): string => JSON.stringify([row, id]);
  const begin: Beginnings['begin'] = (row, items, room, fresh = room * LIMITS.filledAnew) => {
    const fits = newestWithin(items, room);
    if (fits === 0) return { first: 0, isNew: false };
    const latest = newestWithin(items, Math.min(room, fresh));
    const known = (index: number) => beginnings.has(keyOf(row, items[index]!));
    for (let index = fits; index < Math.min(latest, items.length); index++)
      if (known(index)) return { first: index, isNew: false };
    const isNew = latest === items.length || !known(latest);
    if (latest < items.length) beginnings.set(keyOf(row, items[latest]!), true);
    return { first: latest, isNew };
  };
  return { begin, first: (...row) => begin(...row).first };
}

/** The first of the items from which on all of them have room. */
export function newestWithin(items: readonly Item[], room: number): number {
  let first = items.length;
  for (let left = room; first > 0; first -= 1) {
    left -= items[first - 1]!.size;
    if (left < 0) break;
  }
  return first;
}
