/** Caches of discord.js, one for each channel or server, under one limit for all of them together. */
import { Collection } from 'discord.js';

/** Where something stands in one of the caches. */
interface Place {
  readonly cache: Collection<string, unknown>;
  readonly key: string;
}

export interface Exceptions<Value> {
  /** Whether an entry counts for nothing and stays. */
  readonly isKept?: (value: Value) => boolean;
  /** Whether an entry is not remembered at all. */
  readonly isRefused?: (value: Value) => boolean;
}

/**
 * Gives a function that makes caches. When there are too many entries in all of them, the one that was added longest ago is
 * forgotten, wherever it is.
 *
 * @param most entries of all caches together, besides those that are always kept
 */
export function sharedLimit<Value extends object>(
  most: number,
  { isKept = () => false, isRefused = () => false }: Exceptions<Value> = {},
): () => Collection<string, Value> {
  const places = new Map<Value, Place>();

  class SharedCollection extends Collection<string, Value> {
    override set(key: string, value: Value): this {
      if (isRefused(value)) return this;
      this.delete(key);
      super.set(key, value);
      if (isKept(value)) return this;
      places.set(value, { cache: this, key });
      if (places.size > most) {
        const [oldest, { cache, key: itsKey }] = places.entries().next().value!;
        places.delete(oldest);
        cache.delete(itsKey);
      }
      return this;
    }

    override delete(key: string): boolean {
      const value = this.get(key);
      if (value) places.delete(value);
      return super.delete(key);
    }

    override clear(): void {
      for (const value of this.values()) places.delete(value);
      super.clear();
    }

    /** What is made of it by filtering and mapping is a plain collection, which forgets nothing. */
    static override get [Symbol.species]() {
      return Collection;
    }
  }

  return () => new SharedCollection();
}
