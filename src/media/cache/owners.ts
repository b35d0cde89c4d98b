/**
 * Whose files the kept ones are: an empty file for each, in a folder for each owner, so that several processes may note at
 * once. Names of owners are hashed. A note lasts as long as the file it is about.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../ops/index.ts';

export interface Owners {
  /** Begins work for an owner; where it is nobody's, nothing is noted. */
  begin(owner: string | undefined): OwnedWork;
  /** Removes all that was kept for an owner; what is kept by work that is under way goes when that ends. */
  forget(owner: string): Promise<void>;
}

export interface OwnedWork {
  /** Notes files before they are kept. */
  note(names: readonly string[]): Promise<void>;
  /** Called when nothing more is kept: it goes where its owner was forgotten meanwhile. */
  end(): Promise<void>;
}

export interface OwnersOptions {
  /** Made when missing. */
  readonly folder: string;
  /** Whether a file is still kept. */
  readonly isKept: (name: string) => Promise<boolean>;
  readonly remove: (name: string) => Promise<void>;
  /** Lets go of all that is in memory: another process may have removed the notes that say what of it is the owner's. */
  readonly letGo: () => void;
  readonly log: Logger;
}

const NOBODYS: OwnedWork = { note: () => Promise.resolve(), end: () => Promise.resolve() };

/** How often notes are looked for whose files have gone, and how old they are then. */
const SWEEP_MS = 6 * 3600_000;

export function createOwners({ folder, isKept, remove, letGo, log }: OwnersOptions): Owners {
  /** Work that is under way, by the folder of its owner. */
  const underWay = new Map<string, Set<{ isForgotten: boolean }>>();
  let hasComplained = false;
  const complain = (error: unknown): void => {
    if (!hasComplained)
      log.warn(
        { err: error },
        `Nothing can be noted in ${folder}: /forget may leave copies of files behind.`,
      );
    hasComplained = true;
  };
  const folderOf = (owner: string): string => join(folder, createHash('sha256').update(owner).digest('hex'));

  const sweep = async (): Promise<void> => {
    for (const owner of await namesIn(folder)) {
      const own = join(folder, owner);
      for (const name of await namesIn(own)) {
        const { mtimeMs } = await stat(join(own, name));
        // One that is young may be about a file that is only just being kept.
        if (Date.now() - mtimeMs > SWEEP_MS && !(await isKept(name)))
          await rm(join(own, name), { force: true });
      }
      // Not where notes are left.
      await rmdir(own).catch(() => {});
    }
  };
  // Where it fails there is nothing to tidy, or the kept files themselves say what is wrong; there is a next time.
  const tidy = (): void => void sweep().catch(() => {});
  tidy();
  setInterval(tidy, SWEEP_MS).unref();

  return {
    begin(owner) {
      if (owner === undefined) return NOBODYS;
      const own = folderOf(owner);
      const work = { isForgotten: false };
      const noted = new Set<string>();
      const all = underWay.get(own) ?? new Set();
      underWay.set(own, all.add(work));
      return {
        async note(names) {
          for (const name of names) {
            noted.add(name);
            await write(own, name).catch(complain);
          }
        },
        async end() {
          all.delete(work);
          if (all.size === 0 && underWay.get(own) === all) underWay.delete(own);
          if (work.isForgotten) await forgetNames(own, noted);
        },
      };
    },

    async forget(owner) {
      const own = folderOf(owner);
      const flag = (): void => underWay.get(own)?.forEach((work) => (work.isForgotten = true));
      flag();
      await forgetNames(own, await namesIn(own));
      // What has begun meanwhile may have noted a file that is gone now.
      flag();
      await rmdir(own).catch(() => {});
    },
  };

  async function forgetNames(own: string, names: Iterable<string>): Promise<void> {
    for (const name of names) {
      await remove(name);
      await rm(join(own, name), { force: true });
    }
    letGo();
  }
}

async function write(own: string, name: string): Promise<void> {
  const attempt = (): Promise<void> => writeFile(join(own, name), '', { mode: 0o600 });
  await attempt().catch(async () => {
    // There is no folder yet, or it was tidied away as an empty one.
    await mkdir(own, { recursive: true, mode: 0o700 });
    await attempt();
  });
}

/** What is in a folder; nothing where there is none. */
const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
