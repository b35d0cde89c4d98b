/** The parts of a process that watches, each time anew, in a temporary folder; no model is connected. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../src/store/index.ts';
import type { ReplayParts } from '../../src/watch/index.ts';
import { partsIn } from '../../test/watch/parts.ts';

/** Nobody listens there. */
const NOWHERE = { apiKey: 'none', baseUrl: 'http://127.0.0.1:9/v1' };

/** Does some work with parts of its own in a folder, and removes what they have kept. */
export async function withParts<Result>(
  work: (parts: ReplayParts, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'attache-bench-'));
  try {
    return await work(partsIn(folder, NOWHERE), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type StoredParts = ReplayParts & { readonly store: Store };

/** The same with a real store. */
export const withStore = <Result>(work: (parts: StoredParts) => Promise<Result>): Promise<Result> =>
  withParts(async (parts, folder) => {
    const store = await openStore({ dataFolder: folder });
    try {
      return await work({ ...parts, store });
    } finally {
      await store.close();
    }
  });
