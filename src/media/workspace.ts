/** Temporary folders: one for each job, only ours to read, gone when the job is done, even after a crash. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '../ops/index.ts';

const PREFIX = 'attache-media-';
const OF_PROCESS = new RegExp(`^${PREFIX}(\\d+)-`);

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
  return {
    async open() {
      await ready;
      const path = await mkdtemp(join(root, `${PREFIX}${process.pid}-`));
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
    const owner = OF_PROCESS.exec(name)?.[1];
    const folder = join(root, name);
    if (owner === undefined || inUse.has(folder)) continue;
    if (Number(owner) === process.pid || !isRunning(Number(owner)))
      await rm(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
