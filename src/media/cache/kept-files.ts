/**
 * Files that are kept on disk while there is room for them: those not needed for the longest time go first, and none
 * outlives its age. Several processes may use one folder: each file appears whole or not at all, and one that has gone
 * is a file that was never there. Where the disk is full or may not be written to, nothing is kept.
 */
import {
  access,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../ops/index.ts';
import type { Workspace } from '../workspace.ts';

export interface KeptFiles {
  /** The bytes of a file; undefined where there is none. */
  read(name: string): Promise<Buffer<ArrayBuffer> | undefined>;
  /** Lends a file under another path, where it stays when it is no longer kept; false where there is none. */
  lend(name: string, path: string): Promise<boolean>;
  /** Keeps these bytes. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Keeps a file by moving it here; it must lie on the same disk. */
  adopt(name: string, path: string): Promise<void>;
  remove(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
}

export interface KeptFilesOptions {
  /** Made when missing. Whatever is in it and not a file of ours is removed. */
  readonly folder: string;
  /** Where files are written before they are whole, on the same disk. */
  readonly workspace: Workspace;
  readonly maxBytes: number;
  /** Since it was last needed, in milliseconds. */
  readonly maxAgeMs: number;
  readonly log: Logger;
}

/** Our names are SHA-256 hashes: they say nothing, and no other program makes them. */
const OUR_NAME = /^[0-9a-f]{64}$/;
/** The least a file takes on most disks. */
const BLOCK_BYTES = 4096;
/** When it is full, so much is left, so that not every new file means looking through all of them. */
const LEFT_SHARE = 0.9;
/** Whenever this process has added so much, all is counted anew: others that use the folder have added something, too. */
const COUNTED_SHARE = 0.05;
/** How often old files are looked for. */
const SWEEP_MS = 6 * 3600_000;

export function createKeptFiles({ folder, workspace, maxBytes, maxAgeMs, log }: KeptFilesOptions): KeptFiles {
  const pathOf = (name: string): string => join(folder, name);
  /** On disk, as far as this process knows: others may write and remove too. */
  let bytes = 0;
  /** Of those, what this process has added since it was counted. */
  let added = 0;
  let hasComplained = false;

  /** The value, or undefined when the disk says no: what is kept is a help and never a condition. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || hasComplained) return undefined;
      hasComplained = true;
      log.warn(
        { err: error },
        `Nothing can be kept in ${folder}: files are fetched and read again each time.`,
      );
      return undefined;
    }
  };

  const sweep = async (): Promise<void> => {
    const found: { path: string; size: number; usedAt: number }[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = pathOf(entry.name);
      const about = await attempt(() => stat(path));
      if (!about) continue;
      if (entry.isFile() && OUR_NAME.test(entry.name) && Date.now() - about.mtimeMs <= maxAgeMs)
        found.push({ path, size: Math.max(about.size, BLOCK_BYTES), usedAt: about.mtimeMs });
      else await rm(path, { recursive: true, force: true });
    }
    found.sort((a, b) => a.usedAt - b.usedAt);
    bytes = found.reduce((sum, { size }) => sum + size, 0);
    added = 0;
    if (bytes <= maxBytes) return;
    for (const { path, size } of found) {
      if (bytes <= maxBytes * LEFT_SHARE) return;
      await rm(path, { force: true });
      bytes -= size;
    }
  };

  const ready = attempt(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await sweep();
  });
  setInterval(() => void attempt(sweep), SWEEP_MS).unref();
  let sweeping = Promise.resolve<unknown>(undefined);

  const adopt = async (name: string, path: string): Promise<void> => {
    await ready;
    const { size } = await stat(path);
    if (size > maxBytes) return;
    await rename(path, pathOf(name));
    await touch(pathOf(name));
    bytes += Math.max(size, BLOCK_BYTES);
    added += Math.max(size, BLOCK_BYTES);
    const isDue = (): boolean => bytes > maxBytes || added > maxBytes * COUNTED_SHARE;
    if (isDue()) await (sweeping = sweeping.then(() => (isDue() ? attempt(sweep) : undefined)));
  };

  return {
    read: (name) =>
      attempt(async () => {
        await ready;
        const content = await readFile(pathOf(name));
        await touch(pathOf(name));
        return content;
      }),
    lend: async (name, path) => {
      await ready;
      const isLent = await attempt(async () => {
        // A second name costs nothing; some disks know only copies.
        await link(pathOf(name), path).catch(() => copyFile(pathOf(name), path));
        await touch(pathOf(name));
        return true;
      });
      return isLent ?? false;
    },
    write: async (name, content) => {
      await attempt(async () => {
        if (content.byteLength > maxBytes) return;
        const work = await workspace.open();
        try {
          const path = join(work.path, 'kept');
          await writeFile(path, content, { mode: 0o600 });
          await adopt(name, path);
        } finally {
          await work.remove();
        }
      });
    },
    adopt: async (name, path) => void (await attempt(() => adopt(name, path))),
    remove: async (name) => void (await attempt(() => rm(pathOf(name), { force: true }))),
    has: (name) =>
      access(pathOf(name)).then(
        () => true,
        () => false,
      ),
  };
}

/** Says that a file was needed now. */
const touch = (path: string): Promise<void> => utimes(path, new Date(), new Date());
