/** A folder on a small disk of its own that can be filled up; where none may be mounted, files that may not grow. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface Disk {
  /** Where a process keeps its data. */
  readonly folder: string;
  /** From now on nothing more can be written, by these processes at least. Says how, or that it cannot be done here. */
  fill(pids: readonly number[]): string;
  /** There is room again. */
  free(pids: readonly number[]): void;
  /** Takes the disk away. */
  remove(): void;
}

const CHUNK = Buffer.alloc(256 * 1024);
/** No file of a bot that has worked for a while is smaller. */
const SMALL_FILE_BYTES = 4_096;

/** @param megabytes its size: enough for the whole run, little enough to be filled in a moment */
export function createDisk(folder: string, megabytes: number): Disk {
  mkdirSync(folder, { recursive: true });
  const ballast = join(folder, 'ballast');
  const isMounted = run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);

  const limitFiles = (pids: readonly number[], bytes: number | 'unlimited') =>
    pids.every((pid) => run('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]));

  return {
    folder,
    fill: (pids) => {
      if (!isMounted)
        return limitFiles(pids, SMALL_FILE_BYTES)
          ? 'files may not grow'
          : 'cannot be done here: no disk may be mounted, and there is no prlimit';
      const file = openSync(ballast, 'w');
      try {
        for (;;) writeSync(file, CHUNK);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
      return 'no space is left';
    },
    free: (pids) => {
      if (isMounted) rmSync(ballast, { force: true });
      else limitFiles(pids, 'unlimited');
    },
    remove: () => {
      if (isMounted) run('umount', ['--lazy', folder]);
    },
  };
}

/** Whether a command did what it was asked to. */
function run(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
