/** Look-ups whose answers are remembered for a while. What is not there is looked for each time. */
import { LRUCache } from 'lru-cache';

interface Remembered<T> {
  /** Look-ups at the same time are one. */
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T): void;
  /** A look-up that is under way is not remembered either: it may have begun before things changed. */
  forget(key: string): void;
}

/** @param limits the most that is remembered, and for how many milliseconds */
export function remembered<T extends string | object>(
  lookUp: (key: string) => Promise<T | undefined>,
  limits: { readonly max: number; readonly ttl: number },
): Remembered<T> {
  const known = new LRUCache<string, T>(limits);
  const underWay = new Map<string, Promise<T | undefined>>();

  const begin = (key: string): Promise<T | undefined> => {
    const lookingUp = lookUp(key)
      .then((value) => {
        if (value !== undefined && underWay.get(key) === lookingUp) known.set(key, value);
        return value;
      })
      .finally(() => {
        if (underWay.get(key) === lookingUp) underWay.delete(key);
      });
    underWay.set(key, lookingUp);
    return lookingUp;
  };

  return {
    get: async (key) => known.get(key) ?? (await (underWay.get(key) ?? begin(key))),
    set: (key, value) => {
      underWay.delete(key);
      known.set(key, value);
    },
    forget: (key) => {
      underWay.delete(key);
      known.delete(key);
    },
  };
}
