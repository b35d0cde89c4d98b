/** Temporary folders: one for each job, only ours to read, gone when the job is done, even after a crash. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from '../ops/index.ts';

/** Containers that share a folder have machine names of their own, and see nothing of each other's processes. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const PREFIX = 'attache-media-';
/** Without a machine it was an earlier version, on this one. */
const OF_PROCESS = new RegExp(`^${PREFIX}(?:(?<machine>[0-9a-f]{8})-)?(?<pid>\\d+)-`);
/** A folder in which nothing new has appeared for so long is nobody's, in milliseconds: no turn takes half an hour. */
const ABANDONED_MS = 2 * 3600_000;
/** How often those are looked for. */
const SWEEP_MS = 3600_000;

/** Folders of this process that are in use: a sweep leaves them alone. */
const inUse = new Set<string>();

export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** Removes the folder with all that is in it. */
  remove(): Promise<void>;
}

export interface Workspace {
  open(): Promise<Folder>;
}

export function createWorkspace(temporaryFolder: string, log: Logger): Workspace {
  const root = resolve(temporaryFolder);
  const ready = mkdir(root, { recursive: true, mode: 0o700 }).then(() => sweep(root));
  // A job that needs the folder meets the error itself.
  ready.catch((error: unknown) => log.error({ err: error }, 'The temporary folder cannot be used.'));
  setInterval(() => void sweep(root).catch(() => {}), SWEEP_MS).unref();
  return {
    async open() {
      await ready;
      const path = await mkdtemp(join(root, `${PREFIX}${MACHINE}-${process.pid}-`));
      inUse.add(path);
      return {
        path,
        remove: async () => {
          await rm(path, { recursive: true, force: true });
          inUse.delete(path);
        },
      };
    },
  };
}

/** Removes what processes that no longer run have left behind. */
async function sweep(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    if (!inUse.has(folder) && (await isLeft(name, folder)))
      await rm(folder, { recursive: true, force: true });
  }
}

async function isLeft(name: string, folder: string): Promise<boolean> {
  const owner = OF_PROCESS.exec(name)?.groups;
  if (!owner) return false;
  const pid = Number(owner['pid']);
  const isOurs = (owner['machine'] ?? MACHINE) === MACHINE;
  if (isOurs && (pid === process.pid || !isRunning(pid))) return true;
  // Another sweep may have been faster.
  const changedAt = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - changedAt > ABANDONED_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
