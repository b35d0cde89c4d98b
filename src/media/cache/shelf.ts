/** Values of one kind under a key: the latest in memory, the others on disk, each checked before it is believed. */
import { createHash, webcrypto } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { KeptFiles } from './kept-files.ts';

export interface Shelf<T> {
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T): Promise<void>;
  /** What the file of a key is called. */
  nameOf(key: string): string;
  /** Lets go of all that is in memory. */
  letGo(): void;
}

export interface ShelfOptions<T> {
  /** What is on it: a word of its own, and a new one when the same key would give another value than before. */
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  readonly files: KeptFiles;
  readonly memoryBytes: number;
  /** Bytes of memory a value takes, roughly; at least 1. */
  readonly sizeOf: (value: T) => number;
}

export function createShelf<T extends {}>({
  kind,
  schema,
  files,
  memoryBytes,
  sizeOf,
}: ShelfOptions<T>): Shelf<T> {
  const memory = new LRUCache<string, T>({ maxSize: memoryBytes, sizeCalculation: sizeOf });
  return {
    async get(key) {
      const name = nameOf(kind, key);
      const known = memory.get(name);
      if (known !== undefined) return known;
      const file = await files.read(name);
      if (!file) return undefined;
      const parsed = schema.safeParse(await unpack(file));
      if (!parsed.success) {
        await files.remove(name);
        return undefined;
      }
      memory.set(name, parsed.data);
      return parsed.data;
    },
    async set(key, value) {
      const name = nameOf(kind, key);
      memory.set(name, value);
      await files.write(name, await pack(value));
    },
    nameOf: (key) => nameOf(kind, key),
    letGo: () => memory.clear(),
  };
}

const nameOf = (kind: string, key: string): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, key]))
    .digest('hex');

const HASH_BYTES = 32;

/** Hashed away from the main thread: a document of 50 MB would hold it up. */
const hash = async (bytes: Uint8Array<ArrayBuffer>): Promise<Buffer> =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes));

/** The hash of a value's bytes, then the bytes: one that was cut off or changed on disk is told from a whole one. */
async function pack(value: unknown): Promise<Buffer> {
  const bytes = serialize(value);
  return Buffer.concat([await hash(bytes), bytes]);
}

/** Undefined when it is not as it was written. */
async function unpack(file: Buffer<ArrayBuffer>): Promise<unknown> {
  const bytes = file.subarray(HASH_BYTES);
  if (!file.subarray(0, HASH_BYTES).equals(await hash(bytes))) return undefined;
  try {
    return deserialize(bytes);
  } catch {
    // Written by a newer Node.
    return undefined;
  }
}
